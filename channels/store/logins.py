"""Logins on their way, from the widget's wish to the code that finishes them.

Of the secrets that open something only hashes are stored; nonce and verifier, which open nothing without the provider's
answer, stand there until the browser is back. Each step works once and only before the login expires. A conversation
has one login at a time, the newest.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from channels.store.conversations import fresh_token, hash_token, utc_now
from channels.store.database import Database
from contracts.languages import Language
from contracts.tables import conversation, login

LOGIN_LASTS = timedelta(minutes=10)
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without those that are easily taken for others."""
CODE_LENGTH = 8
MOST_WRONG_CODES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class StartedLogin:
    """A login whose window has been opened: what goes to the browser and to the identity provider."""

    browser: str
    """Secret for the cookie of the browser that logs in."""
    state: str
    nonce: str
    verifier: str
    """Of PKCE (RFC 7636); its hash is the challenge."""
    language: Language


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnedLogin:
    """A login whose browser has come back from the identity provider."""

    id_hash: str
    nonce: str
    verifier: str
    language: Language
    origin: str | None
    """Origin of the page whose widget began the login; None where it was none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FinishedLogin:
    """Who has logged in."""

    subject: str
    claims: dict[str, str]


class Logins:
    """All logins on their way."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def begin(self, conversation_id: str, origin: str | None, language: Language) -> str:
        """Begin a login instead of an earlier one; returns its id, for the address of the window."""
        login_id = fresh_token()
        async with self._database.write() as connection:
            # Two that begin at the same time come one after the other.
            await connection.execute(
                select(conversation.c.id).where(conversation.c.id == conversation_id).with_for_update()
            )
            await connection.execute(delete(login).where(login.c.conversation_id == conversation_id))
            await connection.execute(
                insert(login).values(
                    id_hash=hash_token(login_id),
                    conversation_id=conversation_id,
                    origin=origin,
                    language=language,
                    wrong_codes=0,
                    expires_at=self._now() + LOGIN_LASTS,
                )
            )
        return login_id

    async def start(self, login_id: str) -> StartedLogin | None:
        """Let the window of a login go on to the identity provider; None where it did so before or is over."""
        browser, state, nonce, verifier = (fresh_token() for _ in range(4))
        started = (
            update(login)
            .where(login.c.id_hash == hash_token(login_id), login.c.browser_hash.is_(None), self._lasts())
            .values(browser_hash=hash_token(browser), state_hash=hash_token(state), nonce=nonce, verifier=verifier)
            .returning(login.c.language)
        )
        async with self._database.write() as connection:
            language = (await connection.execute(started)).scalar_one_or_none()
        if language is None:
            return None
        return StartedLogin(browser=browser, state=state, nonce=nonce, verifier=verifier, language=language)

    async def come_back(self, state: str, browser: str) -> ReturnedLogin | None:
        """Take a login up when the provider sends the browser back; None where it is not that browser, or over."""
        ours = and_(login.c.state_hash == hash_token(state), login.c.browser_hash == hash_token(browser), self._lasts())
        columns = (login.c.id_hash, login.c.nonce, login.c.verifier, login.c.language, login.c.origin)
        async with self._database.write() as connection:
            row = (await connection.execute(select(*columns).where(ours).with_for_update())).one_or_none()
            if row is None:
                return None
            used = {"state_hash": None, "nonce": None, "verifier": None}
            await connection.execute(update(login).where(login.c.id_hash == row.id_hash).values(used))
        return ReturnedLogin(
            id_hash=row.id_hash, nonce=row.nonce, verifier=row.verifier, language=row.language, origin=row.origin
        )

    async def complete(self, returned: ReturnedLogin, subject: str, claims: dict[str, str]) -> str | None:
        """Remember who the provider says it is; returns the code that finishes the login, None where it is over."""
        code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
        completed = (
            update(login)
            .where(login.c.id_hash == returned.id_hash, login.c.code_hash.is_(None), self._lasts())
            .values(code_hash=hash_token(code), subject=subject, claims=claims)
            .returning(login.c.id_hash)
        )
        async with self._database.write() as connection:
            known = (await connection.execute(completed)).scalar_one_or_none()
        return code if known is not None else None

    async def finish(self, conversation_id: str, code: str) -> FinishedLogin | None:
        """Take who has logged in for a conversation; None for a wrong code, of which only a few are allowed."""
        ours = and_(login.c.conversation_id == conversation_id, login.c.code_hash.is_not(None), self._lasts())
        async with self._database.write() as connection:
            row = (await connection.execute(select(login).where(ours).with_for_update())).one_or_none()
            if row is None:
                return None
            is_right = hmac.compare_digest(row.code_hash, hash_token(read_code(code)))
            this = login.c.id_hash == row.id_hash
            if is_right or row.wrong_codes + 1 >= MOST_WRONG_CODES:
                await connection.execute(delete(login).where(this))
            else:
                await connection.execute(update(login).where(this).values(wrong_codes=row.wrong_codes + 1))
        return FinishedLogin(subject=row.subject, claims=row.claims) if is_right else None

    def _lasts(self) -> ColumnElement[bool]:
        return login.c.expires_at > self._now()


def read_code(written: str) -> str:
    """Return a code as it was made from how a person types it."""
    return "".join(written.upper().split()).replace("-", "")
