"""Rules of the machine for citizens who wait for a person, and for agents; what must hold of tickets at any time."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule

from channels.core import commands as do
from channels.core import inputs as i
from channels.core import staff_inputs as s
from channels.core.state import Agent
from contracts.errors import ErrorCode
from contracts.events import Message, OwnerChanged, Rating
from contracts.jobs import Document
from nlu.text.language_choice import LanguageEvidence
from tests.channels.core.machine import Tables, Ticket, evidences

AGENTS = tuple(Agent(id=name, name=name.title()) for name in ("alex", "sam", "kim"))
QUEUES = ("general", "second", "third")
agents = st.sampled_from(AGENTS)
queues = st.sampled_from(QUEUES)
mostly = st.sampled_from((True, True, True, False))
rarely = st.sampled_from((False, False, False, True))


class Desk(Tables):
    """The side of people: who waits, who has the conversation, where it is passed on to."""

    @rule()
    def ask_person(self) -> None:
        owner_seq = max((e.seq for e in self.log if isinstance(e.data, OwnerChanged)), default=0)
        decision = self.happen(i.PersonAsked(message_id=self.fresh(), owner_seq=owner_seq))
        assert decision.acknowledged is not None
        assert isinstance(self.log[decision.acknowledged - 1].data, OwnerChanged)
        assert self.state.owner in ("queue", "agent")

    @rule()
    def leave_queue(self) -> None:
        waited = self.state.owner == "queue"
        decision = self.happen(i.QueueLeft())
        assert self.state.owner != "queue"
        assert not waited or self.ended(decision, "cancelled")

    @rule(on=st.booleans())
    def choose_bot_meanwhile(self, on: bool) -> None:
        helped = self.state.bot_helps
        self.happen(i.BotMeanwhileChosen(on=on))
        assert self.state.bot_helps == (on if self.state.owner == "queue" else helped)

    @rule(is_number=st.booleans())
    def ask_callback(self, is_number: bool) -> None:
        allowed = is_number and self.state.owner == "queue"
        phone = "+352621123456" if is_number else None
        decision = self.happen(i.CallbackAsked(message_id=self.fresh(), phone=phone, when="any", about=""))
        assert (decision.refusal is None) == allowed
        if allowed:
            assert self.ended(decision, "call_back")
            assert decision.acknowledged is not None
            assert isinstance(self.log[decision.acknowledged - 1].data, OwnerChanged)

    def ended(self, decision: do.Decision, ending: str) -> bool:
        [row] = [self.tickets[c.id] for c in decision.commands if isinstance(c, do.CloseTicket)]
        assert self.state.owner == ("closed" if ending == "closed" else "bot")
        return row.ending == ending and not self.state.heard

    @rule(score=st.integers(1, 5))
    def rate_conversation(self, score: int) -> None:
        ended = [(name, row) for name, row in self.tickets.items() if row.state == "closed"]
        newest, row = ended[-1] if ended else ("", None)
        rated = newest if row is not None and row.was_claimed else None
        decision = self.happen(i.ConversationRated(message_id=self.fresh(), score=score, ticket=rated))
        allowed = rated is not None or self.state.owner in {"bot", "closed"}
        assert (decision.refusal is None) == allowed
        if allowed:
            assert self.log[-1].data == Rating(score=score)
        if rated:
            assert self.tickets[rated].score == score

    @precondition(lambda self: self.tickets)
    @rule(data=st.data(), agent=agents, full=rarely, fits=mostly)
    def claim(self, data: st.DataObject, agent: Agent, full: bool, fits: bool) -> None:
        ticket = data.draw(st.sampled_from(sorted(self.tickets)))
        row = self.tickets[ticket]
        before, had = row.state, row.agent
        refusal = self.happen(s.TicketClaimed(ticket=ticket, agent=agent, full=full, fits=fits)).refusal
        expected = None
        if before == "closed":
            expected = "closed"
        elif before == "claimed":
            expected = None if had == agent.id else "taken"
        elif not fits:
            expected = "not_yours"
        elif full:
            expected = "full"
        assert (refusal.code if refusal else None) == expected
        if expected is None:
            assert (row.state, row.agent) == ("claimed", agent.id)
        if expected is None and before == "waiting":
            assert not self.state.bot_helps

    @precondition(lambda self: self.state.agent)
    @rule(
        agent=agents | st.none(),
        to_agent=st.none() | agents,
        to_queue=st.none() | queues,
        note=st.sampled_from(("", "x")),
        problem=st.sampled_from((None, None, None, "away")),
    )
    def transfer(
        self, agent: Agent | None, to_agent: Agent | None, to_queue: str | None, note: str, problem: ErrorCode | None
    ) -> None:
        """``agent`` None: the one who has the conversation."""
        ticket = self.state.ticket
        assert self.state.agent is not None
        by = agent or self.state.agent
        passed = s.Transferred(agent=by, to_agent=to_agent, to_queue=to_queue, note=note, problem=problem)
        refusal = self.happen(passed).refusal
        if refusal is None:
            assert ticket is not None
            assert ticket.agent == by
            assert not self.state.bot_helps
            [row] = self.open_tickets()
            assert (row.state, row.agent) == (("claimed", to_agent.id) if to_agent else ("waiting", None))
        elif ticket is not None and ticket.agent == by and problem is None:
            assert refusal.code == ("bad_frame" if (to_agent is None) == (to_queue is None) else "loops")

    @precondition(lambda self: self.tickets)
    @rule(data=st.data(), agent=agents)
    def lose_the_agent(self, data: st.DataObject, agent: Agent) -> None:
        ticket = data.draw(st.sampled_from(sorted(self.tickets)))
        row = self.tickets[ticket]
        had, visited, queue = row.agent if row.state == "claimed" else None, row.visited, row.queue
        self.happen(s.AgentVanished(ticket=ticket, agent_id=agent.id))
        assert (row.visited, row.queue) == (visited, queue)
        if had == agent.id:
            assert (row.state, row.agent) == ("waiting", None)
            assert (self.state.owner, self.state.bot_helps) == ("queue", False)

    @precondition(lambda self: self.tickets)
    @rule(data=st.data(), queue=queues)
    def overflow(self, data: st.DataObject, queue: str) -> None:
        ticket = data.draw(st.sampled_from(sorted(self.tickets)))
        row = self.tickets[ticket]
        goes_on = row.state == "waiting" and f"queue:{queue}" not in row.visited
        before = (row.queue, len(self.log), self.state.bot_helps)
        self.happen(s.Overflowed(ticket=ticket, queue=queue))
        assert (row.queue, len(self.log), self.state.bot_helps) == (queue if goes_on else before[0], *before[1:])

    @rule(agent=agents, evidence=evidences)
    def agent_says(self, agent: Agent, evidence: LanguageEvidence) -> None:
        message_id = self.fresh()
        decision = self.happen(s.AgentSaid(message_id=message_id, agent=agent, text="x", evidence=evidence))
        self.must_be_the_owners(decision, agent, message_id)

    @rule(agent=agents)
    def agent_attaches(self, agent: Agent) -> None:
        message_id = self.fresh()
        paper = Document(id="1" * 32, name="x.pdf", media_type="application/pdf", size=9)
        decision = self.happen(s.AgentAttached(message_id=message_id, agent=agent, document=paper))
        self.must_be_the_owners(decision, agent, message_id)

    def must_be_the_owners(self, decision: do.Decision, agent: Agent, message_id: str) -> None:
        if self.state.agent == agent:
            assert decision.refusal is None
            self.said.append(message_id)
        else:
            assert decision.refusal is not None

    @rule(agent=agents)
    def note(self, agent: Agent) -> None:
        self.happen(s.AgentNoted(agent=agent, text="x"))

    @rule(agent=agents, on=st.booleans())
    def start_or_stop_service(self, agent: Agent, on: bool) -> None:
        mine = self.state.agent == agent
        helped = self.state.bot_helps
        wanted = s.ServiceStarted(agent=agent, service="passport", known=True) if on else s.ServiceStopped(agent=agent)
        assert (self.happen(wanted).refusal is None) == mine
        assert self.state.bot_helps == (on if mine else helped)

    @rule(agent=agents, gives_back=st.booleans())
    def let_go(self, agent: Agent, gives_back: bool) -> None:
        mine = self.state.agent == agent
        wanted = s.GivenBack(agent=agent) if gives_back else s.Closed(agent=agent, wrap_up="answered", known=True)
        decision = self.happen(wanted)
        assert (decision.refusal is None) == mine
        assert not mine or self.ended(decision, "given_back" if gives_back else "closed")

    @invariant()
    def tickets_and_owner_agree(self) -> None:
        opened = self.open_tickets()
        ticket = self.state.ticket
        assert (self.state.owner in ("queue", "agent")) == (ticket is not None)
        assert [as_state(row) for row in opened] == (
            [(self.state.owner, ticket.agent.id if ticket.agent else None, ticket.queue, ticket.visited)]
            if ticket is not None
            else []
        )

    @invariant()
    def the_bot_helps_only_beside_a_person(self) -> None:
        told = [e.data.bot for e in self.log if isinstance(e.data, OwnerChanged)]
        assert self.state.bot_helps == (bool(told) and told[-1])
        assert not self.state.bot_helps or self.state.owner in ("queue", "agent")

    @invariant()
    def the_desk_shows_the_newest_words(self) -> None:
        for row in self.open_tickets():
            assert row.last_text == self.newest_words()

    @invariant()
    def whether_the_citizen_did_something_is_known(self) -> None:
        assert self.state.heard == self.acted

    @invariant()
    def an_agent_speaks_under_a_name(self) -> None:
        names = {e.data.agent for e in self.log if isinstance(e.data, Message) and e.data.author == "agent"}
        assert names <= {agent.name for agent in AGENTS}


def as_state(row: Ticket) -> tuple[str, str | None, str, tuple[str, ...]]:
    """A row as the state of the conversation has it."""
    return ("agent" if row.state == "claimed" else "queue", row.agent, row.queue, row.visited)
