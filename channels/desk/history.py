"""The search of conversations that were handed over: ``GET /api/staff/conversations``."""

from __future__ import annotations

from typing import Annotated

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from channels.answers import CallError, answer
from channels.desk.routing import Routing
from channels.openapi.described import describe
from channels.staff.guard import Needs, Visit
from channels.store.members import Member
from channels.store.search import ConversationSearch, FoundConversation, Sight
from contracts.languages import LANGUAGES, Language
from nlu.text.clean import clean

LONGEST_QUERY = 200

router = APIRouter()


class ConversationPage(msgspec.Struct, frozen=True, kw_only=True):
    """Conversations, the newest first."""

    conversations: list[FoundConversation]
    before: str | None
    """What to send as ``before`` for older ones; null at the end."""


@router.get("/api/staff/conversations")
@describe(gives=ConversationPage, query={"query": str, "language": Language, "before": str})
async def search(request: Request, visit: Annotated[Visit, Depends(Needs("agent", "supervisor"))]) -> Response:
    """Find conversations; ``query``, ``language`` and ``before`` narrow them down."""
    given = request.query_params
    words = clean(given.get("query", ""))[:LONGEST_QUERY]
    hub = visit.door.hub
    member = hub.desk.board.snapshot.current(visit.member)
    conversations, before = await ConversationSearch(hub.database).page(
        words,
        agent_id=member.id,
        sight=None if "supervisor" in member.roles else sight_of(hub.desk.routing, member),
        language=read_language(given.get("language", "")),
        before=given.get("before") or None,
    )
    await hub.audit.record(visit.member, "history_searched", found=len(conversations), with_words=bool(words))
    return answer(ConversationPage(conversations=conversations, before=before))


def read_language(written: str) -> Language | None:
    """Return a language by its code, None for none; raises `CallError`."""
    language = next((known for known in LANGUAGES if known == written), None)
    if written and language is None:
        raise CallError("bad_frame", f"language={written[:20]!r} is none; one of {', '.join(LANGUAGES)}")
    return language


def sight_of(routing: Routing, member: Member) -> Sight:
    """Return which conversations an agent may see beside their own: those of queues that fit."""
    skills = member.skills
    narrow = bool(skills.services or skills.administrations)
    return Sight(
        languages={queue.id: routing.languages_of(skills, queue) for queue in routing.plan.queues},
        services=routing.known_to(skills) if narrow else None,
    )
