"""Rules for the texts that people send: how long they may be, and how their beginning is shown."""

from __future__ import annotations

from channels.core.refusal import RefusalError
from contracts.frames import MAX_TEXT

MAX_ABOUT = 500
"""Longest words on what a call is to be about, in characters."""
PREVIEW = 120
"""Characters of the citizen's newest words that the list of tickets shows."""


def check_text(text: str) -> None:
    """Refuse a cleaned text that is empty or too long; nothing of it is stored, the client keeps it."""
    if not text:
        raise RefusalError("empty_message", "$.text: nothing is left of the text once it is cleaned; write something")
    if len(text) > MAX_TEXT:
        raise RefusalError(
            "message_too_long", f"$.text: {len(text)} characters; at most {MAX_TEXT} fit, shorten or split the message"
        )


def check_note(text: str) -> None:
    """Refuse a cleaned note that is too long; it may be missing."""
    if text:
        check_text(text)


def preview(text: str) -> str:
    """Return the beginning of a text on one line: at most `PREVIEW` characters, and … where something is left out."""
    line = " ".join(text.split())
    return line if len(line) <= PREVIEW else line[:PREVIEW].rstrip() + "…"
