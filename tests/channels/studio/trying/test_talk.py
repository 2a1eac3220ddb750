"""The talk with a draft: what the gateway does with what the bot asks for."""

from __future__ import annotations

from typing import Any

import pytest

from channels.answers import CallError
from channels.store.members import Member
from channels.studio.trying.door import RehearsalAwayError
from channels.studio.trying.fake import FILED
from channels.studio.trying.person import INVENTED
from channels.studio.trying.room import DraftDesks
from channels.studio.trying.talk import MOST_TURNS
from contracts.jobs import JobResult, Option
from contracts.models import content_path, copy_content
from contracts.parts import Part
from contracts.rehearsal import CallOutcome, PreparedCall, Rehearsed
from contracts.tracing import set_up_tracing
from contracts.trying import (
    Attempt,
    ButtonPressed,
    CallEnded,
    FileGiven,
    Given,
    LoginDone,
    TextSaid,
    Tried,
)
from contracts.turns import FileInput, PressInput, SystemInput, TurnReply, TurnRequest
from tests.channels.bot_folder import bot_folder
from tests.channels.studio.trying.conftest import Trying
from tests.otlp import Collector

TALK, TURN = "c" * 32, "0123456789abcdef" * 2
MODEL = "a" * 64
PREPARED = PreparedCall(method="POST", path="/certificates", body="{}")


@pytest.fixture
def take(trying: Trying, owner: Member) -> Any:
    """Takes a step with a draft whose content has queues."""
    copy_content(bot_folder(), content_path(trying.studio.model_dir, MODEL))

    async def taken(given: Given, **more: Any) -> Tried:
        attempt = Attempt(**{"conversation": TALK, "turn": TURN, "language": "en", **more, "input": given})
        return await trying.room.talk.take(attempt, MODEL, owner)

    return taken


async def test_a_text_goes_to_the_draft_and_what_was_seen_comes_back(trying: Trying, take: Any) -> None:
    tried = await take(TextSaid(text=" Je voudrais   renouveler mon passeport "))
    (model, request), *rest = trying.bot.asked
    assert (model, request.conversation, request.turn, request.language, rest) == (MODEL, TALK, TURN, "fr", [])
    assert (tried.language, tried.reason, tried.heard.words > 2) == ("fr", "detected", True)
    assert tried.sight.ranking[0].intent == "passport_fee"
    assert [part.text[:5] for part in tried.parts] == ["fr: J"]
    assert (tried.search, tried.calls, tried.login, tried.handover) == (None, [], None, None)


@pytest.mark.parametrize(
    ("given", "kind"),
    [
        (ButtonPressed(title="No", intent="deny", entities={"field": "reason"}), PressInput),
        (FileGiven(name="id.pdf"), FileInput),
    ],
)
async def test_buttons_and_documents(trying: Trying, take: Any, given: Given, kind: type) -> None:
    tried = await take(given)
    assert isinstance(trying.bot.asked[0][1].input, kind)
    assert (tried.heard, tried.sight) == (None, None)


async def test_a_question_is_looked_up_in_the_content_of_the_draft(trying: Trying, take: Any) -> None:
    tried = await take(TextSaid(text="ask know it"))
    ((draft, asked),) = trying.answers.asked
    assert (draft, asked.query.question, asked.language) == (MODEL, "know it", "en")
    first, second = (request for _, request in trying.bot.asked)
    assert (first.turn, second.input.intent, second.input.data["standing"]) == (TURN, "system_answer", "answered")
    assert second.turn != TURN
    assert [part.text for part in tried.parts] == ["At the commune."]
    assert (tried.search.question, tried.search.record.confidence) == ("know it", 0.5)
    again = await take(TextSaid(text="ask know it"))
    assert again.parts == tried.parts
    assert [request.turn for _, request in trying.bot.asked[2:]] == [first.turn, second.turn]


async def test_without_an_answer_server_the_bot_says_that_it_did_not_understand(trying: Trying, take: Any) -> None:
    tried = await take(TextSaid(text="ask break"))
    assert (tried.search.record, [part.text for part in tried.parts]) == (None, ["unknown"])


async def test_a_call_gets_the_values_of_the_invented_person(trying: Trying, take: Any, owner: Member) -> None:
    tried = await take(TextSaid(text="file it"), identity=dict(INVENTED))
    (wanted,) = tried.calls
    assert wanted.request.fields == {"reason": "school", "national_id": INVENTED["national_id"]}
    (row,) = await trying.calls()
    assert (row.id, row.operation, row.kind, row.state) == (wanted.id, wanted.request.operation, "file", "queued")
    assert (row.fields, row.asked_by) == (wanted.request.fields, owner.id)
    assert trying.sender.sent == [wanted.id]
    await take(TextSaid(text="file it"), identity=dict(INVENTED))
    assert [row.id for row in await trying.calls()] == [wanted.id]
    assert ("call_rehearsed", "olga") in await trying.studio.log()


