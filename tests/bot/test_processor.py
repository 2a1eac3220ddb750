"""A turn is stored as a whole or not at all, and asking twice changes nothing: with Rasa and the trained model."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest
from rasa.core.actions.action import ActionExecutionRejection
from rasa.exceptions import ModelNotFound
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.exceptions import RasaException

import bot.processor
from bot.processor import TurnFailedError, TurnProcessor
from bot.rehearsal.talk import Talk
from bot.storage import open_tracker_store
from bot.trackers import WrittenMeanwhileError
from contracts.languages import LANGUAGES, Language
from contracts.turns import PressInput, SystemInput, TextInput
from tests.bot.running import ActionsThatMayFail
from tests.bot.small_catalogue import GOOD_NUMBER

Begin = Callable[[Language], Talk]


async def events_of(talk: Talk) -> list[Event]:
    """Everything that is stored of the conversation, whatever the session."""
    tracker = await talk.processor.tracker_store.retrieve_full_tracker(talk.conversation)
    return list(tracker.events) if tracker else []


async def slots_of(talk: Talk) -> dict[str, object]:
    tracker = await talk.processor.get_tracker(talk.conversation)
    return dict(tracker.current_slot_values())


# Forgetting -----------------------------------------------------------------------------------------------------


async def test_a_conversation_is_forgotten_with_its_replies_and_no_other_is(talk: Begin) -> None:
    erased, other = talk("lb"), talk("lb")
    await other.say("Moien")
    await erased.say("Moien")
    request = erased.request(PressInput(title="x", intent="residence_certificate_apply"))
    await erased.processor.take_turn(request)
    await erased.processor.forget(erased.conversation)
    assert await events_of(erased) == []
    assert await events_of(other) != []
    assert (await slots_of(erased))["requested_slot"] is None, "whatever comes later begins anew"
    await erased.processor.forget(erased.conversation)


async def test_what_is_not_forgotten_is_named_in_order(talk: Begin) -> None:
    talks = [talk("lb"), talk("fr"), talk("de")]
    for one in talks:
        await one.say("Moien")
    mine = sorted(one.conversation for one in talks)
    processor = talks[0].processor
    everything = await processor.known("", 10_000)
    assert everything == sorted(set(everything))
    assert [one for one in everything if one in mine] == mine
    begin = everything.index(mine[1])
    assert await processor.known(mine[1], 1) == everything[begin + 1 : begin + 2]
    await processor.forget(mine[1])
    assert await processor.known("", 10_000) == [one for one in everything if one != mine[1]]


async def test_forgetting_waits_for_the_turn_in_progress(talk: Begin) -> None:
    conversation = talk("lb")
    turn = asyncio.create_task(conversation.say("Moien"))
    await asyncio.sleep(0)
    await asyncio.gather(turn, conversation.processor.forget(conversation.conversation))
    assert await events_of(conversation) == []


# Asking twice ----------------------------------------------------------------------------------------------------

INPUTS = {
    "text": TextInput(text="Wat kascht e Pass?"),
    "question for the content": TextInput(text="qwertz asdf"),
    "form": PressInput(title="x", intent="residence_certificate_apply"),
    "system": SystemInput(intent="system_job_failed", data={"service": "resident_parking"}),
    "restart": TextInput(text="vu vir ufänken"),
}


@pytest.mark.parametrize("given", INPUTS.values(), ids=INPUTS)
async def test_the_same_turn_again_gives_the_same_reply_and_changes_nothing(talk: Begin, given: TextInput) -> None:
    conversation = talk("lb")
    await conversation.say("Moien")
    request = conversation.request(given)
    first = await conversation.processor.take_turn(request)
    before = len(await events_of(conversation))
    again = await conversation.processor.take_turn(request)
    assert again == first
    assert first.parts or first.effects
    assert len(await events_of(conversation)) == before


async def test_two_requests_for_one_turn_at_the_same_time_are_one_turn(talk: Begin) -> None:
    conversation = talk("de")
    request = conversation.request(TextInput(text="Guten Tag"))
    replies = await asyncio.gather(*(conversation.processor.take_turn(request) for _ in range(3)))
    assert replies[0] == replies[1] == replies[2]
    messages = [event for event in await events_of(conversation) if event.type_name == "user"]
    assert len(messages) == 1


async def test_of_two_processes_that_take_a_turn_the_later_stores_nothing_and_then_gives_the_reply(
    talk: Begin, trained_model: Path, shared_actions: ActionsThatMayFail, monkeypatch: pytest.MonkeyPatch
) -> None:
    conversation = talk("fr")
    await conversation.say("Bonjour")
    slow = conversation.processor
    trackers = open_tracker_store(str(slow.tracker_store.engine.url))
    quick = TurnProcessor(str(trained_model), trackers, shared_actions)
    request = conversation.request(TextInput(text="Combien coûte le passeport ?"))
    replies = []
    save = slow.save_tracker

    async def save_late(tracker: DialogueStateTracker) -> None:
        replies.append(await quick.take_turn(request))
        await save(tracker)

    monkeypatch.setattr(slow, "save_tracker", save_late)
    with pytest.raises(WrittenMeanwhileError):
        await slow.take_turn(request)
    monkeypatch.undo()
    before = len(await events_of(conversation))
    assert await slow.take_turn(request) == replies[0]
    assert len(await events_of(conversation)) == before
    messages = [event for event in await events_of(conversation) if event.type_name == "user"]
    assert len(messages) == 2
    trackers.engine.dispose()


async def test_the_effect_of_a_turn_is_answered_again_too(talk: Begin) -> None:
    conversation = talk("en")
    request = conversation.request(TextInput(text="I want to talk to a person"))
    first = await conversation.processor.take_turn(request)
    assert (await conversation.processor.take_turn(request)).effects == first.effects != []


# Failing ---------------------------------------------------------------------------------------------------------

FAILURES = [
    aiohttp.ClientConnectionError("down"),
    RasaException("Failed to execute custom action"),
    asyncio.TimeoutError(),
    ValueError("anything"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda failure: type(failure).__name__)
async def test_a_failing_action_stores_nothing_and_the_turn_can_be_asked_again(
    talk: Begin, actions: ActionsThatMayFail, failure: Exception
) -> None:
    conversation = talk("lb")
    await conversation.say("Moien")
    before = len(await events_of(conversation))
    request = conversation.request(PressInput(title="x", intent="residence_certificate_apply"))
    actions.failure = failure
    with pytest.raises(TurnFailedError, match="residence_certificate_form"):
        await conversation.processor.take_turn(request)
    assert len(await events_of(conversation)) == before
    actions.failure = None
    reply = await conversation.processor.take_turn(request)
    assert reply.parts[-1].field is not None


async def test_a_failure_in_the_middle_of_a_form_loses_no_step(talk: Begin, actions: ActionsThatMayFail) -> None:
    conversation = talk("lb")
    await conversation.take(PressInput(title="x", intent="residence_certificate_apply"))
    request = conversation.request(TextInput(text=GOOD_NUMBER))
    actions.failure = aiohttp.ClientConnectionError("down")
    with pytest.raises(TurnFailedError):
        await conversation.processor.take_turn(request)
    assert (await slots_of(conversation))["national_id"] is None
    actions.failure = None
    reply = await conversation.processor.take_turn(request)
    assert reply.parts[-1].field is not None
    assert reply.parts[-1].field.name == "commune"


async def test_an_action_that_says_no_to_being_run_ends_in_a_failure_as_well(
    talk: Begin, actions: ActionsThatMayFail
) -> None:
    conversation = talk("lb")
    actions.failure = ActionExecutionRejection("action_fallback")
    with pytest.raises(TurnFailedError):
        await conversation.say("qwrtz vbnm")


async def test_a_turn_without_a_word_is_a_failure(talk: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    conversation = talk("lb")
    monkeypatch.delitem(conversation.processor.nlg.responses, "utter_greet")
    with pytest.raises(TurnFailedError, match="nothing was said after greet"):
        await conversation.say("Moien")
    assert await events_of(conversation) == []


async def test_a_report_that_cannot_be_worded_is_a_failure(talk: Begin) -> None:
    with pytest.raises(TurnFailedError, match="action_report"):
        await talk("lb").happen("system_job_failed", service="no_such_service")


# Language --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("given", [TextInput(text="Moien"), PressInput(title="x", intent="greet")])
async def test_the_language_of_the_turn_decides_whatever_came_in(
    talk: Begin, language: Language, given: TextInput | PressInput
) -> None:
    conversation = talk(language)
    reply = await conversation.take(given)
    answer = conversation.processor.nlg.responses["utter_greet"][LANGUAGES.index(language)]
    assert [part.text for part in reply.parts] == [answer["text"]]


async def test_the_language_may_change_within_a_form_and_after_a_restart(talk: Begin) -> None:
    conversation = talk("lb")
    await conversation.take(PressInput(title="x", intent="residence_certificate_apply"))
    conversation.language = "en"
    wrong = await conversation.say("12")
    assert "digits" in wrong.parts[0].text
    conversation.language = "fr"
    following = (await conversation.say(GOOD_NUMBER)).parts[-1]
    assert following.field is not None
    assert (following.field.name, "quelle commune" in following.text) == ("commune", True), following.text
    conversation.language = "en"
    await conversation.say("start over")
    assert (await slots_of(conversation))["language"] is None
    conversation.language = "de"
    assert "Guten Tag" in (await conversation.say("hallo")).parts[0].text


# Long and old conversations --------------------------------------------------------------------------------------


async def test_a_long_conversation_goes_on_in_a_new_session_with_what_it_knows(
    talk: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bot.processor, "MAX_SESSION_EVENTS", 30)
    conversation = talk("lb")
    await conversation.take(PressInput(title="x", intent="residence_certificate_apply"))
    await conversation.say(GOOD_NUMBER)
    await conversation.take(PressInput(title="x", intent="cancel"))
    for _ in range(12):
        await conversation.say("Moien")
    tracker = await conversation.processor.get_tracker(conversation.conversation)
    assert len(tracker.events) <= 30 + 10
    assert len(await events_of(conversation)) > 60
    assert tracker.get_slot("national_id") == GOOD_NUMBER
    assert tracker.latest_action_name == ACTION_LISTEN_NAME


async def test_a_long_conversation_keeps_an_open_form(talk: Begin, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.processor, "MAX_SESSION_EVENTS", 10)
    conversation = talk("lb")
    await conversation.take(PressInput(title="x", intent="residence_certificate_apply"))
    for _ in range(5):
        reply = await conversation.say("12")
        assert reply.parts[-1].field is not None
    assert (await conversation.say(GOOD_NUMBER)).parts[-1].field.name == "commune"


async def test_a_form_that_the_model_does_not_know_is_left(talk: Begin) -> None:
    conversation = talk("fr")
    await conversation.say("bonjour")
    tracker = await conversation.processor.get_tracker(conversation.conversation)
    gone = [ActiveLoop("gone_form"), SlotSet("requested_slot", "gone__field"), ActionExecuted(ACTION_LISTEN_NAME)]
    tracker.update_with_events(gone, conversation.processor.domain)
    await conversation.processor.save_tracker(tracker)
    assert (await conversation.say("merci")).parts
    assert (await conversation.processor.get_tracker(conversation.conversation)).active_loop_name is None


async def test_the_tracker_is_read_from_the_database_by_another_process(
    trained_model: Path, tmp_path: Path, actions: ActionsThatMayFail
) -> None:
    url = f"sqlite:///{tmp_path / 'tracker.db'}"
    first = Talk(TurnProcessor(str(trained_model), open_tracker_store(url), actions), "lb")
    await first.take(PressInput(title="x", intent="residence_certificate_apply"))
    second = Talk(TurnProcessor(str(trained_model), open_tracker_store(url), actions), "lb")
    second.conversation = first.conversation
    reply = await second.take(TextInput(text=GOOD_NUMBER))
    assert reply.parts[-1].field is not None
    assert reply.parts[-1].field.name == "commune"
    for talk in (first, second):
        talk.processor.tracker_store.engine.dispose()


def test_a_missing_model_is_said(tmp_path: Path, actions: ActionsThatMayFail) -> None:
    store = open_tracker_store(f"sqlite:///{tmp_path / uuid.uuid4().hex}.db")
    with pytest.raises(ModelNotFound):
        TurnProcessor(str(tmp_path / "no.tar.gz"), store, actions)
    store.engine.dispose()
