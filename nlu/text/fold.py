"""Folds text so that spelling variants meet: small letters, no accents, one apostrophe, clitics apart."""

from __future__ import annotations

import re
import unicodedata

from nlu.text.clean import limit_marks

_APOSTROPHES = re.compile("[’‘‛′ʼʹ`´＇]")
_CLITIC = re.compile(r"(?<!\w)(qu|[cdjlmnstz])'(?=\w)")
"""``d'Gemeng``, ``t'ass``, ``z'iessen``, ``s'il``, ``l'eau``, ``qu'il``, ``j'ai``, ``n'est``, ``m'a``, ``c'est``."""
_LETTERS = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Letters that Unicode does not take apart into a base letter and an accent."""


def fold(text: str) -> str:
    """Give the form under which variants of the same text are equal; for matching, never for showing.

    Small letters, accents off (``ë`` → ``e``), ``ß`` → ``ss``, ``œ`` → ``oe``, clitics with an apostrophe become words
    of their own (``d'Gemeng`` → ``d gemeng``), any other apostrophe is dropped, every run of blanks is one blank.
    Punctuation stays. Folding twice changes nothing. Source of the recipe: the Luxembourgish orthography writes the
    clitics *d', t', z'*; citizens write ``d Gemeng`` and ``D´Gemeng`` as well.
    """
    folded = text.lower() if text.isascii() else _fold_letters(text)
    if not folded.isascii() or "'" in folded or "`" in folded:
        folded = _CLITIC.sub(r"\1 ", _APOSTROPHES.sub("'", folded)).replace("'", "")
    return " ".join(folded.split())


def _fold_letters(text: str) -> str:
    apart = unicodedata.normalize("NFKD", _APOSTROPHES.sub("'", limit_marks(text))).casefold()
    apart = unicodedata.normalize("NFKD", apart).translate(_LETTERS)
    return unicodedata.normalize("NFC", "".join(letter for letter in apart if unicodedata.category(letter) != "Mn"))