async def test_a_step_is_a_trace_that_its_calls_go_on_with(
    trying: Trying, take: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Collector() as collector:
        monkeypatch.setenv("MOIEN_OTLP_URL", collector.url)
        stop = set_up_tracing("gateway")
        await take(TextSaid(text="file it"), identity=dict(INVENTED))
        with pytest.raises(RehearsalAwayError):
            await take(TextSaid(text="away"), turn="1" * 32)
        stop()
    done, away = collector.spans
    assert (done.name, done.trace, done.parent) == ("studio.talk", TURN, "")
    assert done.attributes == {"stage": "studio.talk", "language": "en", "outcome": "answered"}
    assert (away.trace, away.attributes["outcome"]) == ("1" * 32, "unavailable")
    (row,) = await trying.calls()
    assert row.trace.startswith(f"00-{TURN}-{done.id}-")


async def test_nothing_is_filed_without_the_login_that_it_needs(trying: Trying, take: Any) -> None:
    tried = await take(TextSaid(text="file it"))
    assert (tried.calls, await trying.calls()) == ([], [])
    assert trying.bot.asked[1][1].input == SystemInput(
        intent="system_logged_out", data={"service": "residence_certificate"}
    )


async def test_a_login(trying: Trying, take: Any) -> None:
    asked = await take(TextSaid(text="login please"))
    assert (asked.login, asked.identity) == ("residence_certificate", None)
    entered = await take(LoginDone(), turn="1" * 32)
    assert entered.identity == INVENTED
    assert trying.bot.asked[-1][1].input == SystemInput(intent="system_logged_in", data={"claims": dict(INVENTED)})
    known = await take(TextSaid(text="login please"), turn="2" * 32, identity=entered.identity)
    assert known.login is None
    assert trying.bot.asked[-1][1].input.intent == "system_logged_in"


async def test_a_person_is_asked_for(take: Any) -> None:
    tried = await take(TextSaid(text="person please"))
    handed = tried.handover
    assert (handed.reason, handed.service, handed.fields) == ("asked", "passport", {"day": "2026-12-01"})
    assert (handed.queue, handed.queue_name["en"]) == ("general", "General")


@pytest.mark.parametrize(
    ("result", "intent", "told"),
    [
        (JobResult(state="succeeded", reference="RC-1"), "system_job_succeeded", {"reference": "RC-1"}),
        (JobResult(state="rejected", code="unknown_person"), "system_job_rejected", {"code": "unknown_person"}),
        (JobResult(state="failed"), "system_job_failed", {}),
    ],
)
async def test_the_bot_hears_what_came_of_a_call(
    trying: Trying, take: Any, result: JobResult, intent: str, told: dict[str, Any]
) -> None:
    (wanted,) = (await take(TextSaid(text="file it"), identity=dict(INVENTED))).calls
    ended = CallEnded(call=wanted.id, service="residence_certificate")
    with pytest.raises(CallError, match="on its way"):
        await take(ended, turn="1" * 32)
    await trying.end_call(wanted.id, CallOutcome(prepared=PREPARED, sent=True, result=result))
    tried = await take(ended, turn="1" * 32)
    heard = trying.bot.asked[-1][1].input
    assert (heard.intent, heard.data["service"], heard.data["kind"]) == (intent, "residence_certificate", "file")
    assert told.items() <= heard.data.items()
    assert (tried.handover.reason if tried.handover else None) == ("dead_letter" if result.state == "failed" else None)


async def test_choices_that_were_looked_up(trying: Trying, take: Any) -> None:
    (wanted,) = (await take(TextSaid(text="free moments"))).calls
    result = JobResult(state="succeeded", options=[Option(value="m1", at="2026-12-01T09:00:00+01:00")])
    await trying.end_call(wanted.id, CallOutcome(prepared=PREPARED, sent=True, result=result))
    await take(CallEnded(call=wanted.id, service="passport", field="moment"), turn="1" * 32)
    heard = trying.bot.asked[-1][1].input
    assert (heard.data["field"], heard.data["options"][0]["value"]) == ("moment", "m1")


async def test_an_outcome_is_supposed_where_nobody_was_asked(trying: Trying, take: Any) -> None:
    (wanted,) = (await take(TextSaid(text="free moments"))).calls
    await trying.end_call(wanted.id, CallOutcome(prepared=PREPARED, sent=False))
    with pytest.raises(CallError, match="supposed"):
        await take(CallEnded(call=wanted.id, service="passport"), turn="1" * 32)
    await take(CallEnded(call=wanted.id, service="passport", supposed="succeeded"), turn="1" * 32)
    assert trying.bot.asked[-1][1].input.intent == "system_job_succeeded"


async def test_a_bot_that_asks_for_ever_comes_to_an_end(trying: Trying, take: Any) -> None:
    class AskingAgain:
        def __init__(self) -> None:
            self.asked = 0

        async def answer(self, _model: str, request: TurnRequest) -> Rehearsed:
            self.asked += 1
            return Rehearsed(reply=TurnReply(turn=request.turn, parts=[Part(text="again")], effects=[FILED]))

    trying.room.talk._bot = AskingAgain()
    tried = await take(TextSaid(text="file it"))
    assert len(tried.parts) == MOST_TURNS


async def test_the_queues_of_one_draft_are_read_once(trying: Trying) -> None:
    for model in ("a" * 64, "b" * 64):
        copy_content(bot_folder(), content_path(trying.studio.model_dir, model))
    desks = DraftDesks(trying.studio.model_dir)
    first = await desks.routing("a" * 64)
    assert await desks.routing("a" * 64) is first
    assert await desks.routing("b" * 64) is not first
