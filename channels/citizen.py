"""One citizen in a conversation, whatever carries the frames: ``/ws/citizen`` or ``/api/poll``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import msgspec

from channels.auth.wish import begin_login, try_code
from channels.core import inputs as i
from channels.door import Door
from channels.feed import Feed
from channels.limits.caps import FullError
from channels.limits.messages import TOO_MANY_BEGUN, TOO_MANY_MESSAGES, MessageOrder
from channels.passing import Passing
from channels.socket import CLOSE_BAD_HELLO, CLOSE_RESTART, CLOSE_SLOW, CLOSE_UNKNOWN, BadFrameError, EndSocketError
from channels.store.conversations import Happened, Outcome, Standing, UnknownConversationError
from channels.tokens import REPLACED, TokenGuard
from channels.views import show_to_citizen
from contracts import frames
from contracts.agent_frames import Erased
from contracts.events import Event, OwnerChanged
from contracts.frames import CitizenFrame
from contracts.polling import Known
from contracts.waiting import WaitingPlace

CITIZEN_FRAMES = msgspec.json.Decoder(CitizenFrame)
ERASED = frames.Refused(code="unknown_conversation", detail="$.token: the conversation was erased; forget the token")


def expect_hello(frame: CitizenFrame) -> frames.Hello:
    """Return the first frame, if it is the one that belongs there; raises `EndSocketError`."""
    if isinstance(frame, frames.Hello):
        return frame
    kind = frame.__struct_config__.tag
    refused = frames.Refused(code="hello_expected", detail=f"$.type: the first frame is {kind!r}; send 'hello' first")
    raise EndSocketError(CLOSE_BAD_HELLO, refused)


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """Where a citizen calls from."""

    origin: str | None
    """Of the page the widget is on; None where a program calls."""
    address: str = field(repr=False)
    """Network address, as its calls are counted."""


async def enter(door: Door, hello: frames.Hello, caller: Caller, send: Callable[[str], Awaitable[None]]) -> Citizen:
    """Return the citizen of a hello, in a conversation new or old; raises `EndSocketError`.

    ``send`` takes the frames for the widget.
    """
    if hello.token is None:
        if hello.site not in door.sites:
            known = ", ".join(sorted(door.sites))
            refused = frames.Refused(code="bad_frame", detail=f"$.site: no site {hello.site[:64]!r}; one of {known}")
            raise EndSocketError(CLOSE_BAD_HELLO, refused)
        if wait := await door.counts.take(door.limits.conversations.of(caller.address)):
            refused = frames.Refused(code="too_fast", detail=TOO_MANY_BEGUN, retry_after=wait)
            raise EndSocketError(CLOSE_SLOW, refused)
        conversation_id, token = await door.hub.open(hello.language, hello.site)
        return Citizen(door, await door.hub.conversations.standing(conversation_id), token, caller, send)
    try:
        standing = await door.hub.conversations.standing_of_token(hello.token)
    except UnknownConversationError:
        refused = frames.Refused(
            code="unknown_conversation",
            detail="$.token: no conversation has it; forget it and say hello without a token",
        )
        raise EndSocketError(CLOSE_UNKNOWN, refused) from None
    return Citizen(door, standing, hello.token, caller, send)


@contextmanager
def hold_conversation(door: Door, citizen: Citizen) -> Iterator[None]:
    """Count as one connection of the citizen's conversation for the time of the block; raises `EndSocketError`."""
    try:
        held = door.caps.of_conversation(citizen.conversation)
    except FullError as full:
        refused = frames.Refused(code="too_fast", detail=full.detail, retry_after=full.retry_after)
        raise EndSocketError(CLOSE_SLOW, refused) from None
    with held:
        yield


