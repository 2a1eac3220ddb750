"""Decides which words of citizens are shown to service owners: what many wrote, or what the content says itself.

A mask finds what has a form (ids, numbers, addresses of e-mail), never a name. So a word is shown only where it says
nothing about one person: the published content uses it, or it was written in enough conversations. Everything else
becomes ``…``; digits too, unless the whole text was written alike in enough conversations.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from contracts.languages import Language
from nlu.text.fold import fold
from nlu.text.identifying import mask_identifying

HIDDEN = "…"
FEWEST_WORDS = 2
"""Words that a text must still show so that it says something."""
LONGEST_SHOWN = 200
"""Letters of a text: as many as an example may have."""

PLACEHOLDER = re.compile(r"\[(?:national_id|phone|email|iban|card|number|name|plate|address)\]")
"""What `mask` puts in the place of personal data."""
_PIECE = re.compile(rf"({PLACEHOLDER.pattern})|([^\W_]+)|([\s.,;:!?'’()/\-\"«»„“”€%&+])|(.)", re.DOTALL)
"""A placeholder, a word, an ordinary sign, anything else; the last says nothing and may say too much."""
_HIDDEN_RUN = re.compile(rf"{HIDDEN}(?:[^\w\[\]]*{HIDDEN})+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """A text of a citizen as it is compared and counted."""

    conversation: str
    language: Language
    masked: str
    folded: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Shown:
    """A text as it may be shown."""

    text: str
    whole: bool
    """Whether nothing is hidden."""


def write(conversation: str, language: Language, text: str) -> Written:
    """Mask and fold a text."""
    masked = " ".join(unicodedata.normalize("NFC", mask_identifying(text)).split())
    return Written(conversation=conversation, language=language, masked=masked, folded=fold(masked))


def find_words(text: str) -> set[str]:
    """Return the words of a text, folded."""
    return {word for found in _PIECE.finditer(text) if found[2] for word in fold_word(found[2])}


def fold_word(word: str) -> tuple[str, ...]:
    """Return the folded words that one written word becomes; more than one where a sign of it is taken apart."""
    return tuple(found[2] for found in _PIECE.finditer(fold(word)) if found[2])


class Showing:
    """What may be shown of the texts of one look."""

    def __init__(self, written: Iterable[Written], vocabulary: frozenset[str], least: int) -> None:
        """``vocabulary``: folded words of the content; ``least``: conversations from which a word or text is shown."""
        self._vocabulary = vocabulary
        by_word: dict[str, set[str]] = {}
        by_text: dict[str, set[str]] = {}
        for one in written:
            by_text.setdefault(one.folded, set()).add(one.conversation)
            for word in find_words(one.masked):
                by_word.setdefault(word, set()).add(one.conversation)
        self._frequent_words = frozenset(word for word, wrote in by_word.items() if len(wrote) >= least)
        self._frequent_texts = frozenset(text for text, wrote in by_text.items() if len(wrote) >= least)

    def show(self, one: Written) -> Shown | None:
        """Return a text as it may be shown; None where too little of it may."""
        frequent = one.folded in self._frequent_texts
        pieces: list[str] = []
        words = 0
        for found in _PIECE.finditer(one.masked):
            placeholder, word, sign, _other = found.groups()
            if word is not None and (frequent or self._may_show(word)):
                pieces.append(word)
                words += 1
            elif word is not None:
                pieces.append(HIDDEN)
            else:
                pieces.append(placeholder or sign or " ")
        text = " ".join(_HIDDEN_RUN.sub(HIDDEN, "".join(pieces)).split())
        if len(text) > LONGEST_SHOWN:
            text = f"{text[: LONGEST_SHOWN - 1].rstrip()}{HIDDEN}"
        if not frequent and words < FEWEST_WORDS:
            return None
        return Shown(text=text, whole=HIDDEN not in text and PLACEHOLDER.search(text) is None)

    def _may_show(self, word: str) -> bool:
        if any(character.isnumeric() for character in word):
            return False
        folded = fold_word(word)
        return bool(folded) and all(it in self._vocabulary or it in self._frequent_words for it in folded)
