"""The agent's WebSocket: ``/ws/agent``."""

from __future__ import annotations

import asyncio

import msgspec
from starlette.requests import HTTPConnection
from starlette.websockets import WebSocket

from channels.cookies import STAFF_SESSION
from channels.desk.changes import changes_between
from channels.desk.service import UnknownTicketError
from channels.door import Door
from channels.feed import Feed
from channels.limits.caps import FullError
from channels.passing import Passing
from channels.socket import CLOSE_SIGNED_OUT, CLOSE_SLOW, BadFrameError, EndSocketError, Socket, turn_away
from channels.store.callbacks import CallbackRefusedError
from channels.store.conversations import Outcome, UnknownConversationError
from channels.store.desk import AT_DESK
from channels.store.staff import Member
from channels.views import show_to_staff
from contracts import agent_frames, frames
from contracts.agent_frames import AgentFrame

MOST_WATCHED = 50
"""Conversations that one console shows at once."""

Act = (
    agent_frames.Claim
    | agent_frames.ClaimNext
    | agent_frames.Transfer
    | frames.Say
    | agent_frames.Attach
    | agent_frames.StartService
    | agent_frames.StopService
    | agent_frames.GiveBack
    | agent_frames.Close
    | agent_frames.WriteNote
)
"""Frames that let something happen to a conversation."""

_decoder = msgspec.json.Decoder(AgentFrame)


async def serve_agent(websocket: WebSocket) -> None:
    """Carry one agent's socket from its opening to its end."""
    door: Door = websocket.app.state.door
    if not door.origins.may_open_staff_socket(websocket.headers):
        await websocket.close()
        return
    try:
        with door.caps.of_staff():
            await _carry(websocket, door)
    except FullError as full:
        await turn_away(websocket, full)


async def _carry(websocket: WebSocket, door: Door) -> None:
    await websocket.accept()
    socket = Socket(websocket, _decoder, "agent")
    token = token_of(door, websocket)
    async with socket.ending():
        member = await signed_in_agent(door, token)
        if member is None:
            raise EndSocketError(CLOSE_SIGNED_OUT, SIGNED_OUT)
        try:
            held = door.caps.of_agent(member.id)
        except FullError as full:
            refused = frames.Refused(code="too_fast", detail=full.detail, retry_after=full.retry_after)
            raise EndSocketError(CLOSE_SLOW, refused) from None
        with held:
            await _Agent(door, websocket, member, token).serve(socket)


SIGNED_OUT = frames.Refused(
    code="signed_out", detail="nobody with the role 'agent' or 'supervisor' is signed in here; sign in again"
)


def token_of(door: Door, connection: HTTPConnection) -> str:
    """Return the token of the session that somebody of the staff calls with; empty where there is none."""
    return STAFF_SESSION.read(connection, encrypted=door.settings.is_encrypted)


async def signed_in_agent(door: Door, token: str) -> Member | None:
    """Return who works at the desk and has this session."""
    member = await door.hub.staff.signed_in(token)
    return member if member is not None and set(AT_DESK) & set(member.roles) else None


