from __future__ import annotations

from pathlib import Path

import pytest

from contracts.catalogue.model import Catalogue
from contracts.languages import LANGUAGES
from nlu.answer.pages import Page, Passage, read_pages, split_sentences
from tests.content import read_catalogue

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return read_catalogue()


@pytest.fixture(scope="module")
def pages(catalogue: Catalogue) -> dict[tuple[str, str], Page]:
    return {(page.id, page.language): page for page in read_pages(catalogue)}


def test_each_service_has_a_page_in_each_language(catalogue: Catalogue, pages: dict[tuple[str, str], Page]) -> None:
    assert set(pages) == {(service, language) for service in catalogue.services for language in LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_tells_what_the_catalogue_says(
    language: str, catalogue: Catalogue, pages: dict[tuple[str, str], Page]
) -> None:
    service, page = catalogue.services["passport"], pages["passport", language]
    assert (page.title, page.link, page.checked) == (
        service.title[page.language],
        service.link[page.language],
        service.checked,
    )
    assert page.passages[0] == Passage("", split_sentences(service.answer.summary[page.language]))
    assert page.passages[0].text == " ".join(service.answer.summary[page.language].split())
    documents = service.answer.documents
    assert documents is not None
    [told] = [passage for passage in page.passages if passage.question == "documents"]
    assert list(told.sentences) == [item.strip() for item in documents[page.language]]
    assert all(passage.heading and not passage.heading.endswith((":", " ")) for passage in page.passages[1:])


def test_what_no_source_confirms_is_no_passage(catalogue: Catalogue, pages: dict[tuple[str, str], Page]) -> None:
    service = next(service for service in catalogue.services.values() if service.answer.fee is None)
    heading = catalogue.wording["label_fee"]["en"].rstrip(": ")
    assert heading not in {passage.heading for passage in pages[service.id, "en"].passages}


def test_how_citizens_ask_is_not_part_of_what_a_page_says(pages: dict[tuple[str, str], Page]) -> None:
    page = pages["passport", "lb"]
    assert page.asked
    assert not [asked.text for asked in page.asked if len(asked.text.split()) > 3 and asked.text in page.text]


def test_a_version_changes_with_the_text_only() -> None:
    passage = Passage("Fee", ("It costs 50 euros.",))
    assert passage.version == Passage("Fee", ("It costs 50 euros.",)).version
    assert (
        len({passage.version, Passage("Fee", ("It costs 51 euros.",)).version, Passage("", passage.sentences).version})
        == 3
    )


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("Bréngt en Ausweis mat. Et kascht 10 €. Waart!", ("Bréngt en Ausweis mat.", "Et kascht 10 €.", "Waart!")),
        ("Bis de 31. Dezember musst Dir dat maachen.", ("Bis de 31. Dezember musst Dir dat maachen.",)),
        ("Article 5. L. 1. Voir MyGuichet.lu ou la commune.", ("Article 5. L. 1. Voir MyGuichet.lu ou la commune.",)),
        ("  Two\nlines. And more ", ("Two lines.", "And more")),
        ("", ("",)),
    ],
)
def test_texts_are_cut_into_sentences(text: str, sentences: tuple[str, ...]) -> None:
    assert split_sentences(text) == sentences


def test_each_fact_knows_the_question_it_answers(pages: dict[tuple[str, str], Page]) -> None:
    passages = {passage.question: passage for passage in pages["passport", "en"].passages}
    assert {"about", "fee", "documents", "place"} <= set(passages)
    assert passages["documents"].listed
    assert not passages["fee"].listed
