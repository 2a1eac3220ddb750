"""The core, row by row: each cell of the table, and that no cell is missing."""

from __future__ import annotations

from dataclasses import replace
from itertools import count
from typing import get_args

import msgspec
import pytest

from channels.core import commands as do
from channels.core import inputs as i
from channels.core import staff_inputs as s
from channels.core.state import Conversation, JobStanding, PendingTurn, describe_turn
from channels.core.table import TABLE, Row, receive
from contracts.effects import KnowledgeQuery, ServiceRequest
from contracts.events import JobChanged, Notice, OwnerKind
from contracts.jobs import FINAL_STATES, JobKind, JobResult, JobState, Option, ResultValue
from contracts.turns import JobReport, SystemInput, TextInput, TurnReply
from tests.channels.core import identity_rows, job_rows, off_rows, rows, staff_rows, ticket_rows
from tests.channels.core.identity_rows import ANSWERED_CLAIMING, ANSWERED_LOGGING_IN, WEBER
from tests.channels.core.job_rows import PAPER, SUCCEEDED
from tests.channels.core.rows import ALEX, COMMON, FRENCH, HELD, PERSON, SITUATIONS, STATES, WAITS, Case, around

CASES = [*rows.CASES, *job_rows.CASES, *identity_rows.CASES, *ticket_rows.CASES, *staff_rows.CASES, *off_rows.CASES]


def surroundings():
    numbers = count(1)
    return around(lambda: f"id{next(numbers)}")


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.owner}-{type(c.happened).__name__}-{c.name}")
def test_cell(case: Case) -> None:
    before = STATES[case.owner]
    decision = receive(before, case.happened, surroundings())
    assert decision.commands == case.commands
    assert decision.state == replace(before, **case.changes)


def test_the_table_has_a_cell_for_every_owner_and_input() -> None:
    assert set(TABLE) == set(get_args(i.Input))
    assert Row._fields == get_args(OwnerKind)
    assert all(callable(handler) for row in TABLE.values() for handler in row)


def test_every_cell_of_the_table_is_tested() -> None:
    tested = {(case.owner, type(case.happened)) for case in CASES}
    assert tested == {(who, kind) for who in SITUATIONS for kind in get_args(i.Input)}
    assert {state.owner for state in STATES.values()} == set(get_args(OwnerKind))


def test_no_two_cases_have_the_same_name() -> None:
    names = [(case.owner, type(case.happened), case.name) for case in CASES]
    assert len(set(names)) == len(names)


def test_a_new_conversation_begins_with_the_disclosure() -> None:
    decision = receive(Conversation(id="c", language="lb"), i.Opened(), surroundings())
    assert decision.commands == (do.Append(seq=1, data=Notice(code="ai_disclosure")),)
    assert decision.state.last_seq == 1


def test_a_conversation_that_begins_while_the_bot_is_off_says_so_next() -> None:
    decision = receive(Conversation(id="c", language="fr"), i.Opened(off=off_rows.OFF), surroundings())
    assert [command.data for command in decision.commands if isinstance(command, do.Append)] == [
        Notice(code="ai_disclosure"),
        off_rows.told("bot"),
    ]


def test_an_answer_that_comes_while_the_bot_is_off_gives_way_to_the_notice() -> None:
    found = describe_turn("found", "fr", SystemInput(intent="system_answer"))
    decision = receive(Conversation(**COMMON, turns=(found,)), off_rows.off("found"), surroundings())
    assert decision.commands == (do.EndTurn(id="found", state="dropped"), rows.event(11, off_rows.told("bot")))


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
    decision = receive(Conversation(**COMMON, turns=pending), i.TurnWanted(), surroundings())
    assert decision.commands == ((do.StartTurn(id=started),) if started else ())
    if started:
        now_running = [turn for turn in decision.state.turns if turn.running]
        assert [(turn.id, turn.due) for turn in now_running] == [(started, False)]


