"""Whose conversations are: a keyed hash of what the identity provider calls a person, that alone says nothing.

The key is the installation's secret, which lies in the state folder and not in the database.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import ColumnElement, delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.core.commands import Decision
from channels.store.conversations import Beside, utc_now
from channels.store.database import Database, as_utc
from channels.store.logins import FinishedLogin
from channels.studio.inbox.keys import SECRET_FILE, load_or_make_secret
from contracts.privacy_tables import person_link
from contracts.tables import conversation, identity

NATIONAL_ID = "national_id"
"""Name of the claim."""
MOST_AT_ONCE = 100
"""Conversations of one person that are given at once, the newest. Erasing asks until there are none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonKeys:
    """What the database knows of a person. Keys of two people are never the same."""

    subject: str
    national_id: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LinkedConversation:
    """A conversation in which a person has logged in."""

    id: str
    until: datetime | None
    """When they logged out, or when their login runs out: what comes afterwards may be somebody else's. None: it is all
    theirs. Aware, in UTC."""


class People:
    """The links between people and conversations."""

    def __init__(self, database: Database, state_dir: Path, *, now: Callable[[], datetime] = utc_now) -> None:
        """``state_dir`` holds the secret; ``now`` gives aware UTC times."""
        self._database = database
        self._state_dir = state_dir
        self._now = now

    def keys_of(self, subject: str, national_id: str | None) -> PersonKeys:
        """Return the keys of a person, as the identity provider names them; of the national id the digits count."""
        digits = "".join(letter for letter in national_id or "" if letter.isdigit())
        return PersonKeys(
            subject=self._sign("subject", subject), national_id=self._sign("national_id", digits) if digits else None
        )

    def link(self, finished: FinishedLogin, until: datetime) -> Beside:
        """Return what stores whose a conversation is from now on, instead of whose it was.

        ``until``: when the login runs out, aware.
        """
        keys = self.keys_of(finished.subject, finished.claims.get(NATIONAL_ID))

        async def store(connection: AsyncConnection, now: datetime, decision: Decision) -> None:
            here = decision.state.id
            await connection.execute(delete(person_link).where(person_link.c.conversation_id == here))
            whose = {"subject_key": keys.subject, "national_id_key": keys.national_id}
            row = {"conversation_id": here, **whose, "linked_at": now, "ended_at": until}
            await connection.execute(insert(person_link).values(row))

        return store

    async def end_link(self, connection: AsyncConnection, now: datetime, decision: Decision) -> None:
        """Note that what follows in a conversation is not taken for the person's who has logged out."""
        here = person_link.c.conversation_id == decision.state.id
        await connection.execute(update(person_link).where(here, _goes_on(now)).values(ended_at=now))

    async def logged_in(self, conversation_id: str) -> PersonKeys | None:
        """Return who is logged in to a conversation at the moment.

        None as well where the link is somebody else's than the login: nobody is shown the conversations of another.
        """
        found = (
            select(person_link.c.subject_key, person_link.c.national_id_key, identity.c.subject)
            .join(identity, identity.c.conversation_id == person_link.c.conversation_id)
            .where(person_link.c.conversation_id == conversation_id, _goes_on(self._now()))
            .where(identity.c.expires_at > self._now())
        )
        async with self._database.read() as connection:
            row = (await connection.execute(found)).one_or_none()
        if row is None or row.subject_key != self.keys_of(row.subject, None).subject:
            return None
        return PersonKeys(subject=row.subject_key, national_id=row.national_id_key)

    async def conversations_of(self, keys: PersonKeys) -> list[LinkedConversation]:
        """Return the conversations of a person, the newest first, `MOST_AT_ONCE` at most."""
        found = (
            select(person_link.c.conversation_id, person_link.c.ended_at)
            .join(conversation, conversation.c.id == person_link.c.conversation_id)
            .where(_is_theirs(keys))
            .order_by(conversation.c.updated_at.desc(), conversation.c.id)
            .limit(MOST_AT_ONCE)
        )
        async with self._database.read() as connection:
            rows = (await connection.execute(found)).all()
        return [LinkedConversation(id=row.conversation_id, until=row.ended_at and as_utc(row.ended_at)) for row in rows]

    @functools.cached_property
    def _secret(self) -> bytes:
        return load_or_make_secret(self._state_dir / SECRET_FILE)

    def _sign(self, kind: str, name: str) -> str:
        return hmac.new(self._secret, f"person\n{kind}\n{name}".encode(), hashlib.sha256).hexdigest()


def _goes_on(now: datetime) -> ColumnElement[bool]:
    return or_(person_link.c.ended_at.is_(None), person_link.c.ended_at > now)


def _is_theirs(keys: PersonKeys) -> ColumnElement[bool]:
    by_subject = person_link.c.subject_key == keys.subject
    return (
        by_subject if keys.national_id is None else or_(by_subject, person_link.c.national_id_key == keys.national_id)
    )
