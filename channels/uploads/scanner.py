"""Asks ClamAV's daemon about uploads; without a clear answer a file counts as not checked."""

from __future__ import annotations

import asyncio
import io

import structlog
from clamav_client.clamd import ClamdError, ClamdNetworkSocket, ClamdUnixSocket

from channels.answers import CallError

log = structlog.get_logger()

SCAN_SECONDS = 60.0
UNIX = "unix:"


class Scanner:
    """One clamd."""

    def __init__(self, address: str) -> None:
        """``address`` is ``host:port`` or ``unix:/path``; a connection is made for each file."""
        self._address = address

    async def check(self, content: bytes) -> None:
        """Return where clamd says that the file is clean; raises `CallError`."""
        status = await asyncio.to_thread(self._ask, content)
        if status == "FOUND":
            log.warning("upload.infected")
            raise CallError("file_unsafe", "the virus scanner refuses this file; send another one")
        if status != "OK":
            raise _away("no clear answer")

    async def ping(self) -> None:
        """Raise `CallError` where clamd does not answer."""
        if await asyncio.to_thread(self._ask_whether_there) != "PONG":
            raise _away("no clear answer")

    def _ask(self, content: bytes) -> str:
        try:
            results = self._connect().instream(io.BytesIO(content))
        except (ClamdError, OSError, UnicodeDecodeError) as error:
            raise _away(type(error).__name__) from error
        return next((status for status, _virus in results.values()), "")

    def _ask_whether_there(self) -> str:
        client = self._connect()
        try:
            return client.ping()
        except (ClamdError, OSError, UnicodeDecodeError) as error:
            raise _away(type(error).__name__) from error
        finally:
            # The library leaves it open when it could not connect.
            client.clamd_socket.close()

    def _connect(self) -> ClamdNetworkSocket:
        if self._address.startswith(UNIX):
            return ClamdUnixSocket(self._address.removeprefix(UNIX), int(SCAN_SECONDS))
        host, _, port = self._address.rpartition(":")
        return ClamdNetworkSocket(host.strip("[]"), int(port), SCAN_SECONDS)


def _away(reason: str) -> CallError:
    log.error("upload.scanner_away", reason=reason)
    return CallError("scanner_away", "the virus scanner does not answer, so no file is taken; try again later")
