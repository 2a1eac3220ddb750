"""Test sentences are read with their place, and never stand among the examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.catalogue.check import check_catalogue
from contracts.catalogue.sentences import read_sentences
from tests.contracts.catalogue.sample import write_catalogue


def _write(folder: Path, text: str, name: str = "fr/bike_permit.yml") -> Path:
    file = folder / "sentences" / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder / "sentences"


def test_sentences_are_read_with_language_intent_and_line(tmp_path: Path) -> None:
    folder = _write(tmp_path, "# about\nbike_permit_about:\n  - Un vélo, et alors ?\nnlu_fallback: [météo]\n")
    sentences, problems = read_sentences(folder)
    assert problems == []
    assert [(s.language, s.intent, s.text, s.line) for s in sentences] == [
        ("fr", "bike_permit_about", "Un vélo, et alors ?", 3),
        ("fr", "nlu_fallback", "météo", 4),
    ]


@pytest.mark.parametrize(
    ("text", "code", "line", "says"),
    [
        ("bike_permit_about:\n  - C'EST QUOI !\n", "example-held-out", 2, "measures nothing"),
        ("bike_permit_about:\n  - bonjour ça coûte combien\n", "example-held-out", 2, "nearly the same"),
        ("bike_permit_abuot:\n  - bla\n", "intent-unknown", 2, "bike_permit_abuot"),
        ("greet: [vélo]\nnlu_fallback: [VELO]\n", "sentence-conflict", 2, "greet"),
        ("greet: salut\n", "type-wrong", 1, 'begins with "- "'),
        ("greet: []\n", "type-wrong", 1, 'begins with "- "'),
        ("greet:\n  - 12\n", "type-wrong", 2, "double quotes"),
        ("- salut\n", "type-wrong", 1, "intent:"),
        ("greet: [a\n", "yaml-syntax", 1, "bracket"),
    ],
)
def test_a_mistake_is_reported_where_it_stands(text: str, code: str, line: int, says: str, tmp_path: Path) -> None:
    folder = _write(tmp_path, text)
    problems = check_catalogue(write_catalogue(tmp_path / "bot"), held_out=folder)
    assert [problem.code for problem in problems] == [code]
    assert says in problems[0].message
    assert problems[0].path.endswith("sentences/fr/bike_permit.yml")
    assert problems[0].line == line


def test_a_folder_without_sentences_is_reported(tmp_path: Path) -> None:
    problems = check_catalogue(write_catalogue(tmp_path / "bot"), held_out=tmp_path / "none")
    assert [problem.code for problem in problems] == ["file-missing"]


def test_sentences_of_a_service_that_cannot_be_read_are_not_blamed(tmp_path: Path) -> None:
    folder = _write(tmp_path, "bike_permit_about: [vélo]\nbike_permit_apply: [je veux un vélo]\n")
    problems = check_catalogue(write_catalogue(tmp_path / "bot", service="\tid: x\n"), held_out=folder)
    assert [problem.code for problem in problems] == ["yaml-syntax"]
