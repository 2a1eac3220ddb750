"""Whether the page that answers a question is found: floors under what was measured on the test sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.sentences import read_sentences
from contracts.languages import LANGUAGES, Language
from contracts.names import split_intent
from nlu.answer.pages import read_pages
from nlu.answer.search import Index

ROOT = Path(__file__).parents[3]
FIRST, THIRD = 0.92, 0.98
"""Share of questions whose page is found first, and among the first three, in each language."""


@pytest.fixture(scope="module")
def index() -> Index:
    return Index(read_pages(load_catalogue(ROOT / "bot")))


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_found(index: Index, language: Language) -> None:
    sentences = [it for it in read_sentences(ROOT / "tests" / "sentences")[0] if it.language == language]
    asked = [(it.text, split_intent(it.intent)) for it in sentences]
    # Questions that name no service ("and the fee?") are asked about the one before; there is nothing to find.
    meant = [(text, intent[0]) for text, intent in asked if intent and intent[0] != "question"]
    found = [[it.page.id for it in index.search(text, language, most=3)] for text, _ in meant]
    first = [pages[:1] == [page] for pages, (_, page) in zip(found, meant, strict=True)]
    third = [page in pages for pages, (_, page) in zip(found, meant, strict=True)]
    assert sum(first) / len(meant) >= FIRST
    assert sum(third) / len(meant) >= THIRD
