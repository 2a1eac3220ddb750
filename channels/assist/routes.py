"""The routes that help agents: brief of a ticket, translations, proposals of what the bot should know."""

from __future__ import annotations

import asyncio
from typing import Annotated, get_args

import msgspec
import structlog
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answer_door.assist import AssistDoor, AssistUnavailableError, NotBorneOutError
from channels.answers import CallError, answer, read_body
from channels.assist.brief import Brief, as_talk, make_brief
from channels.assist.matter import Matters, UnknownTicketError
from channels.assist.seeing import must_see
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from contracts.frames import MAX_TEXT
from contracts.languages import LANGUAGES, Language
from contracts.translations import SummaryRequest, TranslationRequest

log = structlog.get_logger()

SUMMARY_SECONDS = 20.0
"""How long an agent waits for a summary; then the citizen is quoted."""

router = APIRouter()
AtDesk = Annotated[Visit, Depends(Needs("agent", "supervisor"))]


class Translators(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``GET /api/staff/translations``."""

    available: bool
    model: str | None
    languages: list[Language]
    """Into which is translated."""


class TranslationWish(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``POST /api/staff/translations``."""

    text: str
    source: Language
    target: Language
    back: bool = False
    """Whether the translation is to be translated back, so that somebody who does not read it can judge it."""


class Translated(msgspec.Struct, frozen=True, kw_only=True):
    """A translation for an agent."""

    text: str
    model: str
    back: str | None = None
    """None where it was not wanted, or does not succeed."""


@router.get("/api/staff/tickets/{ticket}/brief")
@describe(gives=Brief, refuses=("unknown_ticket", "unknown_conversation"), query={"language": Language})
async def show_brief(request: Request, ticket: str, visit: AtDesk) -> Response:
    """Show what was tried and what it is about; ``language``: that of the summary."""
    language = _read_language(request.query_params.get("language", "fr"))
    try:
        matter = await Matters(visit.door.hub.database).read(ticket)
    except UnknownTicketError as error:
        raise CallError("unknown_ticket", "no ticket has this id; take one from the desk") from error
    await must_see(visit, matter.conversation)
    brief = make_brief(matter.events, matter.notes, matter.fields, matter.jobs)
    talk = as_talk(matter.events)
    if talk:
        try:
            async with asyncio.timeout(SUMMARY_SECONDS):
                summary = await _assist(request).summarise(SummaryRequest(language=language, messages=talk))
            brief = msgspec.structs.replace(brief, summary=summary)
        except (TimeoutError, AssistUnavailableError, NotBorneOutError) as error:
            log.info("brief.quoted", ticket=ticket, why=type(error).__name__)
    return answer(brief)


@router.get("/api/staff/translations")
@describe(gives=Translators)
async def show_translators(request: Request, visit: AtDesk) -> Response:  # noqa: ARG001 - it lets agents through
    """Say whether anybody translates."""
    serving = await _assist(request).serving()
    return answer(Translators(available=bool(serving.languages), model=serving.model, languages=serving.languages))


@router.post("/api/staff/translations")
@describe(takes=TranslationWish, gives=Translated, refuses=("empty_message", "not_translated", "tokens_changed"))
async def translate(request: Request, visit: AtDesk) -> Response:  # noqa: ARG001 - it lets agents through
    """Translate a text; what may not change is checked."""
    wish = await read_body(request, TranslationWish)
    if not wish.text.strip():
        raise CallError("empty_message", "$.text is empty; write what is to be translated")
    if len(wish.text) > MAX_TEXT:
        raise CallError("message_too_long", f"$.text has {len(wish.text)} characters; at most {MAX_TEXT}")
    if wish.source == wish.target:
        raise CallError("bad_frame", f"$.target: {wish.target!r} is the language of the text; name another one")
    assist = _assist(request)
    try:
        done = await assist.translate(TranslationRequest(text=wish.text, source=wish.source, target=wish.target))
    except AssistUnavailableError as error:
        told = f"no language model translates into {wish.target!r} at the moment; write in the citizen's language"
        raise CallError("not_translated", told) from error
    except NotBorneOutError as error:
        told = "what the model wrote is no translation; translate it by hand"
        if error.changed:
            told = f"{'; '.join(error.changed)}: lost, changed or invented; translate it by hand"
        raise CallError("tokens_changed", told) from error
    back = await _translate_back(assist, done.text, wish) if wish.back else None
    return answer(Translated(text=done.text, model=done.model, back=back))


async def _translate_back(assist: AssistDoor, text: str, wish: TranslationWish) -> str | None:
    try:
        asked = TranslationRequest(text=text, source=wish.target, target=wish.source)
        return (await assist.translate(asked)).text
    except (AssistUnavailableError, NotBorneOutError) as error:
        log.info("translation.not_back", why=type(error).__name__)
        return None


def _assist(request: Request) -> AssistDoor:
    door: AssistDoor = request.app.state.assist
    return door


def _read_language(written: str) -> Language:
    known = next((language for language in LANGUAGES if language == written), None)
    if known is None:
        raise CallError("bad_frame", f"language: {written[:20]!r} is none; one of {', '.join(get_args(Language))}")
    return known
