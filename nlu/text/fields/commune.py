"""The communes of Luxembourg by any of their names, written as people write them, alone or in a sentence."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz, process

from contracts.languages import Language
from nlu.text.fields.commune_names import CommuneNames, Words, read_commune_names, words_of
from nlu.text.fields.outcome import Checked, FieldProblem, Outcome, suggest
from nlu.text.fold import fold

CLEAR = 84.0
"""Similarity (0 to 100) from which a misspelt name is taken for the commune when no other is near."""
NEAR = 76.0
"""Similarity from which a name is offered as what the citizen may have meant."""
LEAD = 6.0
"""How much nearer than any other commune the clear one must be."""
SHORTEST_GUESS = 4
"""Letters; shorter words are communes only when they are spelt right."""
LONGEST_GUESS = 3
"""Words; a misspelt name is looked for in so few words only, or behind a word like *zu*: long texts resemble any."""


def check_commune(answer: str, language: Language) -> Outcome:
    """Find the commune; the value is the slug of its official French name, shown in the language of the citizen."""
    names = read_commune_names()
    said = words_of(names.country.sub("", fold(answer)))
    words = _without_leads(said, names)
    meant, sure = _named(words, names)
    if not meant:
        meant, sure = _nearly_named(said, words, names)
    if sure and len(meant) == 1:
        return Checked(meant[0], names.shown(meant[0], language))
    candidates = [Checked(id_, names.shown(id_, language)) for id_ in meant]
    return suggest("commune_unsure", candidates) if candidates else FieldProblem("commune_unknown")


def _without_leads(words: Words, names: CommuneNames) -> Words:
    first = next((index for index, word in enumerate(words) if word not in names.leads), 0)
    return words[first:]


def _named(words: Words, names: CommuneNames) -> tuple[list[str], bool]:
    """Give the communes that the words name exactly, longest names first read, and whether the names leave no doubt."""
    whole = names.sure.get(words) or names.alone.get(words)
    if whole:
        return [whole], True
    meant: dict[str, None] = {}
    sure = True
    index = 0
    while index < len(words):
        for length in range(min(names.longest, len(words) - index), 0, -1):
            span = words[index : index + length]
            if span in names.sure:
                meant[names.sure[span]] = None
                break
            if span in names.unsure:
                meant.update(dict.fromkeys(names.unsure[span]))
                sure = False
                break
        else:
            length = 1
        index += length
    return list(meant), sure


def _nearly_named(words: Words, rest: Words, names: CommuneNames) -> tuple[list[str], bool]:
    """Give the communes whose names are near to a likely part of the answer, nearest first."""
    best: dict[str, float] = {}
    for span in _spans(words, rest, names):
        for _, score, index in process.extract(span, names.spelt, scorer=fuzz.ratio, score_cutoff=NEAR, limit=8):
            for id_ in names.ids[index]:
                best[id_] = max(best.get(id_, 0.0), score)
    ranked = sorted(best, key=lambda id_: -best[id_])
    second = best[ranked[1]] if len(ranked) > 1 else 0.0
    if ranked and best[ranked[0]] >= CLEAR and best[ranked[0]] - second >= LEAD:
        return ranked[:1], True
    return ranked, False


def _spans(words: Words, rest: Words, names: CommuneNames) -> Iterator[str]:
    """Give the parts of an answer in which a misspelt name may stand: a short answer, the words behind a *zu*."""
    parts = [rest] if len(rest) <= LONGEST_GUESS else []
    for index, word in enumerate(words):
        if word in names.places:
            parts += [words[index + 1 : index + 1 + length] for length in range(1, LONGEST_GUESS + 1)]
    for part in parts:
        span = " ".join(part)
        if len(span) >= SHORTEST_GUESS:
            yield span
