"""Traces, sent to a real collector on the loopback: ids, parents, and that nothing else gets out."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from uuid import UUID, uuid4

import pytest
from opentelemetry.trace import get_current_span

from contracts import tracing
from contracts.tracing import set_up_tracing
from tests.otlp import Collector

SECRET = "1985041212393"
REMOTE = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[Collector]:
    with Collector() as started:
        monkeypatch.setenv("MOIEN_OTLP_URL", f"{started.url}/")
        yield started


def test_the_id_of_a_message_is_the_id_of_its_trace(collector: Collector) -> None:
    stop = set_up_tracing("gateway")
    message = str(uuid4())
    with tracing.begin("hub.receive", message):
        stored = tracing.current()
        assert tracing.current_trace() == UUID(message).hex
    with tracing.resume("hub.turn", stored, language="lb") as span:
        with tracing.step("connector.call", operation="commune.requestResidenceCertificate") as call:
            call.tell("succeeded")
        span.tell("answered")
    stop()
    received, turn, call = collector.of_trace(UUID(message).hex)
    assert [it.name for it in (received, turn, call)] == ["hub.receive", "hub.turn", "connector.call"]
    assert (received.parent, turn.parent, call.parent) == ("", received.id, turn.id)
    assert turn.attributes == {"stage": "hub.turn", "language": "lb", "outcome": "answered"}
    assert call.attributes["operation"] == "commune.requestResidenceCertificate"
    assert collector.resources[0] == {"service.name": "moien-gateway"}, "nothing of the machine"


def test_a_message_that_comes_again_goes_on_in_its_trace_and_another_begins_its_own(collector: Collector) -> None:
    stop = set_up_tracing("gateway")
    for message in ("m-1", "m-1", "jean.weber@example.lu", "00000000-0000-0000-0000-000000000000"):
        with tracing.begin("hub.receive", message):
            pass
    stop()
    traces = [span.trace for span in collector.spans]
    assert traces[0] == traces[1]
    assert len(set(traces)) == 3
    assert b"weber".hex() not in "".join(traces)


@pytest.mark.parametrize("trace", [None, "", "nonsense", "00-" + "0" * 32 + "-0123456789abcdef-01", REMOTE + "x"])
def test_what_goes_on_with_nothing_begins_anew(collector: Collector, trace: str | None) -> None:
    stop = set_up_tracing("gateway")
    # Not even with what happens to be in progress.
    with tracing.begin("hub.receive", str(uuid4())), tracing.resume("hub.turn", trace):
        pass
    stop()
    by_name = {span.name: span for span in collector.spans}
    assert by_name["hub.turn"].parent == ""
    assert by_name["hub.turn"].trace != by_name["hub.receive"].trace


def test_what_comes_from_another_process_is_gone_on_with(collector: Collector) -> None:
    stop = set_up_tracing("actions")
    with tracing.resume("actions.run", REMOTE, operation="action_form"):
        assert tracing.headers() == {"traceparent": tracing.current()}
    stop()
    (span,) = collector.spans
    assert (span.trace, span.parent, span.process) == (REMOTE[3:35], REMOTE[36:52], "moien-actions")


def test_nothing_but_the_allowed_leaves_the_process(collector: Collector) -> None:
    stop = set_up_tracing("worker")
    given = {"service": SECRET, "operation": f"x {SECRET}", "language": "xx", "text": SECRET}
    with pytest.raises(ValueError, match=SECRET), tracing.step("worker.job", **given):
        span = get_current_span()
        span.add_event(SECRET, {"text": SECRET})
        span.set_attribute(SECRET, SECRET)
        span.set_attribute("outcome", SECRET)
        span.update_name(SECRET)
        span.record_exception(ValueError(SECRET))
        raise ValueError(SECRET)
    stop()
    (received,) = collector.spans
    assert received.name == "unknown"
    assert received.attributes == {"stage": "worker.job", "outcome": "broke_off"}
    assert SECRET.encode() not in b"".join(collector.raw)


def test_how_a_stage_ended_is_kept_when_it_breaks_off_afterwards(collector: Collector) -> None:
    stop = set_up_tracing("worker")
    with pytest.raises(TimeoutError), tracing.step("connector.call") as span:
        span.tell("unavailable")
        raise TimeoutError
    with tracing.step("worker.job"):
        tracing.tell("postponed")
    stop()
    assert [span.attributes["outcome"] for span in collector.spans] == ["unavailable", "postponed"]


def test_a_collector_that_is_away_harms_nothing(collector: Collector, capfd: pytest.CaptureFixture[str]) -> None:
    stop = set_up_tracing("gateway")
    collector.status = 503
    with tracing.step("hub.turn"):
        pass
    stop()
    assert collector.spans == []
    stop = set_up_tracing("gateway")
    collector.status = 200
    with tracing.step("hub.turn"):
        pass
    stop()
    assert [span.name for span in collector.spans] == ["hub.turn"]


def test_a_collector_that_never_answers_holds_up_no_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    with Collector() as collector:
        held = threading.Event()
        monkeypatch.setattr(collector, "take", lambda _body: held.wait(30))
        monkeypatch.setattr("contracts.tracing_export.SEND_SECONDS", 0.2)
        monkeypatch.setenv("MOIEN_OTLP_URL", collector.url)
        stop = set_up_tracing("gateway")
        for _ in range(5000):
            with tracing.step("hub.turn"):
                pass
        stop()
        held.set()


def test_a_process_that_stops_leaves_the_batches_that_nobody_takes(monkeypatch: pytest.MonkeyPatch) -> None:
    with Collector() as collector:
        came: list[bytes] = []
        first, held = threading.Event(), threading.Event()

        def take_for_ever(body: bytes) -> None:
            came.append(body)
            first.set()
            held.wait(30)

        monkeypatch.setattr(collector, "take", take_for_ever)
        monkeypatch.setattr("contracts.tracing_export.SEND_SECONDS", 1.0)
        monkeypatch.setattr("contracts.tracing_export.STOP_SECONDS", 1.0)
        monkeypatch.setenv("MOIEN_OTLP_URL", collector.url)
        stop = set_up_tracing("gateway")
        for _ in range(5000):
            with tracing.step("hub.turn"):
                pass
        assert first.wait(10)
        stop()
        assert len(came) <= 3, "eight batches wait, and each would take its time"
        held.set()


def test_while_no_collector_is_set_nothing_is_imported_or_known() -> None:
    script = """
