"""All conversations of one person, as they are listed, taken along and erased together."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from channels.privacy.exported import Exported
from contracts.languages import Language


class TheirConversation(msgspec.Struct, frozen=True, kw_only=True):
    """A conversation in which somebody has logged in. Times are UTC, ISO 8601 with ``Z``."""

    id: str
    administration: str
    language: Language
    began_at: str
    last_at: str
    kept_until: str
    services: list[str]
    """Of the applications and look-ups, in their order, each once."""


class TheirConversations(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first."""

    conversations: list[TheirConversation]


class ExportedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is stored of conversations of one person and is theirs."""

    conversations: list[Exported]


class ErasedConversations(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a wish to erase."""

    erased: int


def list_conversations(exported: Sequence[Exported]) -> TheirConversations:
    """Return what a list says of conversations."""
    return TheirConversations(
        conversations=[
            TheirConversation(
                id=one.conversation,
                administration=one.administration,
                language=one.language,
                began_at=one.began_at,
                last_at=one.last_at,
                kept_until=one.kept_until,
                services=list(dict.fromkeys(job.service for job in one.jobs)),
            )
            for one in exported
        ]
    )
