"""The rule for every text that a person sends."""

from __future__ import annotations

from channels.core.draft import RefusalError
from contracts.frames import MAX_TEXT


def check_text(text: str) -> None:
    """Refuse a cleaned text that is empty or too long; nothing of it is stored, the client keeps it."""
    if not text:
        raise RefusalError("empty_message", "$.text: nothing is left of the text once it is cleaned; write something")
    if len(text) > MAX_TEXT:
        raise RefusalError(
            "message_too_long", f"$.text: {len(text)} characters; at most {MAX_TEXT} fit, shorten or split the message"
        )
