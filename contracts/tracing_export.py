"""Sends traces to the administration's own collector (OTLP over HTTP), cleaned of everything that is not allowed.

Imported only where ``MOIEN_OTLP_URL`` names a collector; without one, nothing of the library is, and nothing is sent.
"""

from __future__ import annotations

import re
import time
import urllib.request
from collections.abc import Sequence

import structlog
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, Span, SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import SpanContext
from opentelemetry.util.types import AttributeValue

from contracts.languages import LANGUAGES
from contracts.tracing import OUTCOMES, STAGES, Process, wanted_trace

log = structlog.get_logger()

SEND_SECONDS = 3.0
"""How long the collector may take; what it does not take is lost, and nothing waits for it."""
STOP_SECONDS = 3.0
"""How long a process that stops goes on with sending what is left."""
PAUSE_SECONDS = 2.0
"""Between two batches."""
MOST_WAITING = 4096
"""Spans that wait; more are dropped."""

_NAME = re.compile(r"(?!(?:[^0-9]*[0-9]){4})[A-Za-z][A-Za-z0-9_.]{0,63}")
"""A name of the catalogue or of an action: what holds four digits may be somebody's number, and is none."""


class TracesTo:
    """Where the spans of one process go."""

    def __init__(self, url: str, process: Process) -> None:
        """``url`` of the collector without a path of its own; sends nothing yet."""
        # OpenTelemetry's own exporter tries for up to a minute, also while the process has to stop.
        self._exporter = CollectorExporter(url)
        batches = BatchSpanProcessor(
            self._exporter, max_queue_size=MOST_WAITING, schedule_delay_millis=PAUSE_SECONDS * 1000
        )
        # Made directly: `Resource.create` reads the environment and names the machine.
        resource = Resource({"service.name": f"moien-{process}"})
        self._provider = TracerProvider(ALWAYS_ON, resource, id_generator=WantedIds())
        self._provider.add_span_processor(Cleaning(batches))
        self.tracer = self._provider.get_tracer("moien")

    def stop(self) -> None:
        """Send what is left, at most for `STOP_SECONDS`."""
        self._exporter.end_within(STOP_SECONDS)
        self._provider.shutdown()


class WantedIds(RandomIdGenerator):
    """Ids at random, but for the trace of a message, which has the message's."""

    def generate_trace_id(self) -> int:
        """Return the id that is wanted, else a random one."""
        return wanted_trace.get() or super().generate_trace_id()


class Cleaning(SpanProcessor):
    """Lets nothing through but stage, names of the catalogue, language and outcome."""

    def __init__(self, following: SpanProcessor) -> None:
        """``following`` gets the spans that are left."""
        self._following = following

    def on_end(self, span: ReadableSpan) -> None:
        """Pass a cleaned copy on."""
        self._following.on_end(clean_span(span))

    def on_start(self, span: Span, parent_context: object = None) -> None:
        """Nothing is known yet."""

    def shutdown(self) -> None:
        """Send what is left."""
        self._following.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what there is."""
        return self._following.force_flush(timeout_millis)


def clean_span(span: ReadableSpan) -> ReadableSpan:
    """Return a copy with what may leave the process: no event, no link, no text of an error, no other attribute."""
    return ReadableSpan(
        name=span.name if span.name in STAGES else "unknown",
        context=_clean_context(span.context),
        parent=_clean_context(span.parent),
        resource=Resource({"service.name": str(span.resource.attributes.get("service.name", ""))}),
        attributes={key: value for key, value in (span.attributes or {}).items() if _is_allowed(key, value)},
        kind=span.kind,
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _clean_context(context: SpanContext | None) -> SpanContext | None:
    if context is None:
        return None
    return SpanContext(context.trace_id, context.span_id, context.is_remote, context.trace_flags)


def _is_allowed(key: str, value: AttributeValue) -> bool:
    if not isinstance(value, str):
        return False
    if key == "operation":
        return _NAME.fullmatch(value) is not None
    known: dict[str, frozenset[str]] = {"stage": STAGES, "outcome": OUTCOMES, "language": frozenset(LANGUAGES)}
    return value in known.get(key, frozenset())


class CollectorExporter(SpanExporter):
    """Posts spans to a collector; says once that it is away, and once that it is back."""

    def __init__(self, url: str) -> None:
        """``url`` of the collector; ``/v1/traces`` comes behind it."""
        self._url = f"{url}/v1/traces"
        # The administration's own collector: no proxy that the environment names is asked.
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._away = False
        self._until: float | None = None

    def end_within(self, seconds: float) -> None:
        """Send nothing more after so many seconds: several batches may wait, for a collector that takes none."""
        self._until = time.monotonic() + seconds

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send once; what is not taken is lost."""
        seconds = SEND_SECONDS if self._until is None else min(SEND_SECONDS, self._until - time.monotonic())
        if seconds <= 0:
            return SpanExportResult.FAILURE
        body = encode_spans(spans).SerializeToString()
        sent = urllib.request.Request(self._url, body, {"Content-Type": "application/x-protobuf"})  # noqa: S310 - http(s), as `contracts.tracing.read_address` has seen to
        try:
            with self._opener.open(sent, timeout=seconds):
                pass
        except (OSError, ValueError) as error:
            if not self._away:
                log.warning("tracing.collector_away", reason=type(error).__name__)
            self._away = True
            return SpanExportResult.FAILURE
        if self._away:
            log.info("tracing.collector_back")
        self._away = False
        return SpanExportResult.SUCCESS

    def shutdown(self) -> None:
        """Nothing is open."""
