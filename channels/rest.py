"""The REST channel for citizens: ``/api/conversations`` and ``/api/site``."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Sequence
from http import HTTPStatus
from typing import Annotated

import msgspec
from fastapi import APIRouter, Request
from starlette.responses import Response

from channels.answers import CallError, answer, full_error, read_body
from channels.core import inputs as i
from channels.door import Door
from channels.limits.caps import FullError
from channels.limits.messages import TOO_MANY_BEGUN, TOO_MANY_MESSAGES, count_message
from channels.openapi.described import describe
from channels.passing import Passing
from channels.sites import Site
from channels.store.conversations import Outcome, Standing, UnknownConversationError
from channels.views import show_to_citizen
from contracts.events import Event, OwnerKind
from contracts.frames import MessageId, ShownEvent
from contracts.languages import Language
from contracts.polling import LONGEST_WAIT

Natural = Annotated[int, msgspec.Meta(ge=0)]

router = APIRouter()


class Beginning(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of the call that begins a conversation."""

    language: Language
    site: str = "demo"


class Message(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of a message: either ``text``, or ``seq`` and ``button``."""

    message_id: MessageId
    text: str | None = None
    seq: int | None = None
    button: int | None = None


class Choice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of the choice of a language."""

    language: Language


class Attachment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body that gives a file which was uploaded before."""

    message_id: MessageId
    file: str


class Wish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of what is wanted of a job."""

    message_id: MessageId


class Begun(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation that has begun."""

    conversation: str
    token: str
    """Opens it, and nothing else does."""


class Acknowledged(msgspec.Struct, frozen=True, kw_only=True):
    """What was sent stands in the log."""

    seq: int | None
    """Of its event; None where it made none."""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The next events of a conversation and where it stands."""

    events: list[ShownEvent]
    language: Language
    owner: OwnerKind


class ShownSite(Site, frozen=True, kw_only=True):
    """A website that carries the widget, as the widget gets it."""

    kept_days: int
    """How long a conversation is kept after it moved last."""


class _Bell:
    """Wakes a call that waits for something new."""

    def __init__(self) -> None:
        self.rung = asyncio.Event()

    def log_moved(self, _conversation_id: str, _news: Sequence[Event] = ()) -> None:
        self.rung.set()

    def has_read(self, _conversation_id: str, _seq: int) -> bool:
        """A call knows that of itself, not its bell."""
        return False

    def pass_on(self, _conversation_id: str, _frame: Passing) -> None:
        """Nothing fleeting is shown over REST."""


def door_of(request: Request) -> Door:
    """Return the gateway, where a browser's page may call it; raises `CallError`."""
    door: Door = request.app.state.door
    if not door.origins.may_call(request.headers):
        raise CallError("foreign_origin", "this website may not call the gateway; name its origin in MOIEN_ORIGINS")
    return door


def token_of(request: Request) -> str:
    """Return the token in the header of a call; an empty text, which no conversation has, where there is none."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token if scheme.lower() == "bearer" else ""


async def conversation_of(request: Request, door: Door) -> Standing:
    """Return the conversation of the path, if the token in the header is its own; raises `CallError`."""
    try:
        standing = await door.hub.conversations.standing_of_token(token_of(request))
    except UnknownConversationError:
        standing = None
    if standing is None or standing.id != request.path_params["conversation"]:
        raise CallError(
            "unknown_conversation", "no conversation has this id and this token; send 'Authorization: Bearer <token>'"
        )
    return standing


@router.post("/api/conversations")
@describe(takes=Beginning, gives=Begun, status=HTTPStatus.CREATED, refuses=("unknown_site", "too_fast"))
async def begin(request: Request) -> Response:
    """Begin a conversation."""
    door = door_of(request)
    wanted = await read_body(request, Beginning)
    if wanted.site not in door.sites:
        raise CallError("unknown_site", f"$.site: no site {wanted.site[:64]!r}; one of {', '.join(sorted(door.sites))}")
    if wait := await door.counts.take(door.limits.conversations.of(door.addresses.counted(request))):
        raise CallError("too_fast", TOO_MANY_BEGUN, retry_after=wait)
    conversation, token = await door.hub.open(wanted.language, wanted.site)
    return answer(Begun(conversation=conversation, token=token), HTTPStatus.CREATED)


@router.post("/api/conversations/{conversation}/messages")
@describe(takes=Message, gives=Acknowledged, refuses=("too_fast", "empty_message", "unknown_button"))
async def send_message(request: Request) -> Response:
    """Store a message; answers after the commit."""
    door = door_of(request)
    standing = await conversation_of(request, door)
    message = await read_body(request, Message)
    await check_rate(request, door, standing)
    match message:
        case Message(message_id=message_id, text=str(text), seq=None, button=None):
            outcome = await door.hub.say(standing.id, message_id, text)
        case Message(message_id=message_id, text=None, seq=int(seq), button=int(button)):
            outcome = await door.hub.press(standing.id, message_id, seq, button)
        case _:
            raise CallError("bad_frame", "$: send either 'text', or 'seq' and 'button'")
    return _acknowledge(outcome)


@router.post("/api/conversations/{conversation}/language")
@describe(takes=Choice, refuses=("too_fast",))
async def choose_language(request: Request) -> Response:
    """Go on in another language."""
    door = door_of(request)
    standing = await conversation_of(request, door)
    choice = await read_body(request, Choice)
    await check_rate(request, door, standing)
    check(await door.hub.receive(standing.id, i.LanguageChosen(language=choice.language)))
    return Response(status_code=HTTPStatus.NO_CONTENT)


@router.post("/api/conversations/{conversation}/attach")
@describe(takes=Attachment, gives=Acknowledged, refuses=("too_fast", "unknown_file"))
async def attach_file(request: Request) -> Response:
    """Give a file that was uploaded before."""
    door, standing = await who(request)
    given = await read_body(request, Attachment)
    await check_rate(request, door, standing)
    return _acknowledge(await door.hub.attach(standing.id, given.message_id, given.file))


@router.post("/api/conversations/{conversation}/jobs/{job}/cancel")
@describe(takes=Wish, gives=Acknowledged, refuses=("too_fast", "unknown_job", "too_late"))
async def cancel_job(request: Request) -> Response:
    """Call a job off."""
    door, standing = await who(request)
    wish = await read_body(request, Wish)
    await check_rate(request, door, standing)
    return _acknowledge(await door.hub.cancel_job(standing.id, wish.message_id, request.path_params["job"]))


@router.post("/api/conversations/{conversation}/jobs/{job}/undo")
@describe(takes=Wish, gives=Acknowledged, refuses=("too_fast", "unknown_job", "too_late"))
async def undo_job(request: Request) -> Response:
    """Take back what a job filed."""
    door, standing = await who(request)
    wish = await read_body(request, Wish)
    await check_rate(request, door, standing)
    return _acknowledge(await door.hub.undo_job(standing.id, wish.message_id, request.path_params["job"]))


@router.get("/api/conversations/{conversation}/events")
@describe(gives=Page, query={"after": Natural, "wait": Natural}, refuses=("too_fast", "crowded"))
async def read_events(request: Request) -> Response:
    """Return the events after ``after``; waits up to ``wait`` seconds for something new."""
    door = door_of(request)
    standing = await conversation_of(request, door)
    after = max(0, min(_number(request, "after"), standing.last_seq))
    wait = min(LONGEST_WAIT, _number(request, "wait"))
    try:
        with door.caps.of_citizen(door.addresses.counted(request)), door.caps.of_conversation(standing.id):
            shown = await _shown_after(door, standing.id, after, wait)
    except FullError as full:
        raise full_error(full) from None
    # A login may have changed the token meanwhile: who holds the old one sees nothing of what follows.
    standing = await conversation_of(request, door)
    return answer(Page(events=shown, language=standing.language, owner=standing.owner))


@router.get("/api/site/{site}")
@describe(gives=ShownSite, refuses=("foreign_origin", "unknown_site"))
async def show_site(request: Request) -> Response:
    """Return what the widget shows about the administration."""
    door = door_of(request)
    site = door.sites.get(request.path_params["site"])
    if site is None:
        raise CallError("unknown_site", f"no site of this name; one of {', '.join(sorted(door.sites))}")
    response = answer(ShownSite(**msgspec.structs.asdict(site), kept_days=door.settings.keep_days))
    origin = request.headers.get("origin", "")
    if origin in door.origins.embedding:
        response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Vary"] = "Origin"
    return response


async def _shown_after(door: Door, conversation_id: str, after: int, wait: float) -> list[ShownEvent]:
    bell = _Bell()
    loop = asyncio.get_running_loop()
    until = loop.time() + wait
    door.hub.fanout.watch(conversation_id, bell)
    try:
        while True:
            bell.rung.clear()
            events = await door.hub.conversations.events_after(conversation_id, after)
            shown = [view for event in events if (view := show_to_citizen(event)) is not None]
            left = until - loop.time()
            if shown or left <= 0:
                return shown
            if events:
                after = events[-1].seq  # notes of the staff only
                continue
            # A wake-up that is lost is made up for: `CatchUp` looks at all logs that are waited for.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(left):
                    await bell.rung.wait()
    finally:
        door.hub.fanout.unwatch(conversation_id, bell)


async def who(request: Request) -> tuple[Door, Standing]:
    """Return the gateway and the conversation that the call is about; raises `CallError`."""
    door = door_of(request)
    return door, await conversation_of(request, door)


async def check_rate(request: Request, door: Door, standing: Standing) -> None:
    """Count one message of the conversation; raises `CallError` where it is one too many."""
    if wait := await count_message(door, standing, door.addresses.counted(request)):
        raise CallError("too_fast", TOO_MANY_MESSAGES, retry_after=wait)


def _acknowledge(outcome: Outcome) -> Response:
    check(outcome)
    return answer(Acknowledged(seq=outcome.seq))


def check(outcome: Outcome) -> None:
    """Raise `CallError` where the core refused."""
    if outcome.refusal is not None:
        raise CallError(outcome.refusal.code, outcome.refusal.detail)


def _number(request: Request, name: str) -> int:
    given = request.query_params.get(name, "0")
    try:
        number: int = msgspec.convert(given, Natural, strict=False)
    except msgspec.ValidationError as error:
        detail = f"{name}={given[:40]!r} is no whole number from 0 on; write for instance {name}=10"
        raise CallError("bad_frame", detail) from error
    return number
