"""Names texts and groups of the inbox by what tells nobody their words: signed with a secret of the installation.

A plain hash would do that: whoever knows it finds hidden words by guessing, for there are few of them. The names stand
in the page, in SQL (``inbox_mark``), and those of groups in the audit log.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from channels.studio.inbox.showing import Written

SECRET_FILE = "secrets/inbox-key"  # noqa: S105 - where it lies
"""In the state folder, which all gateways of an installation share."""
SECRET_BYTES = 32
GROUP_LETTERS = 32


class SecretFileError(ValueError):
    """The file with the secret does not hold one."""


class Keys:
    """The names; the same text has the same one at every gateway of the installation."""

    def __init__(self, secret: bytes) -> None:
        """``secret``: see `load_or_make_secret`."""
        self._secret = secret

    def of_text(self, one: Written) -> str:
        """Return what a text is marked by: its language and words, without case, accents and blanks."""
        return self._sign(f"text\n{one.language}\n{one.folded}")

    def of_group(self, name: str) -> str:
        """Return the id of a group; ``name`` is different for each."""
        return self._sign(f"group\n{name}")[:GROUP_LETTERS]

    def _sign(self, text: str) -> str:
        return hmac.new(self._secret, text.encode(), hashlib.sha256).hexdigest()


def load_or_make_secret(file: Path) -> bytes:
    """Return the secret of the file, which the first gateway makes; raises `SecretFileError`, `OSError`."""
    if not file.exists():
        _make_secret(file)
    file.chmod(0o600)
    secret = file.read_bytes()
    if len(secret) != SECRET_BYTES:
        raise SecretFileError(
            f"{file} does not hold {SECRET_BYTES} bytes; delete it, and the next start makes a new one. What was "
            "settled in the inbox comes back then, and nobody who logs in finds their earlier conversations"
        )
    return secret


def _make_secret(file: Path) -> None:
    """Write as a whole or not at all; of two gateways that start at once, both take what the first one wrote."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = file.with_name(f"{file.name}.{secrets.token_hex(8)}.new")
    try:
        with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as secret:
            secret.write(secrets.token_bytes(SECRET_BYTES))
            secret.flush()
            os.fsync(secret.fileno())
        # Unlike a rename, a link replaces nothing.
        file.hardlink_to(fresh)
    except FileExistsError:
        pass
    finally:
        fresh.unlink(missing_ok=True)
