"""Whether the page that answers a question is found, and whether it is noticed that none does: the test sentences."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.catalogue.tests import list_sentences
from contracts.languages import LANGUAGES, Language
from contracts.names import FALLBACK_INTENT, split_intent
from nlu.answer.pages import read_pages
from nlu.answer.search import Index
from tests.content import read_catalogue

ROOT = Path(__file__).parents[3]
FIRST, THIRD = 0.92, 0.98
"""Share of questions whose page is found first, and among the first three, in each language."""
ANSWERED, REFUSED = 0.9, 0.9
"""Share of them that is answered, and share of matters out of scope that is not, over all languages."""


@pytest.fixture(scope="module")
def index() -> Index:
    catalogue = read_catalogue()
    return Index(read_pages(catalogue), catalogue.out_of_scope)


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_are_found(index: Index, language: Language) -> None:
    sentences = [it for it in list_sentences(ROOT / "bot") if it.language == language]
    asked = [(it.text, split_intent(it.intent)) for it in sentences]
    # Questions that name no service ("and the fee?") are asked about the one before; there is nothing to find.
    meant = [(text, intent[0]) for text, intent in asked if intent and intent[0] != "question"]
    found = [[page.id for page in index.search(text, language, most=3).pages] for text, _ in meant]
    first = [pages[:1] == [page] for pages, (_, page) in zip(found, meant, strict=True)]
    third = [page in pages for pages, (_, page) in zip(found, meant, strict=True)]
    assert sum(first) / len(meant) >= FIRST
    assert sum(third) / len(meant) >= THIRD


@pytest.mark.slow
def test_it_is_noticed_when_no_page_answers(index: Index) -> None:
    sentences = list_sentences(ROOT / "bot")
    asked = [it for it in sentences if (split_intent(it.intent) or ("question",))[0] != "question"]
    strange = [it for it in sentences if it.intent == FALLBACK_INTENT]
    answered = [index.search(it.text, it.language).standing == "answered" for it in asked]
    refused = [index.search(it.text, it.language).standing != "answered" for it in strange]
    assert sum(answered) / len(asked) >= ANSWERED
    assert sum(refused) / len(strange) >= REFUSED
