"""The agent's WebSocket: ``/ws/agent``."""

from __future__ import annotations

import asyncio

import msgspec
from starlette.websockets import WebSocket

from channels.core import inputs as i
from channels.door import Door
from channels.fanout import Passing
from channels.feed import Feed
from channels.hub import UnknownTicketError
from channels.socket import CLOSE_SIGNED_OUT, BadFrameError, EndSocketError, Socket
from channels.store.conversations import Outcome, UnknownConversationError
from channels.store.staff import Member
from channels.views import show_to_staff
from contracts import agent_frames, frames
from contracts.agent_frames import AgentFrame

COOKIE = "moien_staff"
MOST_WATCHED = 50
"""Conversations that one console shows at once."""

_decoder = msgspec.json.Decoder(AgentFrame)


async def serve_agent(websocket: WebSocket) -> None:
    """Carry one agent's socket from its opening to its end."""
    door: Door = websocket.app.state.door
    if not door.origins.may_open_staff_socket(websocket.headers):
        await websocket.close()
        return
    await websocket.accept()
    socket = Socket(websocket, _decoder)
    token = websocket.cookies.get(COOKIE, "")
    async with socket.ending():
        member = await signed_in_agent(door, token)
        if member is None:
            raise EndSocketError(CLOSE_SIGNED_OUT, SIGNED_OUT)
        await _Agent(door, websocket, member, token).serve(socket)


SIGNED_OUT = frames.Refused(code="signed_out", detail="nobody with the role 'agent' is signed in here; sign in again")


async def signed_in_agent(door: Door, token: str) -> Member | None:
    """Return the agent whose session it is."""
    member = await door.hub.staff.signed_in(token)
    return member if member is not None and "agent" in member.roles else None


class _Agent:
    """One agent's socket."""

    def __init__(self, door: Door, websocket: WebSocket, member: Member, token: str) -> None:
        self._door = door
        self._hub = door.hub
        self._member = member
        self._token = token
        self._shown: agent_frames.Desk | None = None
        self._feed = Feed(
            websocket.send_text, door.hub.conversations, door.hub.fanout, show_to_staff, door.settings.poll
        )
        self._feed.on_passing = self._pass_on
        self._feed.on_desk = self._show_desk

    async def serve(self, socket: Socket[AgentFrame]) -> None:
        """Show the desk, then send and answer until the end."""
        self._feed.follow_desk()
        try:
            await socket.serve(self._feed, self._answer, self._watch_session())
        finally:
            self._feed.close()

    async def _watch_session(self) -> None:
        while True:
            await asyncio.sleep(self._door.settings.poll)
            if await signed_in_agent(self._door, self._token) is None:
                raise EndSocketError(CLOSE_SIGNED_OUT, SIGNED_OUT)

    async def _answer(self, frame: AgentFrame) -> None:
        try:
            await self._carry_out(frame)
        except UnknownConversationError:
            detail = "$.conversation: no conversation that was handed to agents has this id; watch one from the desk"
            raise BadFrameError("unknown_conversation", detail) from None
        except UnknownTicketError as error:
            detail = f"$.ticket: no ticket {str(error)[:64]!r}; claim one from the desk"
            raise BadFrameError("unknown_ticket", detail) from None

    async def _carry_out(self, frame: AgentFrame) -> None:
        agent = self._member.agent
        match frame:
            case agent_frames.Watch(conversation=conversation, last_seq=last_seq):
                await self._watch(conversation, last_seq)
            case agent_frames.Unwatch(conversation=conversation):
                self._feed.unfollow(conversation)
            case agent_frames.Claim(ticket=ticket):
                self._check(await self._hub.claim(ticket, self._member))
            case frames.Say(message_id=message_id, text=text, conversation=conversation):
                if conversation is None:
                    raise BadFrameError("bad_frame", "$.conversation: missing; say to which one", message_id)
                await self._say(conversation, message_id, text)
            case frames.Typing(conversation=conversation):
                self._type(conversation)
            case agent_frames.GiveBack(conversation=conversation):
                self._check(await self._hub.receive(conversation, i.GivenBack(agent=agent)))
            case agent_frames.Close(conversation=conversation):
                self._check(await self._hub.receive(conversation, i.Closed(agent=agent)))
            case agent_frames.WriteNote(conversation=conversation, text=text):
                self._must_watch(conversation)
                self._check(await self._hub.note(conversation, self._member, text))
            case frames.Ping():
                self._feed.put(frames.Pong())

    async def _watch(self, conversation: str, last_seq: int) -> None:
        if not await self._hub.desk.was_handed_over(conversation):
            raise UnknownConversationError(conversation)
        if self._feed.followed >= MOST_WATCHED and not self._feed.follows(conversation):
            raise BadFrameError("too_fast", f"{MOST_WATCHED} conversations are watched; unwatch one first")
        standing = await self._hub.conversations.standing(conversation)
        self._feed.follow(conversation, max(0, min(last_seq, standing.last_seq)))
        if await self._hub.turns.in_flight(conversation):
            self._feed.put(frames.Busy(conversation=conversation, busy=True))

    async def _say(self, conversation: str, message_id: str, text: str) -> None:
        outcome = await self._hub.agent_says(conversation, message_id, self._member, text)
        self._check(outcome, message_id)
        if outcome.seq is not None:
            self._feed.put(frames.Ack(message_id=message_id, seq=outcome.seq))

    def _type(self, conversation: str | None) -> None:
        if conversation is None:
            raise BadFrameError("bad_frame", "$.conversation: missing; say in which one")
        self._must_watch(conversation)
        if self._door.typing_rate.take(f"{conversation} {self._member.id}"):
            self._hub.fanout.pass_on(conversation, frames.Typing(conversation=conversation, author="agent"))

    def _must_watch(self, conversation: str) -> None:
        if not self._feed.follows(conversation):
            raise BadFrameError("not_yours", f"$.conversation: {conversation[:64]!r} is not watched; watch it first")

    def _check(self, outcome: Outcome, message_id: str | None = None) -> None:
        if outcome.refusal is not None:
            raise BadFrameError(outcome.refusal.code, outcome.refusal.detail, message_id)

    def _pass_on(self, frame: Passing) -> None:
        if isinstance(frame, frames.Busy):
            # What the bot said comes first, then that it has finished.
            self._feed.put_afterwards(frame)
        elif frame.author == "citizen":
            self._feed.put(frame)

    async def _show_desk(self) -> None:
        desk = agent_frames.Desk(agent=self._member.display_name, tickets=await self._hub.desk.tickets(self._member.id))
        if desk != self._shown:
            self._shown = desk
            self._feed.put(desk)
