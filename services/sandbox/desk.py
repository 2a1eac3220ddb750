"""The sandbox's desk: takes one application through delay, fault and decision to its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from fastapi import Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from services.sandbox.faults import Fault, Faults
from services.sandbox.problems import REASONS, problem
from services.sandbox.register import Kind
from services.sandbox.store import ApplicationStore, KeyReusedError

CUT_OFF_ANSWER = b'{"reference": "RC-'


class Desk:
    """Takes applications: delay, fault, decision, answer."""

    def __init__(self, store: ApplicationStore, faults: Faults, delay: float, now: Callable[[], datetime]) -> None:
        """``delay``: seconds that every application takes."""
        self.store = store
        self.faults = faults
        self._delay = delay
        self._now = now

    async def take(self, kind: Kind, fields: dict[str, str], key: str, fault: Fault | None) -> Response:
        """Answer one application."""
        await asyncio.sleep(self._delay + (fault.seconds if fault and fault.kind == "delay" else 0))
        if fault and fault.kind == "error":
            return problem(500, "a fault that was asked for")
        if fault and fault.kind == "unavailable":
            return problem(503, "a fault that was asked for", headers={"Retry-After": f"{fault.seconds:.0f}"})
        try:
            decision = await run_in_threadpool(self.store.decide, kind, fields, key, self._now())
        except KeyReusedError as error:
            return problem(409, str(error))
        if fault and fault.kind == "commit-then-timeout":
            await asyncio.sleep(fault.seconds)
        if fault and fault.kind == "malformed":
            return Response(CUT_OFF_ANSWER, status_code=201, media_type="application/json")
        headers = {"Idempotent-Replay": "true"} if decision.replay else {}
        if decision.code is not None:
            return problem(422, REASONS[decision.code], code=decision.code, headers=headers)
        return JSONResponse({"reference": decision.reference, "status": "received"}, status_code=201, headers=headers)