import sys
from contracts import tracing
stop = tracing.set_up_tracing("gateway")
with tracing.begin("hub.receive", "m"), tracing.resume("hub.turn", None) as span, tracing.step("connector.call"):
    span.tell("answered")
    tracing.tell("answered")
    assert (tracing.current(), tracing.current_trace(), tracing.headers()) == (None, None, {})
stop()
assert not [name for name in sys.modules if name.startswith("opentelemetry")]
"""
    subprocess.run([sys.executable, "-c", script], check=True, timeout=60)


@pytest.mark.parametrize("address", ["collector:4318", "ftp://collector", "http://", "http://c:4318/?key=1"])
def test_an_address_that_cannot_be_used_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("MOIEN_OTLP_URL", address)
    with pytest.raises(ValueError, match="MOIEN_OTLP_URL"):
        set_up_tracing("gateway")


def test_lines_of_the_log_carry_the_trace(collector: Collector) -> None:
    script = """
import structlog
from contracts import tracing
from contracts.logs import set_up_logging
set_up_logging()
stop = tracing.set_up_tracing("gateway")
structlog.get_logger("channels").info("outside")
with tracing.begin("hub.receive", "0123456789abcdef0123456789abcdef"):
    structlog.get_logger("channels").info("inside")
stop()
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60)
    outside, inside = done.stderr.splitlines()
    assert "trace" not in outside
    assert inside.endswith("event=inside trace=0123456789abcdef0123456789abcdef")
