"""Any order of events whatever: the log stays gapless and the promises of the core hold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import get_args

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from channels.core import commands as do
from channels.core import inputs as i
from channels.core import staff_inputs as s
from channels.core.state import Identity, JobStanding
from contracts.answers import Answer, Answered, AnswerRecord
from contracts.effects import HandoverRequest, KnowledgeQuery, LoginRequest, ServiceRequest
from contracts.events import IdentityChanged, JobChanged, LanguageChanged, Message, OwnerChanged
from contracts.jobs import FINAL_STATES, Document, JobResult
from contracts.languages import LANGUAGES
from contracts.parts import Button, Part
from contracts.turns import TurnReply
from nlu.text.language_choice import LanguageEvidence
from tests.channels.core.desk_rules import AGENTS, Desk
from tests.channels.core.machine import evidences

PASSPORT = ServiceRequest(
    service="passport", operation="commune.passport", fields={"name": "x"}, undo="commune.withdraw"
)
CHOICES = ServiceRequest(service="passport", operation="commune.slots", fields={}, kind="look_up", field="slot")
SECRET = ServiceRequest(
    service="criminal_record", operation="justice.record", fields={"national_id": "typed"}, claims={"national_id": "id"}
)
UNDOING = ("queued", "running", "succeeded")
GOES_ON = {("failed", "queued"), ("failed", "running"), ("succeeded", "succeeded"), ("succeeded", "cancelled")}
"""Out of an end: tried anew, what was asked for is ready, taken back."""
LATER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
effects = st.lists(
    st.one_of(
        st.builds(HandoverRequest, reason=st.sampled_from(("complaint", "repeated_failure"))),
        st.just(PASSPORT),
        st.just(CHOICES),
        st.just(SECRET),
        st.just(LoginRequest(service="criminal_record")),
        st.just(KnowledgeQuery(question="x")),
    ),
    max_size=2,
)


class Platform(Desk):
    """The side of the citizen, the bot and the administrations."""

    def __init__(self) -> None:
        super().__init__()
        self.for_bot = 0

    @initialize(asked=st.booleans(), claimed=st.booleans(), given_back=st.booleans())
    def open(self, asked: bool, claimed: bool, given_back: bool) -> None:
        """Begin anywhere: all by chance, few conversations would come to a person and away again."""
        self.happen(i.Opened())
        if asked:
            self.happen(i.PersonAsked(message_id=self.fresh(), owner_seq=0))
            [ticket] = self.tickets
            alex = AGENTS[0]
            if claimed:
                self.happen(s.TicketClaimed(ticket=ticket, agent=alex))
            if claimed and given_back:
                self.happen(s.GivenBack(agent=alex))

    @rule(text=st.text(min_size=0, max_size=5), evidence=evidences)
    def say(self, text: str, evidence: LanguageEvidence) -> None:
        message_id = self.fresh()
        decision = self.happen(i.CitizenSaid(message_id=message_id, text=text, evidence=evidence))
        if text:
            self.must_be_stored(decision, message_id)

    @rule()
    def press(self) -> None:
        message_id = self.fresh()
        button = Button(title="Oui", intent="affirm")
        decision = self.happen(i.CitizenPressed(message_id=message_id, seq=1, index=0, button=button))
        self.must_be_stored(decision, message_id)

    def must_be_stored(self, decision: do.Decision, message_id: str) -> None:
        self.said.append(message_id)
        self.acted = True
        assert decision.acknowledged is not None
        stored = self.log[decision.acknowledged - 1].data
        assert isinstance(stored, Message)
        assert stored.message_id == message_id
        asked = [c for c in decision.commands if isinstance(c, do.StoreTurn)]
        assert len(asked) == (1 if self.bot_answers() else 0)
        self.for_bot += len(asked)

    def bot_answers(self) -> bool:
        return self.state.owner == "bot" or self.state.bot_helps

    @rule(is_there=st.booleans())
    def attach(self, is_there: bool) -> None:
        message_id = self.fresh()
        paper = Document(id="0" * 32, name="bail.pdf", media_type="application/pdf", size=9) if is_there else None
        decision = self.happen(i.FileAttached(message_id=message_id, document=paper))
        if is_there:
            self.must_be_stored(decision, message_id)
        else:
            assert decision.refusal is not None

    @rule(language=st.sampled_from(LANGUAGES))
    def choose_language(self, language: str) -> None:
        self.happen(i.LanguageChosen(language=language))
        assert (self.state.language, self.state.language_reason) == (language, "chosen")

    @rule(helpful=st.booleans(), is_answer=st.booleans())
    def rate(self, helpful: bool, is_answer: bool) -> None:
        self.happen(i.Rated(seq=1, helpful=helpful, is_answer=is_answer))

    @rule(starts=st.booleans())
    def become_free_or_not(self, starts: bool) -> None:
        """Whoever stores what happens carries turns out as well, or does not."""
        self.starts = starts

    @rule()
    def want_turn(self) -> None:
        pending = any(turn.due for turn in self.state.turns)
        in_flight = any(turn.running and not turn.due for turn in self.state.turns)
        started = any(isinstance(c, do.StartTurn) for c in self.happen(i.TurnWanted()).commands)
        assert started == (pending and not in_flight)

    @precondition(lambda self: any(turn.running for turn in self.state.turns))
    @rule()
    def lose_the_runner(self) -> None:
        """The process that had the turn is killed: its lease runs out."""
        self.state = replace(
            self.state, turns=tuple(replace(turn, due=True) if turn.running else turn for turn in self.state.turns)
        )

    @rule()
    def let_time_pass(self) -> None:
        self.state = replace(
            self.state, turns=tuple(turn if turn.running else replace(turn, due=True) for turn in self.state.turns)
        )

    def any_turn(self, data: st.DataObject) -> str:
        """A turn, most often one that is not over."""
        still_open = [name for name, state in self.turns.items() if state in ("waiting", "running")]
        is_over = data.draw(st.sampled_from((False, False, False, True)))
        return data.draw(st.sampled_from(sorted(self.turns) if is_over or not still_open else still_open))

    @precondition(lambda self: self.turns)
    @rule(data=st.data(), parts=st.integers(0, 2), wanted=effects)
    def answer(self, data: st.DataObject, parts: int, wanted: list) -> None:
        turn = self.any_turn(data)
        open_before = self.turns[turn] in ("waiting", "running")
        reply = TurnReply(turn=turn, parts=[Part(text="…")] * parts, effects=wanted)
        filed = len(self.jobs)
        allowed = [e for e in wanted if isinstance(e, ServiceRequest) and (self.identity or not e.claims)]
        self.happen(i.TurnAnswered(reply=reply))
        if open_before:
            self.bubbles += parts
            assert self.turns[turn] == "done"
            assert [row.stored.operation for row in list(self.jobs.values())[filed:]] == [e.operation for e in allowed]
        else:
            assert len(self.jobs) == filed

    @precondition(lambda self: self.turns)
    @rule(data=st.data(), away=st.booleans())
    def look_up(self, data: st.DataObject, away: bool) -> None:
        turn = self.any_turn(data)
        open_before = self.turns[turn] in ("waiting", "running")
        code = self.fresh()
        found = Answer(standing="answered", text="…", code=code)
        record = AnswerRecord(
            code=code, question="x", language="fr", steps=[], confidence=1, passages=[], model=None, answer=found
        )
        answered = None if away else Answered(answer=found, record=record)
        decision = self.happen(i.QuestionAnswered(turn=turn, answered=answered))
        told = [c for c in decision.commands if isinstance(c, do.StoreTurn)]
        assert len(told) == (1 if open_before and self.bot_answers() else 0)
        assert (code in self.records) == (open_before and not away)

    @precondition(lambda self: self.turns)
    @rule(data=st.data(), final=st.booleans())
    def fail(self, data: st.DataObject, final: bool) -> None:
        self.happen(i.TurnFailed(turn=self.any_turn(data), final=final))

    @precondition(lambda self: self.turns)
    @rule(data=st.data(), person=st.booleans())
    def be_off(self, data: st.DataObject, person: bool) -> None:
        turn, tickets = self.any_turn(data), len(self.open_tickets())
        answers, is_open = self.bot_answers(), self.turns[turn] in ("waiting", "running")
        notice = i.OffNotice(text="off", language="fr", person=Button(title="person", intent="human"))
        decision = self.happen(i.BotOff(turn=turn, notice=notice, wants_person=person))
        said = [c for c in decision.commands if isinstance(c, do.Append) and isinstance(c.data, Message)]
        kept = any(isinstance(c, do.PostponeTurn) for c in decision.commands)
        called = len(self.open_tickets()) - tickets
        assert len(said) + called + kept == (1 if is_open and (answers or kept) else 0)
        assert called == 0 or (person and tickets == 0)

    def standing(self, job: str) -> JobStanding:
        row = self.jobs[job]
        undone = any(r.stored.parent == job and r.state in UNDOING for r in self.jobs.values())
        result = JobResult(state=row.state, reference=f"R-{job}") if row.state in FINAL_STATES else None
        return JobStanding(
            id=job,
            service=row.stored.service,
            state=row.state,
            kind=row.stored.kind,
            field=row.stored.field,
            fields=row.stored.fields,
            undo=row.stored.undo,
            undone=undone,
            delayed=row.delayed,
            unsure=row.unsure,
            ready=row.ready,
            result=result,
        )

    def any_job(self, data: st.DataObject) -> str:
        return data.draw(st.sampled_from(sorted(self.jobs)))

    def report(self, job: str) -> do.Decision:
        row = self.jobs[job]
        parent = self.standing(row.stored.parent) if row.stored.parent else None
        known = {"reported_delayed": row.reported_delayed, "reported_ready": row.reported_ready}
        return self.happen(i.JobMoved(job=self.standing(job), parent=parent, reported=row.reported, **known))

    @precondition(lambda self: self.jobs)
    @rule(
        data=st.data(),
        state=st.sampled_from(("queued", "running", *FINAL_STATES)),
        delayed=st.booleans(),
        unsure=st.booleans(),
    )
    def move_job(self, data: st.DataObject, state: str, delayed: bool, unsure: bool) -> None:
        job = self.any_job(data)
        row = self.jobs[job]
        if row.state == "succeeded":
            row.ready = True
        elif row.state not in FINAL_STATES:
            row.state, row.delayed, row.unsure = state, delayed, row.unsure or unsure
        decision = self.report(job)
        if row.state in FINAL_STATES:
            assert row.reported == row.state
        if row.state == "failed" and row.stored.kind != "look_up" and decision.commands:
            assert self.state.ticket is not None
        assert self.report(job).commands == (), "the same was reported twice"

    @precondition(lambda self: self.jobs)
    @rule(data=st.data(), by_staff=st.booleans())
    def call_off(self, data: st.DataObject, by_staff: bool) -> None:
        job = self.any_job(data)
        row = self.jobs[job]
        allowed = row.state == "queued" and not row.unsure and (by_staff or row.stored.kind == "file")
        message_id = None if by_staff else self.fresh()
        decision = self.happen(i.JobCancelWanted(message_id=message_id, job=self.standing(job)))
        assert (decision.refusal is None) == allowed
        assert (row.state == "cancelled") or not allowed

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def take_back(self, data: st.DataObject) -> None:
        job = self.any_job(data)
        self.report(job)
        standing = self.standing(job)
        decision = self.happen(i.JobUndoWanted(message_id=self.fresh(), job=standing))
        if decision.refusal is None:
            assert decision.acknowledged is not None
            told = self.log[decision.acknowledged - 1].data
            assert isinstance(told, JobChanged)
            stored = self.jobs[told.job].stored
            assert (stored.kind, stored.parent, stored.operation) == ("undo", job, standing.undo)
            assert stored.fields == {"reference": f"R-{job}"}
            again = self.happen(i.JobUndoWanted(message_id=self.fresh(), job=self.standing(job)))
            assert again.refusal is not None, "taken back twice"

    @precondition(lambda self: self.jobs)
    @rule(data=st.data())
    def try_anew(self, data: st.DataObject) -> None:
        job = self.any_job(data)
        had_failed = self.jobs[job].state == "failed"
        decision = self.happen(i.JobRetryWanted(job=self.standing(job)))
        assert (decision.refusal is None) == had_failed

    @rule(subject=st.sampled_from(("weber", "muller")))
    def log_in(self, subject: str) -> None:
        identity = Identity(subject=subject, claims={"id": subject}, expires_at=LATER)
        decision = self.happen(i.LoggedIn(identity=identity, token_hash=self.fresh()))
        assert self.identity == identity
        assert decision.acknowledged is not None
        assert self.log[decision.acknowledged - 1].data == IdentityChanged(state="logged_in")

    @rule(reason=st.sampled_from(("logged_out", "expired")))
    def log_out(self, reason: str) -> None:
        self.happen(i.LoggedOut(reason=reason, was_logged_in=self.identity is not None))
        assert self.identity is None

    @invariant()
    def no_message_is_lost_or_doubled(self) -> None:
        stored = [e.data.message_id for e in self.log if isinstance(e.data, Message) and e.data.message_id]
        assert stored == self.said
        assert sum(isinstance(e.data, Message) and e.data.author == "bot" for e in self.log) == self.bubbles
        assert self.to_bot == self.for_bot, "the bot was asked twice, or for nothing"

    @invariant()
    def the_state_is_a_fold_over_the_log_and_the_tables(self) -> None:
        owners = [e.data.owner for e in self.log if isinstance(e.data, OwnerChanged)]
        languages = [e.data.language for e in self.log if isinstance(e.data, LanguageChanged)]
        assert self.state.owner == (owners[-1] if owners else "bot")
        assert self.state.language == (languages[-1] if languages else "fr")
        assert self.state.last_seq == len(self.log)
        assert self.state.last_turn == len(self.turns)
        outbox = [name for name, state in self.turns.items() if state in ("waiting", "running")]
        assert [turn.id for turn in self.state.turns] == outbox

    @invariant()
    def the_log_knows_every_job(self) -> None:
        told = {e.data.job: e.data.state for e in self.log if isinstance(e.data, JobChanged)}
        assert told == {job: row.reported for job, row in self.jobs.items()}

    @invariant()
    def the_log_tells_of_jobs_forwards_only(self) -> None:
        told: dict[str, list[str]] = {}
        for one in self.log:
            if isinstance(one.data, JobChanged):
                told.setdefault(one.data.job, []).append(one.data.state)
        back = {pair for states in told.values() for pair in pairwise(states) if pair[0] in FINAL_STATES}
        assert back <= GOES_ON, back

    @invariant()
    def who_is_logged_in_stands_in_the_log(self) -> None:
        states = [e.data.state for e in self.log if isinstance(e.data, IdentityChanged)]
        assert (self.state.identity is not None) == (states[-1:] == ["logged_in"])
        assert self.state.identity == self.identity
        assert len(self.tokens) - 1 == states.count("logged_in"), "each login locks out whoever had the token before"

    @invariant()
    def no_job_carries_what_only_a_login_may_say(self) -> None:
        secrets = [row.stored.fields for row in self.jobs.values() if row.stored.operation == SECRET.operation]
        assert all(fields["national_id"] in ("weber", "muller") for fields in secrets)


TestPlatform = Platform.TestCase
TestPlatform.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)


def test_the_machine_knows_every_input() -> None:
    # A new input must get a rule above; this list says which inputs have one.
    known = {i.Opened, i.CitizenSaid, i.CitizenPressed, i.FileAttached, i.PersonAsked, i.LanguageChosen}
    known |= {i.QueueLeft, i.Rated, i.TurnWanted, i.TurnAnswered, i.TurnFailed, i.BotOff, i.QuestionAnswered}
    known |= {i.JobMoved, i.JobCancelWanted, i.JobUndoWanted, i.JobRetryWanted, i.LoggedIn, i.LoggedOut}
    known |= {i.BotMeanwhileChosen, i.CallbackAsked, i.ConversationRated, *get_args(s.StaffInput)}
    assert known == set(get_args(i.Input))
