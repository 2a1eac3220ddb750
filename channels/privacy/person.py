"""All conversations of one person, as they are listed, taken along and erased together."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from channels.privacy.exported import Exported
from channels.store.conversations import show_moment
from contracts.erasing import Erased
from contracts.languages import Language


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """How much is kept of a conversation, by kind; each kind stands in an export under the same name."""

    events: int
    """What was said, rated and handed over, as the citizen sees it."""
    jobs: int
    files: int
    callbacks: int
    handovers: int
    answers: int


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
    kept: Kept


class TheirConversations(msgspec.Struct, frozen=True, kw_only=True):
    """The newest first."""

    conversations: list[TheirConversation]


class ExportedPerson(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that is stored of conversations of one person and is theirs."""

    conversations: list[Exported]


class ErasedConversations(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a wish to erase."""

    erased: int


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What the proof of an erasure says."""

    proof: str
    """SHA-256 of the conversation's id, as it stands in ``erasure``."""
    erased_at: str
    """UTC, ISO 8601 with ``Z``."""
    rows: dict[str, int]
    """How many rows went, by table; at least one."""


class ProvenErasures(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a wish to erase that reached the administration."""

    erased: int
    proofs: list[Proof]
    """One for each conversation."""


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
                kept=Kept(
                    events=len(one.events),
                    jobs=len(one.jobs),
                    files=len(one.files),
                    callbacks=len(one.callbacks),
                    handovers=len(one.handovers),
                    answers=len(one.answers),
                ),
            )
            for one in exported
        ]
    )


def prove(erased: Sequence[Erased]) -> ProvenErasures:
    """Return the proofs of erasures, for whoever has to answer for them."""
    return ProvenErasures(
        erased=len(erased),
        proofs=[
            Proof(
                proof=one.proof,
                erased_at=show_moment(one.at),
                rows={table: count for table, count in one.counts.items() if count},
            )
            for one in erased
        ],
    )
