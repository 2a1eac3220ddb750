"""Pages that service owners add beside the catalogue, as the index sees them."""

from __future__ import annotations

import pytest

from contracts.knowledge.page import Block, KnowledgePage
from nlu.answer.pages import convert_pages
from nlu.answer.search import Index

PAGE = KnowledgePage(
    id="library",
    language="fr",
    title="Bibliothèque",
    authority="Ville de Differdange",
    link="https://example.lu/bibliotheque",
    checked="2026-11-01",
    asked=["emprunter un roman"],
    blocks=[
        Block(heading="", lines=["Elle prête des livres. Elle est gratuite.", "Bienvenue à tous."]),
        Block(heading="Horaires", lines=["Du mardi au samedi, de 9 h à 18 h."]),
        Block(heading="Inscription", lines=["Venez.", "Signez."], listed=True, ordered=True),
    ],
)


def test_blocks_become_passages_with_their_sentences() -> None:
    [page] = convert_pages([PAGE])
    assert [passage.sentences for passage in page.passages] == [
        ("Elle prête des livres.", "Elle est gratuite.", "Bienvenue à tous."),
        ("Du mardi au samedi, de 9 h à 18 h.",),
        ("Venez.", "Signez."),
    ]
    assert [passage.question for passage in page.passages] == ["about", "about", "apply"]
    assert (page.link_language, page.is_service, page.passages[2].listed) == ("fr", False, True)


@pytest.mark.parametrize(("question", "heading"), [("horaires bibliothèque", "Horaires"), ("quels livres", "")])
def test_a_passage_is_found_by_its_heading_too(question: str, heading: str) -> None:
    found = Index(convert_pages([PAGE]), {}).search(question, "fr")
    assert found.passages[0].heading == heading


def test_it_is_found_by_how_citizens_ask() -> None:
    assert Index(convert_pages([PAGE]), {}).search("un roman", "fr").pages[0].id == "library"
