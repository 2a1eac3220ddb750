"""The four languages of the platform, in the order in which they stand everywhere."""

from __future__ import annotations

from typing import Literal, get_args

Language = Literal["lb", "fr", "de", "en"]

LANGUAGES: tuple[Language, ...] = get_args(Language)
"""Every language a citizen can be answered in. Every citizen-visible string exists in each of them."""

OWN_NAMES: dict[Language, str] = {"lb": "Lëtzebuergesch", "fr": "Français", "de": "Deutsch", "en": "English"}
"""What each language calls itself, for language menus."""
