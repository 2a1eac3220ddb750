"""What became of each question, read from conversations as the core writes them down, in both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from channels.store import questions as stored
from channels.store.questions import Course, EndedTurn, LoggedEvent, read_courses
from channels.studio.inbox.outcomes import QUIET, Asked, read_judgements, read_questions
from contracts.answers import Standing
from contracts.effects import Guess
from contracts.parts import Button, FieldPrompt, Part
from tests.channels.store.conftest import Store
from tests.channels.studio.inbox.talks import ANSWER, BACK, Talk

FIELD = FieldPrompt(service="passport", name="name", type="text", label="Name", step=1, steps=2)
LIKELY = Guess(intent="passport_fee", confidence=0.3)


async def course_of(talk: Talk) -> Course:
    found = [
        one
        async for some in read_courses(talk.store.database, talk.store.clock.now - timedelta(days=1), 10)
        for one in some
    ]
    return next(one for one in found if one.conversation == talk.conversation)


async def questions(talk: Talk, later: timedelta = QUIET) -> list[Asked]:
    return read_questions(await course_of(talk), talk.store.clock.now + later)


async def outcomes(talk: Talk) -> list[tuple[str, str, bool]]:
    return [(one.text, one.outcome, one.left) for one in await questions(talk)]


async def test_a_question_that_an_intent_explains_is_understood(store: Store) -> None:
    talk = await Talk.begin(store)
    await talk.say("Je veux un passeport")
    await talk.reply(ANSWER)
    assert await outcomes(talk) == [("Je veux un passeport", "understood", False)]


@pytest.mark.parametrize(
    ("standing", "outcome", "left"),
    [("answered", "answered", False), ("related", "offered", True), ("unknown", "unknown", True)],
)
async def test_what_the_search_came_to(store: Store, standing: Standing, outcome: str, left: bool) -> None:
    talk = await Talk.begin(store)
    await talk.say("Combien pour le livret ?")
    await talk.search(standing, LIKELY)
    assert await outcomes(talk) == [("Combien pour le livret ?", outcome, left)]
    assert (await questions(talk))[0].guesses == (("passport_fee", 0.3),)


async def test_small_talk_that_the_search_sends_back_is_understood(store: Store) -> None:
    talk = await Talk.begin(store)
    await talk.say("salut toi")
    await talk.search("routed", routed="greet")
    assert await outcomes(talk) == [("salut toi", "understood", False)]


async def test_what_is_none_of_the_bots_matters_is_told_apart(store: Store) -> None:
    talk = await Talk.begin(store)
    await talk.say("Quel temps demain ?")
    await talk.search("unknown", beside=True)
    assert await outcomes(talk) == [("Quel temps demain ?", "out_of_scope", True)]


@pytest.mark.parametrize(("pressed", "left"), [(0, False), (2, True), (None, True)])
async def test_a_question_back_is_left_unless_something_of_it_is_pressed(
    store: Store, pressed: int | None, left: bool
) -> None:
    talk = await Talk.begin(store)
    await talk.say("le document là")
    await talk.reply(BACK)
    if pressed is not None:
        await talk.press(BACK, pressed, await talk.last_seq())
        await talk.reply(ANSWER)
    assert await outcomes(talk) == [("le document là", "asked", left)]
    assert [intent for intent, _ in (await questions(talk))[0].guesses] == ["passport_about", "id_card_about"]


async def test_a_question_back_is_not_left_while_the_citizen_may_still_answer(store: Store) -> None:
    talk = await Talk.begin(store)
    await talk.say("le document là")
    await talk.reply(BACK)
    assert [one.left for one in await questions(talk, timedelta(minutes=1))] == [False]


async def test_pages_that_were_offered_and_taken_did_help(store: Store) -> None:
    talk = await Talk.begin(store)
    await talk.say("le livret")
    await talk.search("related")
    offer = Part(text="…", buttons=[Button(title="Passport", intent="passport_about")])
    await talk.press(offer, 0, await talk.last_seq())
    await talk.reply(ANSWER)
    assert await outcomes(talk) == [("le livret", "offered", False)]


async def test_what_is_no_question_or_was_not_looked_at_is_left_out(store: Store) -> None:
    talk = await Talk.begin(store)
    await talk.say("question sans serveur")
    await talk.search(None)
    await talk.say("wie is de baas hier", other="nl")
    await talk.reply(ANSWER)
    await talk.say("???")
    await talk.reply(Part(text="Your name?", field=FIELD))
    await talk.say("Jang Muller")
    await talk.reply(ANSWER)
    await talk.say("et encore ?")
    assert await outcomes(talk) == [], "the last one is not answered yet"
    await talk.reply(ANSWER)
    assert await outcomes(talk) == [("et encore ?", "understood", False)]


async def test_of_two_messages_at_once_each_has_its_own_search(store: Store) -> None:
    talk = await Talk.begin(store)
    await talk.say("première question")
    await talk.say("deuxième question")
    await talk.search("answered")
    await talk.search("unknown")
    assert await outcomes(talk) == [("première question", "answered", False), ("deuxième question", "unknown", True)]


async def test_the_last_judgement_of_an_answer_counts(store: Store) -> None:
    talk = await Talk.begin(store)
    await talk.say("Combien ?")
    await talk.reply(ANSWER)
    seq = await talk.last_seq()
    await talk.judge(seq, helpful=True)
    await talk.judge(seq, helpful=False)
    judged = read_judgements(await course_of(talk))
    assert [(one.helpful, one.title, one.question) for one in judged] == [(False, "Passport", "Combien ?")]


async def test_where_the_beginning_was_not_read_nobody_knows_whether_a_field_waited(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    talk = await Talk.begin(store)
    await talk.say("je veux un passeport")
    await talk.reply(Part(text="Your name?", field=FIELD))
    await talk.say("Jang Muller")
    await talk.reply(ANSWER)
    await talk.judge(await talk.last_seq(), helpful=False)
    monkeypatch.setattr(stored, "MOST_OF_ONE", 3)
    course = await course_of(talk)
    assert course.events[0].data["text"] == "Jang Muller"
    assert await outcomes(talk) == []
    assert [one.question for one in read_judgements(course)] == [""]


class Counted(dict[str, Any]):
    """What an event or a turn holds, counting how often it is looked at."""

    looks = 0

    def get(self, key: str, default: Any = None) -> Any:
        Counted.looks += 1
        return super().get(key, default)

    def __getitem__(self, key: str) -> Any:
        Counted.looks += 1
        return super().__getitem__(key)


def looks_at(asked: int) -> int:
    """How often the parts of a conversation with so many questions are looked at."""
    begin = datetime(2026, 11, 30, tzinfo=UTC)
    course = Course(conversation="c", events=[], turns=[])
    for number in range(asked):
        at = begin + timedelta(seconds=number)
        text = f"question {number}"
        message = Counted(kind="message", author="citizen", text=text, language="fr")
        reply = Counted(kind="message", author="bot", text="…", language="fr")
        course.events.append(LoggedEvent(seq=2 * number + 1, at=at, data=message))
        course.events.append(LoggedEvent(seq=2 * number + 2, at=at, data=reply))
        course.turns.append(EndedTurn(created_at=at, state="done", input=Counted(type="text", text=text)))
    Counted.looks = 0
    assert len(read_questions(course, begin)) == asked
    return Counted.looks


def test_a_conversation_twice_as_long_is_looked_at_twice_as_often() -> None:
    assert looks_at(200) <= 2 * looks_at(100)
