"""Asks ClamAV's daemon about uploads; without a clear answer a file counts as not checked."""

from __future__ import annotations

import structlog

from channels.answers import CallError
from channels.uploads.clamd import ClamdError, is_clean, ping

log = structlog.get_logger()

SCAN_SECONDS = 60.0


class Scanner:
    """One clamd."""

    def __init__(self, address: str) -> None:
        """``address`` is ``host:port`` or ``unix:/path``; a connection is made for each file."""
        self._address = address

    async def check(self, content: bytes) -> None:
        """Return where clamd says that the file is clean; raises `CallError`."""
        try:
            clean = await is_clean(self._address, content, SCAN_SECONDS)
        except ClamdError as error:
            raise _away(error) from error
        if not clean:
            log.warning("upload.infected")
            raise CallError("file_unsafe", "the virus scanner refuses this file; send another one")

    async def ping(self) -> None:
        """Raise `CallError` where clamd does not answer."""
        try:
            await ping(self._address, SCAN_SECONDS)
        except ClamdError as error:
            raise _away(error) from error


def _away(error: ClamdError) -> CallError:
    log.error("upload.scanner_away", reason=str(error))
    return CallError("scanner_away", "the virus scanner does not answer, so no file is taken; try again later")
