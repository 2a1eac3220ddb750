"""The core, row by row: each cell of the table, and that no cell is missing."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import get_args

import msgspec
import pytest

from channels.core import commands as do
from channels.core import inputs as i
from channels.core.state import Conversation, JobStanding, PendingTurn, describe_turn
from channels.core.table import TABLE, Row, receive
from contracts.effects import KnowledgeQuery, ServiceRequest
from contracts.events import JobChanged, Notice, OwnerKind
from contracts.jobs import FINAL_STATES, JobKind, JobResult, JobState, Option, ResultValue
from contracts.turns import JobReport, SystemInput, TextInput, TurnReply
from tests.channels.core import identity_rows, job_rows, rows
from tests.channels.core.identity_rows import ANSWERED_CLAIMING, ANSWERED_LOGGING_IN, WEBER
from tests.channels.core.job_rows import PAPER, SUCCEEDED
from tests.channels.core.rows import COMMON, FRENCH, STATES, Case

CASES = [*rows.CASES, *job_rows.CASES, *identity_rows.CASES]


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
@pytest.mark.parametrize("kind", get_args(JobKind))
def test_every_end_of_every_job_is_put_into_words_with_all_that_is_known(kind: JobKind, final: JobState) -> None:
    result = JobResult(
        state=final,
        reference="R",
        code="unknown_person",
        values={"on": ResultValue(kind="day", value="2026-12-01")},
        options=[Option(value="x")],
        document=PAPER,
    )
    job = JobStanding(id="j", service="passport", state=final, kind=kind, field="slot", fields={}, result=result)
    decision = receive(STATES["agent"], i.JobMoved(job=job, reported="running"), numbered_ids())
    [asked] = [command.input for command in decision.commands if isinstance(command, do.StoreTurn)]
    assert isinstance(asked, SystemInput)
    assert asked.intent == ("system_job_cancelled" if (kind, final) == ("undo", "succeeded") else f"system_job_{final}")
    assert msgspec.convert(asked.data, JobReport) == JobReport(
        service="passport",
        kind=kind,
        field="slot",
        reference="R",
        code="unknown_person",
        values=result.values,
        options=result.options,
        has_document=True,
    )


def test_a_job_that_is_ready_when_its_end_is_reported_is_reported_as_both() -> None:
    moved = i.JobMoved(job=replace(SUCCEEDED, ready=True), reported="running")
    commands = receive(STATES["bot"], moved, numbered_ids()).commands
    asked = [c.input.intent for c in commands if isinstance(c, do.StoreTurn) and isinstance(c.input, SystemInput)]
    assert asked == ["system_job_succeeded", "system_job_ready"]
    assert [(c.state, c.ready) for c in commands if isinstance(c, do.MarkReported)] == [
        ("succeeded", False),
        ("succeeded", True),
    ]


def test_what_a_login_gives_goes_before_what_was_typed() -> None:
    state = replace(STATES["bot"], identity=WEBER)
    commands = receive(state, ANSWERED_CLAIMING, numbered_ids()).commands
    [job] = [command for command in commands if isinstance(command, do.StoreJob)]
    assert job.fields == {"purpose": "employer", "national_id": WEBER.claims["national_id"]}
    assert "birthdate" not in WEBER.claims, "what the login does not say is left out, whatever was typed"


def test_who_is_logged_in_already_goes_on_at_once() -> None:
    state = replace(STATES["bot"], identity=WEBER)
    commands = receive(state, ANSWERED_LOGGING_IN, numbered_ids()).commands
    [asked] = [command.input for command in commands if isinstance(command, do.StoreTurn)]
    assert asked == SystemInput(intent="system_logged_in", data={"claims": WEBER.claims})


def test_a_bot_that_asks_for_a_login_when_it_is_told_of_one_is_not_told_again() -> None:
    told = describe_turn("asked", "fr", SystemInput(intent="system_logged_in"), running=True, due=False)
    state = replace(STATES["bot"], identity=WEBER, turns=(told,))
    commands = receive(state, ANSWERED_LOGGING_IN, numbered_ids()).commands
    assert [command for command in commands if isinstance(command, do.StoreTurn)] == []


def test_a_job_is_stored_with_all_that_the_bot_said_of_it() -> None:
    wanted = ServiceRequest(
        service="appointment",
        operation="commune.findAppointments",
        fields={"commune": "mersch"},
        kind="look_up",
        field="slot",
        undo="commune.cancelAppointment",
        follow_up="commune.showApplication",
    )
    reply = TurnReply(turn="asked", parts=[], effects=[wanted])
    commands = receive(STATES["bot"], i.TurnAnswered(reply=reply), numbered_ids()).commands
    [job] = [command for command in commands if isinstance(command, do.StoreJob)]
    assert (job.kind, job.field, job.undo, job.follow_up) == (
        "look_up",
        "slot",
        "commune.cancelAppointment",
        "commune.showApplication",
    )
    [told] = [command.data for command in commands if isinstance(command, do.Append)]
    assert told == JobChanged(job=job.id, service="appointment", state="queued", job_kind="look_up")