class Citizen:
    """A citizen who has said hello."""

    def __init__(
        self, door: Door, standing: Standing, token: str, caller: Caller, send: Callable[[str], Awaitable[None]]
    ) -> None:
        """``token`` is the conversation's, which stood at ``standing`` when it was seen to be so; as in `enter`."""
        self._door = door
        self._hub = door.hub
        self._board = door.hub.desk.board
        self._standing = standing
        self._id = standing.id
        self._token = token
        self._guard = TokenGuard(standing.last_seq)
        self._caller = caller
        self._order = MessageOrder()
        self._waits = standing.owner == "queue"
        self._place: WaitingPlace | None = None
        self._erased = False
        self._busy: frames.Busy | None = None
        """What was last said of the bot's work; None before anybody has looked."""
        self._feed = Feed(send, door.hub.conversations, door.hub.fanout, show_to_citizen)
        self._feed.on_passing = self._pass_on
        self._feed.before_event = self._guard.check
        self._feed.on_event = self._see
        self._feed.on_desk = self._show_place

    @property
    def conversation(self) -> str:
        """Return the id of the conversation."""
        return self._id

    @property
    def feed(self) -> Feed:
        """Return what the citizen is still to be sent."""
        return self._feed

    @property
    def known(self) -> Known:
        """Return what the citizen knows of that is in no event, once the feed has been sent."""
        return Known(place=self._place, busy=self._busy if self._busy and self._busy.busy else None)

    @contextmanager
    def here(self) -> Iterator[None]:
        """Count as present for the time of the block."""
        self._hub.presence.come(self._id)
        try:
            yield
        finally:
            self._hub.presence.go(self._id)
            self._board.wait_no_more(self._id, self._feed)
            self._feed.close()

    async def begin(self, last_seq: int) -> None:
        """Welcome the citizen, who has seen the log up to ``last_seq``, and follow the log from there."""
        await self._welcome()
        await self._follow(last_seq, Known())

    async def go_on(self, last_seq: int, known: Known) -> None:
        """Follow the log without a welcome, and tell what has changed beside it; raises `EndSocketError`."""
        if last_seq > self._standing.last_seq:
            # A restored database has forgotten what this citizen saw, which only a welcome tells.
            raise EndSocketError(CLOSE_RESTART)
        if self._waits:
            self._board.wait_for(self._id, self._feed)
        self._place = known.place
        await self._follow(last_seq, known)
        self._feed.desk_moved()

    async def _follow(self, last_seq: int, known: Known) -> None:
        # A client cannot know more than the log: a restored database may have forgotten what it saw.
        self._feed.follow(self._id, max(0, min(last_seq, self._standing.last_seq)))
        # Looked at after following, so that the end of the work cannot be missed; what is passed on meanwhile is newer.
        works = await self._hub.turns.in_flight(self._id)
        if self._busy is None:
            idle = frames.Busy(conversation=self._id, busy=False)
            self._busy = self._hub.fanout.progress(self._id) if works else idle
            if self._busy != (known.busy or idle):
                self._feed.put_afterwards(self._busy)

    async def _welcome(self) -> None:
        if self._waits:
            self._board.wait_for(self._id, self._feed)
            self._place = self._find_place()
        self._feed.put(
            frames.Welcome(
                conversation=self._id,
                token=self._token,
                language=self._standing.language,
                owner=self._standing.owner,
                seq=self._standing.last_seq,
                place=self._place,
                bot_meanwhile=self._waits and self._standing.bot_helps,
                logged_in=await self._hub.identities.is_logged_in(self._id),
            )
        )
        self._feed.desk_moved()

    async def answer(self, frame: CitizenFrame) -> None:
        """Carry a frame out; raises `BadFrameError` and `EndSocketError`."""
        match frame:
            case frames.Typing():
                if self._door.typing_rate.take(self._id):
                    self._hub.fanout.pass_on(self._id, frames.Typing(conversation=self._id, author="citizen"))
            case frames.Ping():
                self._feed.put(frames.Pong())
            case frames.Hello():
                raise BadFrameError(
                    "bad_frame", "$.type: a second 'hello'; open another socket for another conversation"
                )
            case frames.StartLogin() | frames.FinishLogin() | frames.LogOut():
                await self._check_token()
                await self._log_in_or_out(frame)
            case _:
                await self._act(frame)

    async def _act(self, frame: CitizenFrame) -> None:
        """Let something happen to the conversation."""
        message_id: str | None = getattr(frame, "message_id", None)
        await self._check_rate(message_id)
        await self._check_token()
        match frame:
            case frames.Say(message_id=message_id, text=text):
                self._acknowledge(await self._hub.say(self._id, message_id, text), message_id)
            case frames.Press(message_id=message_id, seq=seq, button=button):
                self._acknowledge(await self._hub.press(self._id, message_id, seq, button), message_id)
            case frames.Attach(message_id=message_id, file=file):
                self._acknowledge(await self._hub.attach(self._id, message_id, file), message_id)
            case frames.CancelJob(message_id=message_id, job=job):
                self._acknowledge(await self._hub.cancel_job(self._id, message_id, job), message_id)
            case frames.UndoJob(message_id=message_id, job=job):
                self._acknowledge(await self._hub.undo_job(self._id, message_id, job), message_id)
            case frames.AskPerson(message_id=message_id):
                self._acknowledge(await self._hub.ask_person(self._id, message_id), message_id)
            case frames.ChooseLanguage(language=language):
                await self._receive(i.LanguageChosen(language=language))
            case frames.LeaveQueue():
                await self._receive(i.QueueLeft())
            case frames.BotMeanwhile(on=on):
                await self._receive(i.BotMeanwhileChosen(on=on))
            case frames.LeaveCallback():
                self._acknowledge(await self._hub.ask_callback(self._id, frame), message_id)
            case frames.RateConversation():
                self._acknowledge(await self._hub.rate_conversation(self._id, frame), message_id)
            case frames.StopWriting():
                self._hub.fanout.stop_writing(self._id)
            case frames.Rate(seq=seq, helpful=helpful):
                self._acknowledge(await self._hub.rate(self._id, seq, helpful=helpful))

    async def _log_in_or_out(self, frame: frames.StartLogin | frames.FinishLogin | frames.LogOut) -> None:
        match frame:
            case frames.StartLogin():
                self._feed.put(frames.LoginAt(url=await begin_login(self._door, self._id, self._caller.origin)))
            case frames.FinishLogin(code=code):
                entered = await self._guard.enter(try_code(self._door, self._id, code))
                self._token = entered.token
                self._feed.put(frames.NewToken(token=entered.token))
            case frames.LogOut():
                await self._check_rate()
                self._acknowledge(await self._hub.log_out(self._id))

    async def _receive(self, happened: Happened) -> None:
        self._acknowledge(await self._hub.receive(self._id, happened))

    async def _check_token(self) -> None:
        """End the socket where somebody logged in meanwhile, even before the log has told so."""
        try:
            self._standing = await self._hub.conversations.standing_of_token(self._token)
        except UnknownConversationError:
            raise EndSocketError(CLOSE_UNKNOWN, REPLACED) from None

    async def _check_rate(self, message_id: str | None = None) -> None:
        if wait := await self._order.count(message_id, self._door, self._standing, self._caller.address):
            raise BadFrameError("too_fast", TOO_MANY_MESSAGES, message_id, retry_after=wait)

    def _acknowledge(self, outcome: Outcome, message_id: str | None = None) -> None:
        if outcome.refusal is not None:
            raise BadFrameError(outcome.refusal.code, outcome.refusal.detail, message_id)
        if message_id is not None and outcome.seq is not None:
            self._feed.put(frames.Ack(message_id=message_id, seq=outcome.seq))

    def _pass_on(self, frame: Passing) -> None:
        if isinstance(frame, Erased):
            self._erased = True
            self._feed.desk_moved()
        elif isinstance(frame, frames.Busy):
            self._busy = frame
            # What the bot said comes first, then that it has finished.
            self._feed.put_afterwards(frame)
        elif frame.author == "agent":
            self._feed.put(frame)

    def _see(self, event: Event) -> None:
        if isinstance(event.data, OwnerChanged):
            self._waits = event.data.owner == "queue"
            if self._waits:
                self._board.wait_for(self._id, self._feed)
            else:
                self._board.wait_no_more(self._id, self._feed)
            self._feed.desk_moved()

    def _find_place(self) -> WaitingPlace | None:
        return self._board.snapshot.places.get(self._id) if self._waits else None

    async def _show_place(self) -> None:
        if self._erased:
            raise EndSocketError(CLOSE_UNKNOWN, ERASED)
        place = self._find_place()
        if place != self._place:
            self._place = place
            self._feed.put(frames.QueuePlace(place=place))
