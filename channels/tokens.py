"""Ends a citizen's socket once its token is over: when the log says that another socket has logged in.

The log is what every socket follows, in order and over every gateway, so no notice can get lost and nothing after the
login is shown to whoever has only the old token.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable

from channels.hub import Entered
from channels.socket import CLOSE_UNKNOWN, EndSocketError
from contracts.events import Event, IdentityChanged
from contracts.frames import Refused

REPLACED = Refused(
    code="unknown_conversation",
    detail="$.token: somebody logged in and the conversation has a new token; forget this one",
)


class TokenGuard:
    """The token of one socket."""

    def __init__(self, last_seq: int) -> None:
        """``last_seq`` is that of the log when the token was known to be the conversation's."""
        self._last_seq = last_seq
        self._own: set[int] = set()
        self._finishing = asyncio.Lock()

    async def enter(self, finishing: Awaitable[Entered]) -> Entered:
        """Finish a login of this very socket, which goes on with the new token."""
        async with self._finishing:
            entered = await finishing
            self._own.add(entered.seq)
        return entered

    async def check(self, event: Event) -> None:
        """See an event before it is shown; raises `EndSocketError` where it is another socket's login."""
        logs_in = isinstance(event.data, IdentityChanged) and event.data.state == "logged_in"
        if not logs_in or event.seq <= self._last_seq:
            return
        # The log may be read before our own login has returned.
        async with self._finishing:
            if event.seq not in self._own:
                raise EndSocketError(CLOSE_UNKNOWN, REPLACED)
