"""Tries a call for the studio: prepares it as a job would, and sends it to the sandbox administration at most.

Nothing of the jobs is touched: no files of citizens, no circuit breaker, no real address. Safe to be run twice: the
administration gets the same idempotency key again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx
import msgspec
import structlog
from celery.exceptions import SoftTimeLimitExceeded
from sqlalchemy import Engine, select, update

from contracts import tracing
from contracts.jobs import JobKind, JobResult
from contracts.rehearsal import CallOutcome, PreparedCall
from contracts.studio_tables import rehearsed_call
from services.connectors.client import make_credentials, open_client
from services.connectors.connector import Connector
from services.connectors.document import Document
from services.connectors.operation import Operation
from services.connectors.outcome import CallError, FinalError, Outcome, Rejected
from services.connectors.registry import find_for_job
from services.connectors.sending import Attachment, Prepared, prepare
from services.connectors.settings import ConnectorSettings
from services.runner import TRACED_AS

log = structlog.get_logger()

KEY_PREFIX = "try-"
"""How idempotency keys of calls that are tried begin; the row's id follows."""
INVENTED_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
"""An empty page: goes along wherever a form has a file."""


@dataclass(frozen=True)
class _Tried:
    """What a row asks for."""

    operation: str
    kind: JobKind
    fields: dict[str, str]
    trace: str | None
    """What the call goes on with (``contracts/tracing.py``)."""


class CallRehearsal:
    """Does the calls of one worker process that somebody tries."""

    def __init__(
        self,
        engine: Engine,
        documents: Mapping[str, Document],
        find_sandbox: Callable[[str], ConnectorSettings | None],
        now: Callable[[], datetime],
    ) -> None:
        """``find_sandbox`` says how the sandbox is reached in the place of an administration, None where there is none.

        ``now`` gives aware UTC times.
        """
        self._engine = engine
        self._documents = documents
        self._find_sandbox = find_sandbox
        self._now = now

    def run(self, call_id: str) -> None:
        """Try a call and write what came of it; does nothing where it is done or gone."""
        tried = self._read(call_id)
        if tried is None:
            log.info("rehearsal.left_alone", call=call_id)
            return
        with tracing.resume("worker.rehearsal", tried.trace, operation=tried.operation) as span:
            outcome = self._try(tried, f"{KEY_PREFIX}{call_id}")
            span.tell(_traced_as(outcome))
        done = {"state": "done", "outcome": msgspec.to_builtins(outcome), "ended_at": self._now()}
        mine = update(rehearsed_call).where(rehearsed_call.c.id == call_id, rehearsed_call.c.state == "queued")
        with self._engine.begin() as connection:
            connection.execute(mine.values(**done))
        result = outcome.result.state if outcome.result else None
        log.info("rehearsal.done", call=call_id, operation=tried.operation, sent=outcome.sent, result=result)

    def _read(self, call_id: str) -> _Tried | None:
        columns = rehearsed_call.c
        found = select(columns.operation, columns.kind, columns.fields, columns.trace).where(
            columns.id == call_id, columns.state == "queued"
        )
        with self._engine.connect() as connection:
            row = connection.execute(found).one_or_none()
        return None if row is None else _Tried(row.operation, row.kind, row.fields, row.trace)

    def _try(self, tried: _Tried, key: str) -> CallOutcome:
        try:
            operation = find_for_job(self._documents, tried.kind, tried.operation)
            prepared = prepare(operation, tried.fields, key, lambda _file_id: _INVENTED_FILE)
        except FinalError as error:
            return CallOutcome(prepared=None, sent=False, problem=error.detail)
        told = describe_call(prepared)
        sandbox = self._find_sandbox(tried.operation.partition(".")[0])
        if sandbox is None:
            return CallOutcome(prepared=told, sent=False)
        return CallOutcome(prepared=told, sent=True, result=_send(sandbox, operation, prepared))


_INVENTED_FILE = Attachment("document.pdf", "application/pdf", INVENTED_PDF)


def _traced_as(outcome: CallOutcome) -> tracing.Outcome:
    if outcome.problem is not None:
        return "failed"
    return TRACED_AS[outcome.result.state] if outcome.result is not None else "succeeded"


def describe_call(prepared: Prepared) -> PreparedCall:
    """Write a request so that it can be read; its headers are left out."""
    query = httpx.QueryParams(prepared.content.get("params"))
    path = f"{prepared.path}?{query}" if query else prepared.path
    return PreparedCall(method=prepared.method, path=path, body=_describe_body(prepared.content))


def _describe_body(content: Mapping[str, Any]) -> str | None:
    if "json" in content:
        return json.dumps(content["json"], ensure_ascii=False, indent=2)
    if "files" in content:
        return "\n".join(f"{name}: {_describe_part(*part)}" for name, part in content["files"].items())
    return None


def _describe_part(file_name: str | None, value: str | bytes, media_type: str = "") -> str:
    return str(value) if file_name is None else f"{file_name} ({media_type}, {len(value)} bytes)"


def _send(sandbox: ConnectorSettings, operation: Operation, prepared: Prepared) -> JobResult:
    """Make the call once; what would be tried again later has failed here."""
    try:
        with open_client(sandbox) as client:
            outcome = Connector(client, make_credentials(sandbox, client)).call(operation, prepared)
    except CallError as error:
        return JobResult(state="failed", detail=error.detail)
    except SoftTimeLimitExceeded:
        return JobResult(state="failed", detail=f"time-out (time limit of a job) at {operation.id}")
    return _read_result(outcome)


def _read_result(outcome: Outcome) -> JobResult:
    if isinstance(outcome, Rejected):
        return JobResult(state="rejected", code=outcome.code)
    # A document that was fetched is not kept: it would be nobody's.
    return JobResult(state="succeeded", reference=outcome.reference, values=outcome.values, options=outcome.options)
