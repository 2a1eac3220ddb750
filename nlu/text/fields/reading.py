"""How an answer is read: as a bare value, as a short answer around one, or as a sentence about something."""

from __future__ import annotations

SHORT_ANSWER_WORDS = 6
"""In longer answers a number or a word that only may be the value is none: *D'Kaart gëllt 10 Joer* is no amount."""


def is_short(answer: str) -> bool:
    """Tell whether an answer is so short that a number in it is most likely the value asked for."""
    return len(answer.split()) <= SHORT_ANSWER_WORDS
