"""What both ways of citizens share about logins: beginning one, and trying the code that finishes it."""

from __future__ import annotations

import structlog

from channels.auth.address import start_address
from channels.door import Door
from channels.hub import Entered, LoginFailedError
from channels.socket import BadFrameError

log = structlog.get_logger()

LONGEST_CODE = 64
"""Characters; no honest code comes near."""


async def begin_login(door: Door, conversation_id: str, origin: str | None) -> str:
    """Return where the citizen logs in; raises `BadFrameError`.

    ``origin`` is that of the page that will get the code; None where there is none, so that people must type it.
    """
    if door.provider is None:
        raise BadFrameError("login_failed", "no identity provider is set: MOIEN_OIDC_ISSUER")
    await _check_rate(door, conversation_id)
    standing = await door.hub.conversations.standing(conversation_id)
    login_id = await door.hub.logins.begin(conversation_id, origin, standing.language)
    return start_address(door.settings.base_url, login_id)


async def try_code(door: Door, conversation_id: str, code: str) -> Entered:
    """Finish a login; raises `BadFrameError`."""
    await _check_rate(door, conversation_id)
    try:
        return await door.hub.finish_login(conversation_id, code[:LONGEST_CODE])
    except LoginFailedError:
        log.warning("login.wrong_code", conversation=conversation_id)
        raise BadFrameError(
            "login_failed", "$.code: no login of this conversation ends with it (any more); begin a new one"
        ) from None


async def _check_rate(door: Door, conversation_id: str) -> None:
    if wait := await door.counts.take(door.limits.logins.of(conversation_id)):
        raise BadFrameError("too_fast", "too many logins at once; wait some minutes and try again", retry_after=wait)