SAID = i.CitizenSaid(message_id="m", text="oui", evidence=FRENCH)


@pytest.mark.parametrize(
    ("owner", "turns", "happened", "started"),
    [
        ("bot", (), SAID, True),
        ("bot", ("running",), SAID, False),
        ("queue", (), SAID, False),
        ("bot", ("waiting",), i.LanguageChosen(language="de"), True),
        ("bot", ("waiting",), replace(SAID, text=""), False),
    ],
)
def test_whoever_stores_what_happens_starts_the_turn_that_is_due(
    owner: str, turns: tuple[str, ...], happened: i.Input, started: bool
) -> None:
    pending = tuple(
        PendingTurn(id=state, language="fr", system=False, running=state == "running", due=state == "waiting")
        for state in turns
    )
    decision = receive(replace(STATES[owner], turns=pending), happened, surroundings(), starts=True)
    begun = [command.id for command in decision.commands if isinstance(command, do.StartTurn)]
    assert len(begun) == started
    assert begun == [turn.id for turn in decision.state.turns if turn.running and turn.id != "running"]


def test_what_goes_on_with_a_turn_does_not_wait_behind_newer_messages() -> None:
    newer = PendingTurn(id="newer", language="fr", system=False)
    for going_on in (KnowledgeQuery(question="?"), SystemInput(intent="system_answer")):
        turns = (newer, describe_turn("going on", "fr", going_on))
        decision = receive(Conversation(**COMMON, turns=turns), i.TurnWanted(), surroundings())
        assert decision.commands == (do.StartTurn(id="going on"),)


def test_an_answer_is_worded_in_the_language_of_its_question() -> None:
    query = i.TurnAnswered(reply=TurnReply(turn="asked", parts=[], effects=[KnowledgeQuery(question="?")]))
    asked = receive(replace(STATES["bot"], language="de"), query, surroundings())
    assert [command.language for command in asked.commands if isinstance(command, do.StoreTurn)] == ["fr"]


def test_a_person_who_is_asked_for_meanwhile_ends_questions_that_wait() -> None:
    waiting = describe_turn("question", "fr", KnowledgeQuery(question="?"))
    state = Conversation(**COMMON, turns=(waiting,))
    commands = receive(state, i.PersonAsked(message_id="m", owner_seq=0), surroundings()).commands
    assert do.EndTurn(id="question", state="dropped") in commands


def test_choosing_the_chosen_language_again_is_no_news() -> None:
    state = replace(STATES["bot"], language="de", language_reason="chosen")
    assert receive(state, i.LanguageChosen(language="de"), surroundings()).commands == ()


def test_one_word_never_changes_the_language() -> None:
    said = i.CitizenSaid(message_id="m", text="hello", evidence=replace(FRENCH, language="en", words=1))
    assert receive(STATES["bot"], said, surroundings()).state.language == "fr"


def test_another_language_changes_nothing_and_is_told_to_the_bot() -> None:
    german = replace(FRENCH, language="de", words=9)
    said = i.CitizenSaid(message_id="m", text="Preciso de ajuda", evidence=german, other_language="pt")
    decision = receive(STATES["bot"], said, surroundings())
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
    decision = receive(STATES["agent"], i.JobMoved(job=job, reported="running"), surroundings())
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
    commands = receive(STATES["bot"], moved, surroundings()).commands
    asked = [c.input.intent for c in commands if isinstance(c, do.StoreTurn) and isinstance(c.input, SystemInput)]
    assert asked == ["system_job_succeeded", "system_job_ready"]
    assert [(c.state, c.ready) for c in commands if isinstance(c, do.MarkReported)] == [
        ("succeeded", False),
        ("succeeded", True),
    ]


def test_what_a_login_gives_goes_before_what_was_typed() -> None:
    state = replace(STATES["bot"], identity=WEBER)
    commands = receive(state, ANSWERED_CLAIMING, surroundings()).commands
    [job] = [command for command in commands if isinstance(command, do.StoreJob)]
    assert job.fields == {"purpose": "employer", "national_id": WEBER.claims["national_id"]}
    assert "birthdate" not in WEBER.claims, "what the login does not say is left out, whatever was typed"