class _Agent:
    """One agent's socket."""

    def __init__(self, door: Door, websocket: WebSocket, member: Member, token: str) -> None:
        self._door = door
        self._hub = door.hub
        self._desk = door.hub.desk
        self._member = member
        self._token = token
        self._shown: agent_frames.Desk | None = None
        self._on_screen: dict[str, list[str]] = {}
        """Conversations on the screen, with the names of whom else the console knows to look on."""
        self._viewed: set[str] = set()
        self._feed = Feed(websocket.send_text, door.hub.conversations, door.hub.fanout, show_to_staff)
        self._feed.on_passing = self._pass_on
        self._feed.on_desk = self._show_desk

    async def serve(self, socket: Socket[AgentFrame]) -> None:
        """Show the desk, then send and answer until the end."""
        await self._desk.attendance.come(self._member.id)
        await self._desk.board.refresh()
        self._desk.board.watch(self._feed)
        self._feed.desk_moved()
        try:
            await socket.serve(self._feed, self._answer, self._watch_session())
        finally:
            self._desk.board.unwatch(self._feed)
            for conversation in list(self._on_screen):
                self._unwatch(conversation)
            self._feed.close()

    def viewers_moved(self, conversation_id: str) -> None:
        """Tell the console who else has a conversation on the screen."""
        names = self._desk.viewers.names(conversation_id, self._member.id)
        if names != self._on_screen.get(conversation_id, []):
            self._on_screen[conversation_id] = names
            self._feed.put(agent_frames.Viewers(conversation=conversation_id, names=names))

    async def _watch_session(self) -> None:
        while True:
            await asyncio.sleep(self._door.settings.poll)
            if await signed_in_agent(self._door, self._token) is None:
                raise EndSocketError(CLOSE_SIGNED_OUT, SIGNED_OUT)

    async def _answer(self, frame: AgentFrame) -> None:
        self._desk.attendance.hear(self._member.id)
        message_id: str | None = getattr(frame, "message_id", None)
        try:
            outcome = await self._carry_out(frame)
        except UnknownConversationError:
            detail = "$.conversation: no conversation that was handed to agents has this id; watch one from the desk"
            raise BadFrameError("unknown_conversation", detail, message_id) from None
        except UnknownTicketError as error:
            detail = f"$.ticket: no ticket {str(error)[:64]!r}; claim one from the desk"
            raise BadFrameError("unknown_ticket", detail) from None
        except CallbackRefusedError as refused:
            raise BadFrameError(refused.code, str(refused)) from None
        if outcome is None:
            return
        if outcome.refusal is not None:
            raise BadFrameError(outcome.refusal.code, outcome.refusal.detail, message_id)
        if message_id is not None and outcome.seq is not None:
            self._feed.put(frames.Ack(message_id=message_id, seq=outcome.seq))

    async def _carry_out(self, frame: AgentFrame) -> Outcome | None:
        """Do what a frame asks for; returns what it led to in a conversation, if in any."""
        match frame:
            case frames.Ping():
                self._feed.put(frames.Pong())
            case frames.Typing(conversation=conversation):
                self._type(conversation)
            case agent_frames.Watch(conversation=conversation, last_seq=last_seq):
                await self._watch(conversation, last_seq)
            case agent_frames.Unwatch(conversation=conversation):
                self._unwatch(conversation)
            case agent_frames.SetPresence(state=state, reason=reason):
                await self._desk.attendance.say(self._member.id, state, reason)
            case agent_frames.ClaimCallback(callback=callback):
                await self._desk.agents.claim_callback(self._member, callback)
                self._hub.fanout.desk_moved()
            case agent_frames.EndCallback(callback=callback, outcome=ending):
                await self._desk.agents.end_callback(self._member, callback, ending)
                self._hub.fanout.desk_moved()
            case _:
                return await self._act(frame)
        return None

    async def _act(self, frame: Act) -> Outcome:
        """Let something happen to a conversation."""
        agents, member = self._desk.agents, self._member
        match frame:
            case agent_frames.Claim(ticket=ticket):
                return await agents.claim(member, ticket)
            case agent_frames.ClaimNext():
                return await agents.claim_next(member)
            case frames.Say(message_id=message_id, text=text, conversation=conversation, original=original):
                if conversation is None:
                    raise BadFrameError("bad_frame", "$.conversation: missing; say to which one", message_id)
                return await agents.say(member, conversation, message_id, text, original)
            case agent_frames.Attach(conversation=conversation, message_id=message_id, file=file):
                return await agents.attach(member, conversation, message_id, file)
            case agent_frames.Transfer(conversation=conversation, agent=agent, queue=queue, note=note):
                return await agents.transfer(member, conversation, agent, queue, note)
            case agent_frames.StartService(conversation=conversation, service=service, fields=fields):
                return await agents.start_service(member, conversation, service, fields)
            case agent_frames.StopService(conversation=conversation):
                return await agents.stop_service(member, conversation)
            case agent_frames.GiveBack(conversation=conversation):
                return await agents.give_back(member, conversation)
            case agent_frames.Close(conversation=conversation, wrap_up=wrap_up, note=note):
                return await agents.close(member, conversation, wrap_up, note)
            case agent_frames.WriteNote(conversation=conversation, text=text):
                self._must_watch(conversation)
                return await agents.note(member, conversation, text)

    async def _watch(self, conversation: str, last_seq: int) -> None:
        if self._feed.followed >= MOST_WATCHED and not self._feed.follows(conversation):
            raise BadFrameError("too_fast", f"{MOST_WATCHED} conversations are watched; unwatch one first")
        if conversation in self._viewed:
            await self._desk.agents.must_see(self._member, conversation)
        else:
            await self._desk.agents.view(self._member, conversation)
            self._viewed.add(conversation)
        standing = await self._hub.conversations.standing(conversation)
        self._feed.follow(conversation, max(0, min(last_seq, standing.last_seq)))
        if conversation not in self._on_screen:
            self._on_screen[conversation] = []
            self._desk.viewers.open(conversation, self, self._member)
        if await self._hub.turns.in_flight(conversation):
            self._feed.put(frames.Busy(conversation=conversation, busy=True))

    def _unwatch(self, conversation: str) -> None:
        self._feed.unfollow(conversation)
        if self._on_screen.pop(conversation, None) is not None:
            self._desk.viewers.close(conversation, self)

    def _type(self, conversation: str | None) -> None:
        if conversation is None:
            raise BadFrameError("bad_frame", "$.conversation: missing; say in which one")
        self._must_watch(conversation)
        if self._door.typing_rate.take(f"{conversation} {self._member.id}"):
            self._hub.fanout.pass_on(conversation, frames.Typing(conversation=conversation, author="agent"))

    def _must_watch(self, conversation: str) -> None:
        if not self._feed.follows(conversation):
            raise BadFrameError("not_yours", f"$.conversation: {conversation[:64]!r} is not watched; watch it first")

    def _pass_on(self, frame: Passing) -> None:
        if isinstance(frame, agent_frames.Erased):
            self._unwatch(frame.conversation)
            self._viewed.discard(frame.conversation)
            self._feed.put(frame)
        elif isinstance(frame, frames.Busy):
            # What the bot said comes first, then that it has finished.
            self._feed.put_afterwards(frame)
        elif frame.author == "citizen":
            self._feed.put(frame)

    async def _show_desk(self) -> None:
        """Send the whole desk once, then what is different."""
        before, self._shown = self._shown, self._desk.board.snapshot.desk_of(self._member)
        if before is None:
            self._feed.put(self._shown)
        elif (change := changes_between(before, self._shown)) is not None:
            self._feed.put(change)
