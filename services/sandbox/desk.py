"""The sandbox's desk: takes one request through delay, fault and decision to its answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from fastapi import Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from services.sandbox.applications import Applications
from services.sandbox.faults import Fault, Faults
from services.sandbox.kinds import Code, Kind
from services.sandbox.problems import problem, refusal
from services.sandbox.register import Register
from services.sandbox.store import KeyReusedError, Store


class Desk:
    """Takes requests: delay, fault, decision, answer."""

    def __init__(
        self,
        store: Store,
        register: Register,
        applications: Applications,
        faults: Faults,
        delay: float,
        now: Callable[[], datetime],
    ) -> None:
        """``delay``: seconds that all filing takes."""
        self.store = store
        self.register = register
        self.applications = applications
        self.faults = faults
        self.now = now
        self._delay = delay

    async def file(self, kind: Kind, fields: Mapping[str, str], key: str, fault: Fault | None) -> Response:
        """Answer a request that files something or takes it back."""
        await asyncio.sleep(self._delay)
        if broken := await _before(fault):
            return broken
        try:
            decision = await run_in_threadpool(self.store.decide, kind, fields, key, self.now())
        except KeyReusedError as error:
            return problem(409, str(error))
        if fault and fault.kind == "conflict" and decision.replay and decision.reference:
            return problem(409, "a fault that was asked for: no second answer", reference=decision.reference)
        headers = {"Idempotent-Replay": "true"} if decision.replay else {}
        if decision.code is not None:
            return await _after(fault, refusal(decision.code, headers))
        return await _after(fault, JSONResponse(decision.content, status_code=201, headers=headers))

    async def look_up(self, find: Callable[[], Mapping[str, Any] | Code], fault: Fault | None) -> Response:
        """Answer a request that only reads; ``find`` gives the content, or why there is none."""
        if broken := await _before(fault):
            return broken
        found = await run_in_threadpool(find)
        return await _after(fault, refusal(found) if isinstance(found, str) else JSONResponse(dict(found)))


async def _before(fault: Fault | None) -> Response | None:
    """Play what happens before anything is done; returns the answer where nothing will be."""
    if fault and fault.kind == "delay":
        await asyncio.sleep(fault.seconds)
    if fault and fault.kind == "error":
        return problem(500, "a fault that was asked for")
    if fault and fault.kind == "unavailable":
        return problem(503, "a fault that was asked for", headers={"Retry-After": f"{fault.seconds:.0f}"})
    return None


async def _after(fault: Fault | None, answer: JSONResponse) -> Response:
    """Play what happens to an answer on its way."""
    if fault and fault.kind == "commit-then-timeout":
        await asyncio.sleep(fault.seconds)
    if fault and fault.kind == "malformed":
        body = bytes(answer.body)
        return Response(body[: len(body) // 2], answer.status_code, media_type=answer.media_type)
    return answer
