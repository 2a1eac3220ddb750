"""Cleans what a citizen typed before anything stores or reads it; the first thing that happens to a message."""

from __future__ import annotations

import re
import unicodedata

MAX_MARKS = 8
"""Combining marks kept after one letter; no written language needs more, and long runs make normalising quadratic."""

_INVISIBLE = (
    "\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f"  # control characters but blanks and line ends
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\ud800-\udfff\ufffe\uffff"  # halves of characters, and code points that are none
)
"""Unicode's ``Default_Ignorable_Code_Point`` but joiner and emoji selectors, so the result does not hang on Python's
Unicode version; it holds bidirectional overrides, zero-width characters and the tag characters U+E0000–E007F."""

_DROPPED = re.compile(f"[{_INVISIBLE}]")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_BLANKS = re.compile("[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_AROUND_LINE_END = re.compile(" ?\n ?")
_EMPTY_LINES = re.compile("\n{3,}")
_JOINERS = re.compile("[\u200d\ufe0e\ufe0f]")


def clean(raw: str) -> str:
    """Give the text a citizen meant, in NFC: nothing invisible, one kind of line end, no needless blanks.

    Letters and emoji stay (with the joiners and selectors that emoji need), at most one empty line in a row stays.
    Cleaning twice changes nothing; time grows linearly with the length; no text is refused.
    """
    text = _DROPPED.sub("", _LINE_ENDS.sub("\n", raw))
    if not text.isascii():
        if _JOINERS.search(text):
            text = _keep_emoji_joiners(text)
        # Composing may take a few characters apart, into one mark more than there were: hence two rounds.
        for longest in (2 * MAX_MARKS, MAX_MARKS):
            text = unicodedata.normalize("NFC", limit_marks(text, longest))
    text = _AROUND_LINE_END.sub("\n", _BLANKS.sub(" ", text))
    return _EMPTY_LINES.sub("\n\n", text).strip(" \n")


def is_blank(raw: str) -> bool:
    """Tell whether nothing is left of a text once it is cleaned."""
    return not clean(raw)


def limit_marks(text: str, longest: int = MAX_MARKS) -> str:
    """Cut runs of combining marks (``Zalgo``) after ``longest`` of them.

    Unicode's normal forms sort such runs; the interpreter does that in quadratic time.
    """
    if text.isascii():
        return text
    kept: list[str] = []
    run = 0
    for character in text:
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= longest:
            kept.append(character)
    return "".join(kept)


def _keep_emoji_joiners(text: str) -> str:
    """Drop joiners and selectors that do not stand in an emoji sequence."""
    kept: list[str] = []
    for index, character in enumerate(text):
        if character == "\u200d":
            following = text[index + 1 : index + 2]
            if not (kept and _is_symbol(kept[-1], also="\ufe0f") and following and _is_symbol(following)):
                continue
        elif character in "\ufe0e\ufe0f" and not (kept and _is_symbol(kept[-1], also="#*0123456789‼⁉〰")):
            continue
        kept.append(character)
    return "".join(kept)


def _is_symbol(character: str, *, also: str = "") -> bool:
    """Tell whether a character is a symbol; in the blocks of emoji also one that this Python does not know yet."""
    return (
        character in also
        or "\U0001f000" <= character <= "\U0001faff"
        or unicodedata.category(character) in {"So", "Sk", "Sm"}
    )
