"""A machine that keeps the tables of one conversation as a store would, and checks each command against them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, pairwise

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine

from channels.core import commands as do
from channels.core import inputs as i
from channels.core.state import Conversation, Identity
from channels.core.surroundings import Surroundings
from channels.core.table import receive
from channels.core.texts import preview
from contracts.events import Event, Message, OwnerChanged
from contracts.languages import LANGUAGES
from contracts.turns import FileInput, PressInput, TextInput
from nlu.text.language_choice import LanguageEvidence

evidences = st.builds(
    LanguageEvidence,
    language=st.sampled_from(LANGUAGES),
    confidence=st.floats(0, 1),
    words=st.integers(0, 8),
    greeting=st.booleans(),
)
LEGAL = {
    ("bot", "queue"),
    ("queue", "bot"),
    ("queue", "agent"),
    ("agent", "queue"),
    ("agent", "bot"),
    ("agent", "closed"),
    ("closed", "bot"),
    ("closed", "queue"),
}


def route(reason: str, language: str, service: str | None) -> str:
    return "general" if language == "fr" else "second"


@dataclass
class Row:
    """A row of the table of jobs."""

    stored: do.StoreJob
    state: str = "queued"
    delayed: bool = False
    unsure: bool = False
    ready: bool = False
    reported: str = "queued"
    reported_delayed: bool = False
    reported_ready: bool = False


@dataclass
class Ticket:
    """A row of the table of tickets."""

    queue: str
    visited: tuple[str, ...]
    last_text: str
    state: str = "waiting"
    agent: str | None = None
    was_claimed: bool = False
    ending: str | None = None
    score: int | None = None

    def go_on(self, visited: tuple[str, ...]) -> None:
        assert visited[: len(self.visited)] == self.visited, "where it was is forgotten"
        assert len(set(visited)) == len(visited), "it was there before"
        self.visited = visited


class Tables(RuleBasedStateMachine):
    """One conversation with the tables that a store would keep."""

    def __init__(self) -> None:
        super().__init__()
        self.numbers = count(1)
        self.state = Conversation(id="c", language="fr")
        self.starts = False
        self.log: list[Event] = []
        self.said: list[str] = []
        self.bubbles = 0
        self.turns: dict[str, str] = {}
        self.questions: dict[str, str] = {}
        self.tickets: dict[str, Ticket] = {}
        self.callbacks: list[str] = []
        self.acted = True
        self.to_bot = 0
        self.jobs: dict[str, Row] = {}
        self.identity: Identity | None = None
        self.tokens = ["first"]
        self.records: list[str] = []

    def fresh(self) -> str:
        return f"id{next(self.numbers)}"

    def happen(self, happened: i.Input) -> do.Decision:
        before = self.state
        decision = receive(before, happened, Surroundings(new_id=self.fresh, route=route), starts=self.starts)
        self.state = decision.state
        if decision.refusal is not None:
            assert decision.commands == (decision.refusal,)
            assert decision.state == before
        for command in decision.commands:
            self.carry_out(command)
        if before.owner != self.state.owner:
            steps = [before.owner] + [
                c.data.owner for c in decision.commands if isinstance(c, do.Append) and isinstance(c.data, OwnerChanged)
            ]
            assert all(step in LEGAL for step in pairwise(steps)), steps
        return decision

    def carry_out(self, command: do.Command) -> None:
        match command:
            case do.Append(seq=seq, data=data):
                assert seq == len(self.log) + 1, "the log has a gap"
                self.log.append(Event(conversation="c", seq=seq, at="", data=data))
            case do.StoreTurn(id=turn, number=number, input=asked):
                assert turn not in self.turns
                self.to_bot += isinstance(asked, TextInput | PressInput | FileInput)
                assert number == len(self.turns) + 1
                self.turns[turn] = "waiting"
            case do.StartTurn(id=turn):
                others = [name for name, state in self.turns.items() if state == "running" and name != turn]
                assert others == [], "two turns in flight"
                assert self.turns[turn] in ("waiting", "running")
                self.turns[turn] = "running"
            case do.PostponeTurn(id=turn):
                assert self.turns[turn] in ("waiting", "running")
                self.turns[turn] = "waiting"
            case do.EndTurn(id=turn, state=state):
                assert self.turns[turn] in ("waiting", "running"), "a turn ended twice"
                self.turns[turn] = state
            case do.OpenTicket(id=ticket, reason=reason, queue=queue, visited=visited):
                assert not self.open_tickets(), "two open tickets"
                assert reason in ("asked", "dead_letter") or self.acted, "a handover by itself"
                assert visited == (f"queue:{queue}",)
                self.tickets[ticket] = Ticket(queue=queue, visited=visited, last_text=self.newest_words())
            case do.ClaimTicket(id=ticket, agent=agent, visited=visited):
                row = self.tickets[ticket]
                assert row.state == "waiting"
                row.go_on(visited)
                row.state, row.agent, row.was_claimed = "claimed", agent, True
            case do.MoveTicket(id=ticket, queue=queue, agent=agent, visited=visited, requeued=requeued):
                row = self.tickets[ticket]
                assert row.state != "closed"
                assert (queue is None) != (agent is None)
                place = f"agent:{agent}" if agent else f"queue:{queue}"
                assert (place in row.visited) == requeued, "passed on to where it was"
                row.go_on(visited)
                row.state, row.agent, row.queue = ("claimed" if agent else "waiting"), agent, queue or row.queue
            case do.CloseTicket(id=ticket, ending=ending):
                row = self.tickets[ticket]
                assert row.state != "closed"
                row.state, row.ending = "closed", ending
                self.acted = False
            case do.ShowWords(ticket=ticket, text=text):
                assert self.tickets[ticket].state != "closed"
                self.tickets[ticket].last_text = text
            case do.StoreCallback(ticket=ticket, queue=queue):
                assert ticket not in self.callbacks
                assert self.tickets[ticket].state == "waiting"
                assert self.tickets[ticket].queue == queue
                self.callbacks.append(ticket)
            case do.StoreScore(ticket=ticket, score=score):
                assert self.tickets[ticket].state == "closed"
                self.tickets[ticket].score = score
            case do.StoreJob(id=job, idempotency_key=key):
                assert key != job
                assert job not in self.jobs
                self.jobs[job] = Row(command)
            case do.CancelJob(id=job):
                row = self.jobs[job]
                assert row.state == "queued"
                assert not row.unsure, "what may have been filed was called off"
                row.state = row.reported = "cancelled"
            case do.RetryJob(id=job):
                assert self.jobs[job].state == "failed"
                self.jobs[job] = Row(self.jobs[job].stored, unsure=self.jobs[job].unsure)
            case do.MarkUndone(job=job):
                assert self.jobs[job].state == "succeeded"
                self.jobs[job].state = self.jobs[job].reported = "cancelled"
            case do.MarkReported(job=job, state=state, delayed=delayed, ready=ready):
                row = self.jobs[job]
                row.reported, row.reported_delayed, row.reported_ready = state, delayed, ready
            case do.StoreIdentity(identity=identity):
                assert self.identity is None
                self.identity = identity
            case do.ForgetIdentity():
                self.identity = None
            case do.ChangeToken(token_hash=token):
                assert token not in self.tokens
                self.tokens.append(token)
            case do.StoreAnswer(record=record):
                assert record.code not in self.records
                self.records.append(record.code)

    def newest_words(self) -> str:
        said = [e.data.text for e in self.log if isinstance(e.data, Message) and e.data.author == "citizen"]
        return preview(said[-1]) if said else ""

    def open_tickets(self) -> list[Ticket]:
        return [row for row in self.tickets.values() if row.state != "closed"]
