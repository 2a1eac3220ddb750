"""Sentences to measure with are read with their meaning, and bad lines are named with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracts.understood import service_of
from nlu.evaluation.cases import BadCasesError, Case, read_cases, read_test_sentences

INTENTS = frozenset({"passport_fee", "passport_about", "id_card_about", "greet", "question_fee", "crisis_suicide"})


def read(folder: Path, text: str) -> list[Case]:
    file = folder / "cases.jsonl"
    file.write_text(text, encoding="utf-8")
    return read_cases([file], INTENTS)


def test_each_way_to_say_what_is_meant(tmp_path: Path) -> None:
    cases = read(
        tmp_path,
        '{"text": "a", "lang": "lb", "service": "passport", "question": "fee", "seen": 3}\n\n'
        '{"text": "b", "service": "id_card"}\n'
        '{"text": "c", "lang": "en", "intent": "passport_about"}\n'
        '{"text": "d", "lang": "en", "intent": "greet"}\n'
        '{"text": "e", "lang": "fr", "out_of_scope": true}\n',
    )
    assert [(case.language, case.intent, case.service, case.out_of_scope, case.line) for case in cases] == [
        ("lb", "passport_fee", "passport", False, 1),
        (None, None, "id_card", False, 3),
        ("en", "passport_about", "passport", False, 4),
        ("en", "greet", None, False, 5),
        ("fr", None, None, True, 6),
    ]
    assert [case.meant for case in cases] == ["passport_fee", "id_card", "passport_about", "greet", "out_of_scope"]


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ("{", "line-wrong", '"service": "passport"'),
        ("[]", "line-wrong", "write a line like"),
        ('{"text": 3}', "line-wrong", "str"),
        ('{"text": " ", "intent": "greet"}', "text-empty", "citizen"),
        ('{"text": "a", "lang": "pt", "intent": "greet"}', "language-unknown", "lb, fr, de, en"),
        ('{"text": "a"}', "meaning-missing", "exactly one"),
        ('{"text": "a", "intent": "greet", "out_of_scope": true}', "meaning-missing", "exactly one"),
        ('{"text": "a", "service": "pasport"}', "service-unknown", "did you mean passport?"),
        ('{"text": "a", "intent": "passport_fees"}', "intent-unknown", "passport_fee"),
        ('{"text": "a", "service": "id_card", "question": "fee"}', "intent-unknown", "id_card_about"),
        ('{"text": "a", "intent": "zzz"}', "intent-unknown", "./moien check"),
    ],
)
def test_a_bad_line_is_named_with_what_to_do(line: str, code: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(BadCasesError) as caught:
        read(tmp_path, f'{{"text": "a", "intent": "greet"}}\n{line}\n')
    assert f"cases.jsonl:2: [{code}]" in str(caught.value)
    assert says in str(caught.value)


def test_every_bad_line_and_file_is_named_at_once(tmp_path: Path) -> None:
    file = tmp_path / "cases.jsonl"
    file.write_text('{"text": 1}\n{"text": 2}\n', encoding="utf-8")
    with pytest.raises(BadCasesError) as caught:
        read_cases([file, tmp_path / "none.jsonl"], INTENTS)
    assert [line.split(" ")[0].rpartition("/")[2] for line in str(caught.value).splitlines()] == [
        "cases.jsonl:1:",
        "cases.jsonl:2:",
        "none.jsonl:1:",
    ]


def test_files_without_a_sentence_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadCasesError, match="no sentence"):
        read(tmp_path, "\n")


def test_the_projects_own_sentences(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    sentences = {"passport_fee": "ab", "nlu_fallback": "bc", "not_crisis": "cd", "greet": "salut"}
    lines = "".join(f"  {intent}: {{fr: [{text}]}}\n" for intent, text in sentences.items())
    (tmp_path / "tests" / "a.yaml").write_text(f"sentences:\n{lines}")
    cases = read_test_sentences(tmp_path)
    assert [(case.meant, case.service, case.out_of_scope, case.harmless) for case in cases] == [
        ("passport_fee", "passport", False, False),
        ("out_of_scope", None, True, False),
        ("not_crisis", None, False, True),
        ("greet", None, False, False),
    ]
    assert read_test_sentences(tmp_path / "none") == []


@pytest.mark.parametrize(
    ("intent", "service"), [("passport_fee", "passport"), ("question_fee", None), ("greet", None), ("nlu_ask", None)]
)
def test_the_service_of_an_intent(intent: str, service: str | None) -> None:
    assert service_of(intent) == service
