"""Names of files for people: what is left of a name from outside, and how it goes into a header."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import quote

from channels.uploads.kinds import ENDINGS, MediaType

LONGEST_NAME = 100
"""Characters."""
NAMELESS = "document"

_BLANKS = re.compile(r"\s+")
_NOT_IN_NAMES = re.compile(r'[<>:"|?*%]')
_NOT_PLAIN = re.compile(r"[^A-Za-z0-9 ._-]")


def display_name(given: str, media_type: MediaType) -> str:
    """Return a name that is safe to show and to save under: no folders, no invisible characters, the right ending."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", given))[-1]
    seen = "".join(" " if character.isspace() else character for character in last if _is_visible(character))
    name = _BLANKS.sub(" ", _NOT_IN_NAMES.sub("_", seen)).rstrip(" .")
    endings = ENDINGS[media_type]
    ending = next((known for known in endings if name.lower().endswith(known)), None)
    stem = name[: -len(ending)] if ending else name
    stem = stem.strip(" .") or NAMELESS
    ending = ending or endings[0]
    return stem[: LONGEST_NAME - len(ending)].rstrip(" .") + ending


def content_disposition(name: str) -> str:
    """Return the header that makes a browser save a file under ``name`` instead of showing it."""
    plain = _NOT_PLAIN.sub("_", name)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _is_visible(character: str) -> bool:
    """Tell whether a character shows: none that controls, reverses the direction, or is reserved."""
    return character.isspace() or unicodedata.category(character)[0] != "C"
