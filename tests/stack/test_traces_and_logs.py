"""The whole platform with a collector for traces: one wish is one trace; and no log of any process tells of a person.

What citizens and staff write and get wrong goes through every door, right and broken; then all logs are searched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from tests.content import read_catalogue
from tests.otlp import Collector, ReceivedSpan
from tests.personal import IN_PATH, SECRETS, SENTENCE, feed_citizens, feed_staff, find_told
from tests.services.people import BRUNO
from tests.stack.patient_citizen import PatientCitizen
from tests.stack.platform import Platform, make_platform

pytestmark = [pytest.mark.stack, pytest.mark.timeout(900)]

CATALOGUE = read_catalogue()
FORM = CATALOGUE.services["residence_certificate"].form
SEND = CATALOGUE.wording["button_yes_send"]["de"]


SHAPES = ("timestamp=", "--- ", "worker: ")
"""How lines begin: ours, the launcher's when it starts a process, and the one that Celery prints when it stops."""


@pytest.fixture(scope="module")
def collector() -> Iterator[Collector]:
    with Collector() as started:
        yield started


@pytest.fixture(scope="module")
def traced(collector: Collector, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform of its own that sends its traces to the collector."""
    made = make_platform(
        tmp_path_factory.mktemp("traced"),
        MOIEN_OTLP_URL=collector.url,
        MOIEN_SANDBOX_DELAY="0.2",
        MOIEN_MESSAGES_PER_WINDOW="1000",
        MOIEN_JOB_RETRY_BASE="0.2",
    )
    made.start()
    yield made
    made.stop()


def apply(platform: Platform, national_id: str) -> str:
    """Go through the form of a certificate until it is filed; returns the id of the message that confirmed it."""
    with closing(PatientCitizen(platform.url)) as citizen:
        fill(citizen, national_id)
        confirmed = citizen.message_id
        assert citizen.wait_for_end()["state"] == "succeeded"
        return confirmed


def fill(citizen: PatientCitizen, national_id: str) -> None:
    """Answer the questions of the form, and confirm."""
    citizen.say("Ich möchte jetzt eine Wohnsitzbescheinigung beantragen")
    citizen.say(national_id)
    citizen.say("Mamer")
    citizen.press(FORM.fields[2].choices[0].label["de"])
    citizen.press(SEND)


def ways_of(spans: list[ReceivedSpan]) -> set[str]:
    """The way to each span from the first of its trace, as far as it has arrived."""
    by_id = {span.id: span for span in spans}

    def way_to(span: ReceivedSpan) -> list[str]:
        above = by_id.get(span.parent)
        return [*(way_to(above) if above else []), f"{span.process.removeprefix('moien-')} {span.name}"]

    return {" > ".join(way_to(span)) for span in spans}


def test_a_wish_is_one_trace_from_the_widget_to_the_administration(traced: Platform, collector: Collector) -> None:
    # The first answer of the administration is an error: the second attempt belongs to the same trace.
    httpx.post(f"{traced.sandbox_url}/sandbox/faults", json={"faults": ["error"]}, timeout=20).raise_for_status()
    trace = apply(traced, BRUNO)

    whole = {
        "gateway hub.receive > gateway hub.turn > rasa bot.turn > actions actions.run",
        "gateway hub.receive > gateway hub.turn > worker worker.job > worker connector.call",
        "gateway hub.receive > gateway hub.turn > gateway hub.report > gateway hub.turn > rasa bot.turn"
        " > actions actions.run",
    }

    def attempts() -> list[object]:
        return [span.attributes["outcome"] for span in collector.of_trace(trace) if span.name == "worker.job"]

    traced.wait_until(
        # Each process sends its spans when it likes: those of the second attempt may be the last.
        lambda: whole <= ways_of(collector.of_trace(trace)) and len(attempts()) >= 2,
        "the trace is whole",
        60,
    )
    assert attempts() == ["postponed", "succeeded"], "a retry keeps its trace"
    spans = collector.of_trace(trace)
    assert {key for span in spans for key in span.attributes} <= {
        "stage",
        "operation",
        "service",
        "outcome",
        "language",
    }
    written = (traced.state_dir / "logs" / "worker.log").read_text(encoding="utf-8")
    assert f"trace={trace}" in written


def test_a_question_is_traced_through_the_answer_server(traced: Platform, collector: Collector) -> None:
    with closing(PatientCitizen(traced.url)) as citizen:
        citizen.say("qwrtz vbnm")  # no intent explains it

    def looked_up() -> list[ReceivedSpan]:
        """The question at the answer server and what is above it, once both have arrived."""
        by_id = {span.id: span for span in collector.spans}
        found = [span for span in collector.spans if span.name == "answers.question" and span.parent in by_id]
        return [found[0], by_id[found[0].parent]] if found else []

    traced.wait_until(lambda: bool(looked_up()), "a question was looked up", 60)
    found, asked = looked_up()
    assert (asked.name, asked.process, asked.trace) == ("hub.question", "moien-gateway", found.trace)


def feed_inner_doors(platform: Platform) -> None:
    """What the processes say to each other, broken."""
    rasa, actions, answers = (f"http://127.0.0.1:{platform.ports[name]}" for name in ("rasa", "actions", "answers"))
    turn = {"conversation": "c" * 32, "turn": "t" * 32, "language": "de", "input": {"type": "text", "text": SENTENCE}}
    for body in (turn, {**turn, "language": SENTENCE}, {**turn, SENTENCE: SENTENCE}):
        httpx.post(f"{rasa}/webhooks/moien/turns", json=body, timeout=60)
    httpx.post(f"{rasa}/webhooks/moien/turns", content=SENTENCE, timeout=60)
    httpx.get(f"{rasa}/{IN_PATH}", timeout=60)
    tracker = {
        "sender_id": "c" * 32,
        "slots": {"x": SENTENCE},
        "latest_message": {"text": SENTENCE},
        "events": [SENTENCE],
    }
    for body in ({"next_action": SENTENCE, "tracker": tracker}, {"next_action": "action_form", "tracker": tracker}):
        httpx.post(f"{actions}/webhook", json=body, timeout=60)
    httpx.post(f"{actions}/webhook", content=SENTENCE, timeout=60)
    question = {"language": "de", "query": {"question": SENTENCE}}
    for body in (question, {**question, "language": SENTENCE}, {**question, SENTENCE: 1}):
        httpx.post(f"{answers}/answers", json=body, timeout=60)
    httpx.post(f"{answers}/answers?content={SECRETS['words']}", json=question, timeout=60)
    httpx.post(
        f"{answers}/summaries",
        json={"language": "de", "messages": [{"author": "citizen", "text": SENTENCE}]},
        timeout=60,
    )


def feed_jobs(platform: Platform) -> None:
    """Jobs that meet every fault of the administration."""
    for fault in ("malformed", "conflict", "unavailable:1"):
        plan = {"faults": [fault]}
        httpx.post(f"{platform.sandbox_url}/sandbox/faults", json=plan, timeout=20).raise_for_status()
        apply(platform, BRUNO)


def test_no_log_tells_of_a_person(traced: Platform) -> None:
    feed_citizens(traced.url)
    feed_staff(traced.url, traced.password("agent"), traced.password("owner"))
    feed_inner_doors(traced)
    feed_jobs(traced)
    traced.stop()
    logs = {path.name: path.read_text("utf-8", "replace") for path in Path(traced.state_dir / "logs").glob("*.log*")}
    for name in ("gateway.log", "rasa.log", "actions.log", "worker.log", "answers.log"):
        assert logs[name], f"{name} is empty: nothing was searched"
    assert find_told(logs) == []
    for name in ("gateway.log", "rasa.log", "actions.log", "worker.log", "answers.log"):
        assert all(line.startswith(SHAPES) for line in logs[name].splitlines() if line), (
            f"{name} has lines of another shape"
        )
