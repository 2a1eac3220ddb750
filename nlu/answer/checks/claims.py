"""Cuts an answer into what it claims: sentences and list items, each with the passages it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from nlu.answer.checks.quantities import list_marks
from nlu.answer.pages import split_sentences

_CITED = re.compile(r"\[(\d{1,2}(?:\s?[,;]\s?\d{1,2}){0,9})\]")
_AFTER_CITATION = re.compile(r"(?<=\][.!?]) ")
_STOP_AFTER_CITATION = re.compile(r"([.!?])((?: ?\[[\d ,;]{1,30}\])+)")


@dataclass(frozen=True)
class Claim:
    """One sentence or list item."""

    text: str
    """Without its citations."""
    cited: tuple[int, ...]
    """Numbers of the passages it rests on, its own or those of the sentence after it in the same paragraph."""
    announces: bool = False
    """True for a heading or an announcement (*You need:*), which needs no citation of its own where it is short."""


def find_claims(answer: str) -> list[Claim]:
    """Give the claims of an answer in their order."""
    claims = [claim for block in re.split(r"\n\s*\n", answer) for claim in _read_block(block)]
    # An announcement rests on what it announces, which may stand in a list of its own.
    for place in range(len(claims) - 2, -1, -1):
        if claims[place].announces and not claims[place].cited:
            claims[place] = replace(claims[place], cited=claims[place + 1].cited)
    return claims


def without_citations(text: str) -> str:
    """Give a text without its citations."""
    return re.sub(r" +([.,;:!?])", r"\1", _CITED.sub("", text)).strip()


def _read_block(block: str) -> list[Claim]:
    """Read a paragraph or a list; a sentence without a citation rests on the next one of its block."""
    claims: list[Claim] = []
    following: tuple[int, ...] = ()
    for text in reversed(list(_cut(block))):
        own = tuple(int(number) for cited in _CITED.findall(text) for number in re.findall(r"\d+", cited))
        said = without_citations(text)
        if not any(character.isalnum() for character in said):
            following = own or following
            continue
        following = own or following
        announces = said.rstrip("*_ ").endswith(":") or (said.startswith("**") and not said.rstrip("*").endswith("."))
        claims.append(Claim(said, following, announces))
    claims.reverse()
    # The last sentences of a block may leave out what the one before cited.
    for place, claim in enumerate(claims):
        if not claim.cited and place:
            claims[place] = Claim(claim.text, claims[place - 1].cited, claim.announces)
    return claims


def _cut(block: str) -> Iterator[str]:
    # "… der Gemeng. [1] Dir …": the citation belongs to the sentence before.
    together = _STOP_AFTER_CITATION.sub(r"\2\1", block)
    line = ""
    for part in together.splitlines():
        if list_marks().match(part):
            yield from _split(line)
            line = list_marks().sub("", part)
        else:
            line = f"{line} {part}".strip()
    yield from _split(line)


def _split(line: str) -> Iterator[str]:
    for part in _AFTER_CITATION.split(line):
        if part:
            yield from split_sentences(part)
