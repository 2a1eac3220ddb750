"""The terms by which texts are found: words, and pieces of three to five letters within them.

Pieces find German compounds and Luxembourgish in any spelling at once, which words, stems and dictionaries do not;
words tell apart what shares its pieces. Measured in ``docs/quality.md``.
"""

from __future__ import annotations

import re

from nlu.text.fold import fold

SHORTEST, LONGEST = 3, 5
_WORD = re.compile(r"[^\W_]+")


def find_terms(text: str) -> list[str]:
    """Give the terms of a text, with repetition: ``=word``, and pieces, where ``<`` and ``>`` are a word's two ends."""
    return [term for word in _WORD.findall(fold(text)) for term in (f"={word}", *_cut(f"<{word}>"))]


def is_word(term: str) -> bool:
    """Tell whether a term is a whole word."""
    return term.startswith("=")


def _cut(word: str) -> list[str]:
    lengths = range(SHORTEST, min(LONGEST, len(word)) + 1)
    return [word[start : start + length] for length in lengths for start in range(len(word) - length + 1)]
