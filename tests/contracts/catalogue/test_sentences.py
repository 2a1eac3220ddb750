"""Test sentences are read with their place, and never stand among the examples."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.catalogue.check import check_catalogue
from contracts.catalogue.sentences import read_sentences
from contracts.catalogue.source import read_source
from tests.contracts.catalogue.sample import write_catalogue

HEAD = "sentences:\n"


def _write(bot_dir: Path, text: str, name: str = "bike_permit.yaml") -> Path:
    (bot_dir / "tests").mkdir(parents=True, exist_ok=True)
    (bot_dir / "tests" / name).write_text(text, encoding="utf-8")
    return bot_dir / "tests" / name


def test_sentences_are_read_with_language_intent_and_line(tmp_path: Path) -> None:
    about = "  bike_permit_about:\n    fr:\n      - Un vélo, et alors ?\n    lb: [Vëlo]\n"
    text = f"{HEAD}{about}  nlu_fallback: {{fr: [météo]}}\n"
    assert [(s.language, s.intent, s.text, s.line) for s in read_sentences(read_source(_write(tmp_path, text)))] == [
        ("lb", "bike_permit_about", "Vëlo", 5),
        ("fr", "bike_permit_about", "Un vélo, et alors ?", 4),
        ("fr", "nlu_fallback", "météo", 6),
    ]


@pytest.mark.parametrize(
    ("text", "code", "line", "says"),
    [
        ("bike_permit_about: {fr: [C'EST QUOI !]}", "example-held-out", 2, "measures nothing"),
        ("bike_permit_about: {fr: [bonjour ça coûte combien]}", "example-held-out", 2, "nearly the same"),
        ("bike_permit_abuot: {fr: [bla]}", "intent-unknown", 2, "bike_permit_abuot"),
        ("greet: {fr: [vélo]}\n  nlu_fallback: {fr: [VELO]}", "sentence-conflict", 3, "greet"),
        ("greet: {fr: salut}", "type-wrong", 2, 'begin with "- "'),
        ("greet: {fr: []}", "too-few", 2, "at least 1"),
        ("greet: {fr: [12]}", "type-wrong", 2, "double quotes"),
        ("greet: {it: [ciao]}", "key-unknown", 2, "lb, fr, de, en"),
        ("greet: [salut]", "type-wrong", 2, "key: value"),
        ("greet: [a", "yaml-syntax", 2, "bracket"),
    ],
)
def test_a_mistake_is_reported_where_it_stands(text: str, code: str, line: int, says: str, tmp_path: Path) -> None:
    bot_dir = write_catalogue(tmp_path)
    file = _write(bot_dir, f"{HEAD}  {text}\n")
    problems = check_catalogue(bot_dir, with_tests=True)
    assert [(problem.path, problem.line, problem.code) for problem in problems] == [(file.as_posix(), line, code)]
    assert says in problems[0].message
    assert check_catalogue(bot_dir) == [], "the bot does not care"


def test_files_with_another_ending_are_told(tmp_path: Path) -> None:
    bot_dir = write_catalogue(tmp_path)
    _write(bot_dir, "x", "bike_permit.yml")
    assert [problem.code for problem in check_catalogue(bot_dir, with_tests=True)] == ["file-name"]


def test_sentences_of_a_service_that_cannot_be_read_are_not_blamed(tmp_path: Path) -> None:
    bot_dir = write_catalogue(tmp_path, service="\tid: x\n")
    _write(bot_dir, f"{HEAD}  bike_permit_about: {{fr: [vélo]}}\n  bike_permit_apply: {{fr: [je veux un vélo]}}\n")
    assert [problem.code for problem in check_catalogue(bot_dir, with_tests=True)] == ["yaml-syntax"]
