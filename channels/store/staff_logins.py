"""Sign-ins of the staff with the administration's own provider, while the browser is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, insert

from channels.store.conversations import fresh_token, hash_token, utc_now
from channels.store.database import Database
from contracts.staff_tables import staff_login

LOGIN_LASTS = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True, slots=True)
class StartedSignIn:
    """What goes to the browser and to the provider."""

    browser: str
    """Secret for the cookie of the browser that signs in."""
    state: str
    nonce: str
    verifier: str
    """Of PKCE (RFC 7636); its hash is the challenge."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReturnedSignIn:
    """What was kept until the browser came back."""

    nonce: str
    verifier: str
    page: str
    """Where it goes on."""


class StaffLogins:
    """All sign-ins on their way; of the secrets that open something only hashes are stored."""

    def __init__(self, database: Database, *, now: Callable[[], datetime] = utc_now) -> None:
        """``now`` gives aware UTC times."""
        self._database = database
        self._now = now

    async def start(self, page: str) -> StartedSignIn:
        """Begin a sign-in that goes on at ``page``, and forget those that nobody came back from."""
        browser, state, nonce, verifier = (fresh_token() for _ in range(4))
        now = self._now()
        async with self._database.write() as connection:
            await connection.execute(delete(staff_login).where(staff_login.c.expires_at <= now))
            await connection.execute(
                insert(staff_login).values(
                    state_hash=hash_token(state),
                    browser_hash=hash_token(browser),
                    nonce=nonce,
                    verifier=verifier,
                    page=page,
                    expires_at=now + LOGIN_LASTS,
                )
            )
        return StartedSignIn(browser=browser, state=state, nonce=nonce, verifier=verifier)

    async def come_back(self, state: str, browser: str) -> ReturnedSignIn | None:
        """Take a sign-in up, once; None where it is not that browser, or over."""
        ours = (
            delete(staff_login)
            .where(staff_login.c.state_hash == hash_token(state), staff_login.c.browser_hash == hash_token(browser))
            .where(staff_login.c.expires_at > self._now())
            .returning(staff_login.c.nonce, staff_login.c.verifier, staff_login.c.page)
        )
        async with self._database.write() as connection:
            row = (await connection.execute(ours)).one_or_none()
        return None if row is None else ReturnedSignIn(nonce=row.nonce, verifier=row.verifier, page=row.page)
