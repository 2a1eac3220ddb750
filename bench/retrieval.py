"""Measures how often the page that answers a question is found, beside two peers, and whether none is noticed.

    ./moien bench retrieval

Questions: the test sentences on services (``bot/tests``) and those that nobody tunes to (``tests/blind``). Peers
in the same run: BM25 over whole words, and over words and pieces without the second look at single lines. Platform
environment. Figures: ``docs/quality.md``.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import bm25s
import numpy as np

from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.tests import list_sentences
from contracts.languages import LANGUAGES, Language
from contracts.names import FALLBACK_INTENT, split_intent
from nlu.answer.pages import Page, read_pages
from nlu.answer.search import Index
from nlu.answer.terms import find_terms
from nlu.text.fold import fold

ROOT = Path(__file__).parents[1]

Search = Callable[[str, Language], list[str]]


class Question(NamedTuple):
    """A question and the page that answers it."""

    text: str
    language: Language
    page: str | None
    """None where no page does."""


def read_test_sentences(services: frozenset[str]) -> Iterator[Question]:
    """Give the test sentences on services, and those out of scope."""
    for sentence in list_sentences(ROOT / "bot"):
        asked = split_intent(sentence.intent)
        if asked and asked[0] in services:
            yield Question(sentence.text, sentence.language, asked[0])
        elif sentence.intent == FALLBACK_INTENT:
            yield Question(sentence.text, sentence.language, None)


def read_blind_sentences() -> Iterator[Question]:
    """Give the sentences that nobody tunes to."""
    for path in sorted((ROOT / "tests" / "blind").glob("*.jsonl")):
        for line in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            yield Question(line["text"], line["lang"], line.get("service"))


def make_peer(pages: list[Page], cut: Callable[[str], list[str]]) -> Search:
    """Give plain BM25 over whole pages, texts cut into terms by a function."""
    shelves = {}
    for language in LANGUAGES:
        shelf = [page for page in pages if page.language == language]
        model = bm25s.BM25()
        model.index(
            [cut(" ".join([page.title, page.text, *(asked.text for asked in page.asked)])) for page in shelf],
            show_progress=False,
        )
        shelves[language] = ([page.id for page in shelf], model)

    def search(text: str, language: Language) -> list[str]:
        ids, model = shelves[language]
        terms = list(dict.fromkeys(cut(text)))
        return [ids[place] for place in np.argsort(-model.get_scores(terms))[:3]] if terms else []

    return search


def print_row(name: str, search: Search, questions: list[Question]) -> None:
    """Print the shares found first and among the first three, per language, and the time of one search."""
    begin = time.perf_counter()
    found = [search(question.text, question.language) for question in questions]
    milliseconds = 1000 * (time.perf_counter() - begin) / len(questions)
    cells = []
    for language in LANGUAGES:
        some = [(it, q.page) for it, q in zip(found, questions, strict=True) if q.language == language]
        first = sum(it[:1] == [page] for it, page in some)
        third = sum(page in it for it, page in some)
        cells.append(f"{100 * first / len(some):.1f} / {100 * third / len(some):.1f}" if some else "–")
    print(f"| {name} | {' | '.join(cells)} | {milliseconds:.2f} ms |")


def print_standing(index: Index, questions: list[Question]) -> None:
    """Print, per language, what share of what can be answered is, and what share of the rest is refused."""
    cells = []
    for language in LANGUAGES:
        some = [(index.search(q.text, language).standing, q.page) for q in questions if q.language == language]
        answered = [standing == "answered" for standing, page in some if page is not None]
        refused = [standing != "answered" for standing, page in some if page is None]
        if answered and refused:
            cells.append(f"{100 * sum(answered) / len(answered):.1f} / {100 * sum(refused) / len(refused):.1f}")
        else:
            cells.append("–")
    print(f"| answered, of those that a page answers / refused, of the rest | {' | '.join(cells)} | |")


def main() -> None:
    """Print a table for each kind of questions."""
    catalogue = load_catalogue(ROOT / "bot")
    pages = read_pages(catalogue)
    begin = time.perf_counter()
    index = Index(pages, catalogue.out_of_scope)
    print(f"index of {len(pages)} pages: {time.perf_counter() - begin:.1f} s")
    searches: dict[str, Search] = {
        "whole words": make_peer(pages, lambda text: re.findall(r"\w+", fold(text))),
        "words and pieces": make_peer(pages, find_terms),
        "**the same, and the best lines**": lambda text, language: [
            page.id for page in index.search(text, language, 3).pages
        ],
    }
    sentences = list(read_test_sentences(frozenset(catalogue.services)))
    for kind, questions in (("test sentences", sentences), ("blind set", list(read_blind_sentences()))):
        print(f"\n| {len(questions)} of the {kind} | {' | '.join(LANGUAGES)} | one search |\n|---|{'---|' * 5}")
        for name, search in searches.items():
            print_row(name, search, [question for question in questions if question.page is not None])
        print_standing(index, questions)


if __name__ == "__main__":
    main()