def test_who_is_logged_in_already_goes_on_at_once() -> None:
    state = replace(STATES["bot"], identity=WEBER)
    commands = receive(state, ANSWERED_LOGGING_IN, surroundings()).commands
    [asked] = [command.input for command in commands if isinstance(command, do.StoreTurn)]
    assert asked == SystemInput(intent="system_logged_in", data={"claims": WEBER.claims})


def test_a_bot_that_asks_for_a_login_when_it_is_told_of_one_is_not_told_again() -> None:
    told = describe_turn("asked", "fr", SystemInput(intent="system_logged_in"), running=True, due=False)
    state = replace(STATES["bot"], identity=WEBER, turns=(told,))
    commands = receive(state, ANSWERED_LOGGING_IN, surroundings()).commands
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
    commands = receive(STATES["bot"], i.TurnAnswered(reply=reply), surroundings()).commands
    [job] = [command for command in commands if isinstance(command, do.StoreJob)]
    assert (job.kind, job.field, job.undo, job.follow_up) == (
        "look_up",
        "slot",
        "commune.cancelAppointment",
        "commune.showApplication",
    )
    [told] = [command.data for command in commands if isinstance(command, do.Append)]
    assert told == JobChanged(job=job.id, service="appointment", state="queued", job_kind="look_up")


def test_after_a_handover_the_bot_asks_for_no_other_one_before_the_citizen_does_something() -> None:
    handing = i.TurnAnswered(reply=TurnReply(turn="asked", parts=[], effects=[PERSON]))
    deaf = replace(STATES["bot"], heard=False)
    assert receive(deaf, handing, surroundings()).state.owner == "bot"
    said = i.CitizenSaid(message_id="m", text="Bonjour", evidence=FRENCH)
    heard = receive(deaf, said, surroundings()).state
    assert receive(heard, handing, surroundings()).state.owner == "queue"


@pytest.mark.parametrize("kind", ["look_up", "undo"])
def test_what_is_no_application_does_not_end_the_form(kind: JobKind) -> None:
    wanted = ServiceRequest(service="passport", operation="commune.slots", fields={}, kind=kind)
    answered = i.TurnAnswered(reply=TurnReply(turn="asked", parts=[], effects=[wanted]))
    assert receive(STATES["agent+bot"], answered, surroundings()).state.bot_helps


def test_an_application_that_needs_a_login_does_not_end_the_form() -> None:
    assert receive(STATES["agent+bot"], ANSWERED_CLAIMING, surroundings()).state.bot_helps


def test_an_agent_may_take_a_ticket_that_they_had_before() -> None:
    queued = replace(STATES["queue"], ticket=replace(HELD, agent=None))
    claimed = receive(queued, s.TicketClaimed(ticket="k", agent=ALEX), surroundings())
    assert claimed.state.ticket == HELD, "each place is visited once"


def test_a_ticket_goes_to_the_queue_of_its_service_and_language() -> None:
    handing = i.TurnAnswered(reply=TurnReply(turn="asked", parts=[], effects=[PERSON]))
    ticket = receive(replace(STATES["bot"], language="lb"), handing, surroundings()).state.ticket
    assert ticket is not None
    assert ticket.queue == "resident_parking-repeated_failure-lb"


def test_the_list_of_tickets_shows_the_beginning_of_long_words_on_one_line() -> None:
    said = i.CitizenSaid(message_id="m", text="un\n\n deux " + "a" * 200, evidence=FRENCH)
    commands = receive(STATES["queue"], said, surroundings()).commands
    [shown] = [command for command in commands if isinstance(command, do.ShowWords)]
    assert shown == do.ShowWords(ticket=WAITS.id, text="un deux " + "a" * 112 + "…")
