"""Says whether an answer may be shown: whether all of it stands in the passages that it cites.

Measured on hand-written answers, good and bad: ``docs/quality.md``. It does not see who does what (*the commune sends*,
*you send*); where that matters an answer is better quoted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from contracts.languages import Language
from nlu.answer.checks.claims import Claim, find_claims, without_citations
from nlu.answer.checks.quantities import find_quantities, missing, read_words
from nlu.answer.pages import split_sentences
from nlu.text.fold import fold
from nlu.text.language import detect

Fault = Literal["empty", "no_citation", "unknown_citation", "quantity", "language", "support", "negation"]

SUPPORT = 0.45
"""Share of a claim's pieces of four letters that must stand in what it cites."""
SHORT = 8
"""Pieces up to which a heading or an announcement needs no support: one or two words."""
NEAR = 0.5
"""Share from which a sentence of the source is what the claim says, so that both must negate alike."""
SURE_OF_LANGUAGE, WORDS_FOR_LANGUAGE = 0.8, 4
_WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True)
class Source:
    """A passage; it is cited by its place in the list, from 1."""

    sentences: tuple[str, ...]
    """Or the items of its list."""
    language: Language
    title: str = ""
    """What the page is about; its words stand in every answer and tell nothing."""

    @property
    def text(self) -> str:
        """Return the sentences as one text."""
        return " ".join(self.sentences)


@dataclass(frozen=True)
class Verdict:
    """What is wrong with an answer; nothing where it may be shown."""

    faults: tuple[Fault, ...]
    details: tuple[str, ...]
    """For the record: which claim, which value."""

    @property
    def is_sound(self) -> bool:
        """Tell whether the answer may be shown."""
        return not self.faults


def verify(answer: str, language: Language, sources: Sequence[Source]) -> Verdict:
    """Check an answer in a language against the passages that the model was given."""
    claims = find_claims(answer)
    if not claims:
        return Verdict(("empty",), ("empty: the answer says nothing",))
    found: list[tuple[Fault, str]] = _check_language(answer, language)
    for claim in claims:
        unknown = [number for number in claim.cited if not 1 <= number <= len(sources)]
        if unknown:
            found.append(("unknown_citation", f"[{unknown[0]}] of {len(sources)}"))
            continue
        found += _check_claim(claim, language, [sources[number - 1] for number in dict.fromkeys(claim.cited)])
    return Verdict(
        tuple(dict.fromkeys(fault for fault, _ in found)), tuple(f"{fault}: {what}" for fault, what in found)
    )


def _check_claim(claim: Claim, language: Language, cited: Sequence[Source]) -> list[tuple[Fault, str]]:
    found: list[tuple[Fault, str]] = []
    there = set().union(*(find_quantities(source.text) for source in cited)) if cited else set()
    absent = missing(find_quantities(claim.text), there)
    if absent:
        found.append(("quantity", ", ".join(f"{quantity.value} {quantity.unit}".strip() for quantity in absent)))
    pieces = _pieces(claim.text)
    if claim.announces and len(pieces) <= SHORT:
        return found
    if not cited:
        return [*found, ("no_citation", claim.text[:60])]
    same = [source for source in cited if source.language == language]
    if pieces and len(same) == len(cited):
        share = _share(pieces, _pieces(" ".join(source.text for source in same)))
        if share < SUPPORT:
            found.append(("support", f"{share:.2f} {claim.text[:60]}"))
        if _turns_round(claim.text, same, language):
            found.append(("negation", claim.text[:60]))
    return found


def _turns_round(text: str, cited: Sequence[Source], language: Language) -> bool:
    """Tell whether a claim denies what the sentence nearest to it affirms, or the other way round."""
    pieces = _pieces(text) - _pieces(" ".join(source.title for source in cited))
    sentences = [sentence for source in cited for told in source.sentences for sentence in split_sentences(told)]
    whole = _pieces(text)
    nearest = max(sentences, key=lambda it: (_share(pieces, _pieces(it)), _share(whole, _pieces(it))))
    near = _share(pieces, _pieces(nearest)) >= NEAR
    return near and _negates(nearest, language) != _negates(text, language)


def _check_language(answer: str, language: Language) -> list[tuple[Fault, str]]:
    """Judge each paragraph for itself, so that none hides behind another."""
    found: list[tuple[Fault, str]] = []
    for block in answer.split("\n\n"):
        evidence = detect(without_citations(block))
        sure = evidence.confidence >= SURE_OF_LANGUAGE and evidence.words >= WORDS_FOR_LANGUAGE
        if sure and evidence.language != language:
            found.append(("language", evidence.language))
    return found


def _pieces(text: str) -> set[str]:
    return {word[start : start + 4] for word in _WORD.findall(fold(text)) for start in range(len(word) - 3)}


def _share(pieces: set[str], there: set[str]) -> float:
    return len(pieces & there) / len(pieces) if pieces else 0.0


def _negates(text: str, language: Language) -> bool:
    """Tell whether a sentence denies: an odd number of negations."""
    words = re.findall(r"[^\W\d_]+", fold(text))
    return sum(word in _negations(language) for word in words) % 2 == 1


@cache
def _negations(language: Language) -> frozenset[str]:
    return frozenset(read_words()["negations"][language])
