"""The key that signs identity tokens: made at the first start, kept where only the owner of the process may read it."""

from __future__ import annotations

import os
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

ALGORITHM = "RS256"
BITS = 2048


class KeyFileError(ValueError):
    """The file with the key does not hold one."""


def load_or_make_key(file: Path) -> RSAKey:
    """Return the key of the file, making both where the file is missing; raises `KeyFileError`."""
    if not file.exists():
        _write_secret(file, make_key().as_pem(private=True))
    file.chmod(0o600)
    try:
        return _named(RSAKey.import_key(file.read_bytes()))
    except (ValueError, JoseError) as error:
        raise KeyFileError(f"{file} holds no RSA key; delete it, and the next start makes a new one") from error


def make_key() -> RSAKey:
    """Return a new key."""
    return _named(RSAKey.generate_key(BITS))


def show_public(key: RSAKey) -> dict[str, object]:
    """Return the public half as a set of keys (RFC 7517)."""
    return {"keys": [{**key.as_dict(private=False), "alg": ALGORITHM, "use": "sig"}]}


def _named(key: RSAKey) -> RSAKey:
    # Its thumbprint (RFC 7638): a client that holds the keys of before sees that this is another one.
    key.ensure_kid()
    return key


def _write_secret(file: Path, content: bytes) -> None:
    """Write as a whole or not at all: a start that is killed half-way must not leave half a key."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = file.with_suffix(".new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as secret:
        secret.write(content)
    half.replace(file)
