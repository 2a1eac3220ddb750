"""Traces: how one wish of a citizen, or of the staff, is followed through all processes; see docs/tracing.md.

The id that the widget gives a message is the id of its trace. What crosses a process, or waits in the database, carries
a ``traceparent`` (W3C Trace Context). While no collector is set (``MOIEN_OTLP_URL``) nothing here does anything.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Literal, get_args
from urllib.parse import urlsplit
from uuid import UUID

from contracts.setting_files import read_files

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.trace import Span as OpenSpan
    from opentelemetry.trace import Tracer

Process = Literal["gateway", "rasa", "actions", "worker", "answers", "beat", "training", "rehearsal"]

Stage = Literal[
    "hub.receive",
    "hub.turn",
    "hub.question",
    "hub.report",
    "bot.turn",
    "actions.run",
    "answers.question",
    "llm.complete",
    "worker.job",
    "connector.call",
    "beat.send",
    "worker.task",
    "studio.talk",
    "rehearsal.turn",
    "worker.rehearsal",
    "studio.trial",
    "training.trial",
    "training.train",
    "training.compare",
    "training.measure",
]
"""What a span is about; there are no others."""

Outcome = Literal[
    "answered",
    "related",
    "unknown",
    "routed",
    "refused",
    "unavailable",
    "switched_off",
    "lease_lost",
    "succeeded",
    "rejected",
    "failed",
    "postponed",
    "broke_off",
]
"""How it ended."""

STAGES: frozenset[str] = frozenset(get_args(Stage))
OUTCOMES: frozenset[str] = frozenset(get_args(Outcome))

HEADER = "traceparent"
_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
_NO_TRACE, _NO_SPAN = "0" * 32, "0" * 16

wanted_trace: ContextVar[int | None] = ContextVar("wanted_trace", default=None)
"""Id of the trace that is about to begin; the generator of ids takes it from here."""

_tracer: Tracer | None = None


class Span:
    """A stage in progress."""

    def __init__(self, span: OpenSpan | None) -> None:
        """None while nothing is traced."""
        self._span = span
        self.told = False
        """Whether it is known how it ended."""

    def tell(self, outcome: Outcome) -> None:
        """Say how it ended; what is told last counts."""
        self.told = True
        if self._span is not None:
            self._span.set_attribute("outcome", outcome)


NOTHING = Span(None)


def set_up_tracing(process: Process) -> Callable[[], None]:
    """Trace where ``MOIEN_OTLP_URL`` names a collector; returns what to call before the process ends.

    Raises:
        ValueError: what it names cannot be used; the message names the setting.
    """
    url = read_address()
    if url is None:
        return lambda: None
    # The library is imported only where it is used: it takes some megabytes, and a tenth of a second.
    from contracts.tracing_export import TracesTo

    traces = TracesTo(url, process)
    use_tracer(traces.tracer)

    def stop() -> None:
        use_tracer(None)
        traces.stop()

    return stop


def read_address(environment: Mapping[str, str] = os.environ) -> str | None:
    """Return the collector's address without a slash at its end, None where none is set; raises ValueError."""
    value = {**environment, **read_files(environment)}.get("MOIEN_OTLP_URL")
    if not value:
        return None
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"MOIEN_OTLP_URL: {value!r} is no address; write http(s)://host:port of the collector")
    return value.rstrip("/")


def use_tracer(tracer: Tracer | None) -> None:
    """Trace with ``tracer`` from now on; None: no more."""
    global _tracer  # noqa: PLW0603 - one for the process, as in the library
    _tracer = tracer


@contextmanager
def begin(stage: Stage, message_id: str, **attributes: str) -> Iterator[Span]:
    """Begin the trace of a message, or of what somebody of the staff tries; one that comes again goes on in the same.

    ``attributes``: ``operation``, ``language``; nothing else leaves the process.
    """
    if _tracer is None:
        yield NOTHING
        return
    before = wanted_trace.set(_trace_of(message_id))
    try:
        opened = _open(_tracer, stage, _outside(), attributes)
        with opened as span:
            wanted_trace.set(None)
            yield span
    finally:
        wanted_trace.reset(before)


@contextmanager
def resume(stage: Stage, trace: str | None, **attributes: str) -> Iterator[Span]:
    """Go on with a trace that came with a request or stood in the database; one that is none begins a new trace."""
    if _tracer is None:
        yield NOTHING
        return
    with _open(_tracer, stage, _inside(trace), attributes) as span:
        yield span


@contextmanager
def step(stage: Stage, **attributes: str) -> Iterator[Span]:
    """Take a step of what is in progress here."""
    if _tracer is None:
        yield NOTHING
        return
    with _open(_tracer, stage, None, attributes) as span:
        yield span


def tell(outcome: Outcome) -> None:
    """Say how what is in progress here ends."""
    if _tracer is not None:
        from opentelemetry.trace import get_current_span

        Span(get_current_span()).tell(outcome)


def current() -> str | None:
    """Return the ``traceparent`` of what is in progress here; None where nothing is traced."""
    context = _current_context()
    if context is None:
        return None
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{int(context.trace_flags):02x}"


def current_trace() -> str | None:
    """Return the id of the trace in progress here, 32 hexadecimal digits; None where nothing is traced."""
    context = _current_context()
    return None if context is None else f"{context.trace_id:032x}"


def headers() -> dict[str, str]:
    """Return the headers with which a request carries the trace on."""
    trace = current()
    return {} if trace is None else {HEADER: trace}


@contextmanager
def _open(tracer: Tracer, stage: Stage, context: Context | None, attributes: dict[str, str]) -> Iterator[Span]:
    # Neither text nor trace of an exception gets into a span: both may hold what a citizen wrote.
    started = tracer.start_as_current_span(
        stage,
        context=context,
        attributes={"stage": stage, **attributes},
        record_exception=False,
        set_status_on_exception=False,
    )
    with started as opened:
        span = Span(opened)
        try:
            yield span
        except BaseException:
            if not span.told:
                span.tell("broke_off")
            raise


def _trace_of(message_id: str) -> int:
    """Return a trace id: the message id where it is a UUID, as the widget makes them, else a digest of it."""
    try:
        number = UUID(message_id).int
    except ValueError:
        number = 0
    return number or int.from_bytes(hashlib.sha256(message_id.encode("utf-8", "surrogatepass")).digest()[:16], "big")


def _current_context() -> Any:  # noqa: ANN401 - the library's SpanContext, which is not imported where nothing is traced
    if _tracer is None:
        return None
    from opentelemetry.trace import get_current_span

    context = get_current_span().get_span_context()
    return context if context.is_valid else None


def _outside() -> Context:
    from opentelemetry.context import Context

    return Context()


def _inside(trace: str | None) -> Context:
    from opentelemetry.trace import NonRecordingSpan, SpanContext, TraceFlags, set_span_in_context

    match = _TRACEPARENT.fullmatch(trace or "")
    if match is None or match[1] == _NO_TRACE or match[2] == _NO_SPAN:
        return _outside()
    parent = SpanContext(int(match[1], 16), int(match[2], 16), is_remote=True, trace_flags=TraceFlags(1))
    return set_span_in_context(NonRecordingSpan(parent), _outside())
