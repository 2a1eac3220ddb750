"""Lets staff have only conversations that they may see at the desk."""

from __future__ import annotations

from channels.answers import CallError
from channels.staff.guard import Visit
from channels.store.conversations import UnknownConversationError


async def must_see(visit: Visit, conversation_id: str) -> None:
    """Raise `CallError` unless the visitor may see it: supervisors what was handed over, agents what fits them."""
    try:
        await visit.door.hub.desk.agents.must_see(visit.member, conversation_id)
    except UnknownConversationError as error:
        raise CallError("unknown_conversation", "no conversation with this id is yours to see") from error
