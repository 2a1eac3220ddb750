"""The core, row by row: each cell of the table, and that no cell is missing."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import get_args

import pytest

from channels.core import commands as do
from channels.core import inputs as i
from channels.core.state import Conversation, PendingTurn, describe_turn
from channels.core.table import TABLE, Row, receive
from contracts.effects import KnowledgeQuery
from contracts.events import Notice, OwnerKind
from contracts.jobs import FINAL_STATES, JobResult
from contracts.turns import SystemInput, TextInput, TurnReply
from tests.channels.core.rows import CASES, COMMON, FRENCH, STATES, Case


def numbered_ids():
    numbers = count(1)
    return lambda: f"id{next(numbers)}"


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.owner}-{type(c.happened).__name__}-{c.name}")
def test_cell(case: Case) -> None:
    before = STATES[case.owner]
    decision = receive(before, case.happened, numbered_ids())
    assert decision.commands == case.commands
    assert decision.state == replace(before, **case.changes)


def test_the_table_has_a_cell_for_every_owner_and_input() -> None:
    assert set(TABLE) == set(get_args(i.Input))
    assert Row._fields == get_args(OwnerKind)
    assert all(callable(handler) for row in TABLE.values() for handler in row)


def test_every_cell_of_the_table_is_tested() -> None:
    tested = {(case.owner, type(case.happened)) for case in CASES}
    assert tested == {(who, kind) for who in get_args(OwnerKind) for kind in get_args(i.Input)}


def test_no_two_cases_have_the_same_name() -> None:
    names = [(case.owner, type(case.happened), case.name) for case in CASES]
    assert len(set(names)) == len(names)


def test_a_new_conversation_begins_with_the_disclosure() -> None:
    decision = receive(Conversation(id="c", language="lb"), i.Opened(), numbered_ids())
    assert decision.commands == (do.Append(seq=1, data=Notice(code="ai_disclosure")),)
    assert decision.state.last_seq == 1


@pytest.mark.parametrize(
    ("turns", "started"),
    [
        ((), None),
        (("a waiting due",), "a"),
        (("a waiting due", "b waiting due"), "a"),
        (("a waiting later", "b waiting due"), "b"),
        (("a waiting later",), None),
        (("a running later", "b waiting due"), None),
        (("a waiting due", "b running later"), None),
        (("a waiting due", "b running due"), "b"),
    ],
)
def test_one_turn_at_a_time_and_first_what_was_left_in_the_middle(turns: tuple[str, ...], started: str | None) -> None:
    pending = tuple(
        PendingTurn(id=name, language="fr", system=False, running=state == "running", due=due == "due")
        for name, state, due in (words.split() for words in turns)
    )
    decision = receive(Conversation(**COMMON, turns=pending), i.TurnWanted(), numbered_ids())
    assert decision.commands == ((do.StartTurn(id=started),) if started else ())
    if started:
        now_running = [turn for turn in decision.state.turns if turn.running]
        assert [(turn.id, turn.due) for turn in now_running] == [(started, False)]


def test_what_goes_on_with_a_turn_does_not_wait_behind_newer_messages() -> None:
    newer = PendingTurn(id="newer", language="fr", system=False)
    for going_on in (KnowledgeQuery(question="?"), SystemInput(intent="system_answer")):
        turns = (newer, describe_turn("going on", "fr", going_on))
        decision = receive(Conversation(**COMMON, turns=turns), i.TurnWanted(), numbered_ids())
        assert decision.commands == (do.StartTurn(id="going on"),)


def test_an_answer_is_worded_in_the_language_of_its_question() -> None:
    query = i.TurnAnswered(reply=TurnReply(turn="asked", parts=[], effects=[KnowledgeQuery(question="?")]))
    asked = receive(replace(STATES["bot"], language="de"), query, numbered_ids())
    assert [command.language for command in asked.commands if isinstance(command, do.StoreTurn)] == ["fr"]


def test_a_person_who_is_asked_for_meanwhile_ends_questions_that_wait() -> None:
    waiting = describe_turn("question", "fr", KnowledgeQuery(question="?"))
    state = Conversation(**COMMON, turns=(waiting,))
    commands = receive(state, i.PersonAsked(message_id="m", owner_seq=0), numbered_ids()).commands
    assert do.EndTurn(id="question", state="dropped") in commands


def test_choosing_the_chosen_language_again_is_no_news() -> None:
    state = replace(STATES["bot"], language="de", language_reason="chosen")
    assert receive(state, i.LanguageChosen(language="de"), numbered_ids()).commands == ()


def test_one_word_never_changes_the_language() -> None:
    said = i.CitizenSaid(message_id="m", text="hello", evidence=replace(FRENCH, language="en", words=1))
    assert receive(STATES["bot"], said, numbered_ids()).state.language == "fr"


def test_another_language_changes_nothing_and_is_told_to_the_bot() -> None:
    german = replace(FRENCH, language="de", words=9)
    said = i.CitizenSaid(message_id="m", text="Preciso de ajuda", evidence=german, other_language="pt")
    decision = receive(STATES["bot"], said, numbered_ids())
    assert decision.state.language == "fr"
    [turn] = [command for command in decision.commands if isinstance(command, do.StoreTurn)]
    assert turn.input == TextInput(text="Preciso de ajuda", other_language="pt")


@pytest.mark.parametrize("final", FINAL_STATES)
def test_every_end_of_a_job_but_its_cancellation_is_put_into_words(final: str) -> None:
    result = JobResult(state=final, reference="R", code="unknown_person")
    moved = i.JobMoved(job="j", service="passport", state=final, reported="running", result=result)
    asked = [c for c in receive(STATES["bot"], moved, numbered_ids()).commands if isinstance(c, do.StoreTurn)]
    if final == "cancelled":
        assert asked == []
    else:
        data = {"service": "passport", "reference": "R", "code": "unknown_person"}
        assert [turn.input for turn in asked] == [SystemInput(intent=f"system_job_{final}", data=data)]
