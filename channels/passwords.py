"""Hashes and checks passwords with Argon2id, off the event loop."""

from __future__ import annotations

import asyncio
import functools
import secrets

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

GENERATED_BYTES = 12
"""16 letters, 96 random bits."""
SHORTEST = 12
"""Letters of a password that somebody chooses; nothing else is asked of it, for that makes none harder to guess."""
LONGEST = 256
LONGEST_TRIED = 1024
"""Letters of what is compared with a stored password; the rest is left out."""

_hasher = PasswordHasher()


def hash_password(password: str) -> str:
    """Return what is stored of a password; raises ValueError where it is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise ValueError(f"a password has {SHORTEST} to {LONGEST} characters; this one has {len(password)}")
    return _hasher.hash(password)


def make_password() -> str:
    """Return a random password."""
    return secrets.token_urlsafe(GENERATED_BYTES)


async def is_right(password: str, password_hash: str | None) -> bool:
    """Tell whether a password belongs to a hash; takes as long where there is no hash."""
    return await asyncio.to_thread(_verify, password, password_hash)


def _verify(password: str, password_hash: str | None) -> bool:
    try:
        _hasher.verify(password_hash or _nobodys_hash(), password[:LONGEST_TRIED])
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None


@functools.cache
def _nobodys_hash() -> str:
    return _hasher.hash(make_password())
