"""Bodies of the switches' routes, and how a notice in four languages is read."""

from __future__ import annotations

import msgspec

from channels.answers import CallError
from channels.store.conversations import show_moment
from channels.store.switches import StoredSwitch, Target
from contracts.languages import LANGUAGES, Language

LONGEST_NOTICE = 1000
BLANKS = "\n\u00a0\u202f"
"""Besides spaces: French puts narrow and wide ones before its signs, where no line may end."""


class SwitchOff(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Body of ``PUT /api/staff/switches/{target}``."""

    notice: dict[Language, str]
    until: str | None = None
    """UTC or with an offset, ISO 8601; None: until somebody switches it on."""


class SwitchView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is switched off, as the staff see it."""

    target: Target
    notice: dict[Language, str]
    since: str
    until: str | None
    switched_by: str
    """Display name."""


class SwitchList(msgspec.Struct, frozen=True, kw_only=True):
    """Answer of ``GET /api/staff/switches``."""

    off: list[SwitchView]
    past: list[SwitchView]
    """What was switched off and is on again since a week, the newest first."""


def show_switch(switch: StoredSwitch) -> SwitchView:
    """Return a switch."""
    return SwitchView(
        target=switch.target,
        notice=switch.notice,
        since=show_moment(switch.since),
        until=show_moment(switch.until),
        switched_by=switch.switcher,
    )


def read_notice(given: dict[Language, str]) -> dict[Language, str]:
    """Return what citizens read, a text per language; raises `CallError`."""
    return {language: _read_text(given.get(language, ""), language) for language in LANGUAGES}


def _read_text(given: str, language: Language) -> str:
    text = given.strip()
    if not text or len(text) > LONGEST_NOTICE or not all(it.isprintable() or it in BLANKS for it in text):
        detail = f"$.notice.{language}: write what citizens read, 1 to {LONGEST_NOTICE} characters in this language too"
        raise CallError("bad_frame", detail)
    return text
