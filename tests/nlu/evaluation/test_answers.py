"""Measuring answers to free text: what is read, what counts as right, what is printed."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from contracts.answers import Answer, Answered, AnswerRecord
from nlu.evaluation.answers import MEASURES, Result, main, measure
from nlu.evaluation.cases import BadCasesError
from nlu.evaluation.questions import Question, read_questions

SERVICES = {"passport", "id_card"}


def result(
    service: str | None, standing: str, *services: str, text: str = "", must: tuple[str, ...] = (), lang: str = "lb"
) -> Result:
    answer = msgspec.convert({"standing": standing, "text": text, "services": list(services)}, Answer)
    record = AnswerRecord(
        code="X", question="?", language="lb", steps=[], confidence=0, passages=[], model=None, answer=answer
    )
    question = msgspec.convert(
        {"question": "?", "lang": lang, "service": service, "must_contain": list(must)}, Question
    )
    return Result(question, list(services), Answered(answer=answer, record=record), 2.0)


RESULTS = [
    result("passport", "answered", "passport", text="De Pass kascht 50 Éuro.", must=("50 euro",)),
    result("passport", "answered", "id_card", text="14", must=("50",)),
    result("id_card", "related", "passport", "id_card", lang="fr"),
    result(None, "unknown"),
    result(None, "answered", "passport", lang="fr"),
]


@pytest.mark.parametrize(
    ("name", "everywhere", "french"),
    [
        ("hit_at_1", 1 / 3, 0.0),
        ("hit_at_3", 2 / 3, 1.0),
        ("answered", 2 / 3, 0.0),
        ("answered_right", 1 / 3, 0.0),
        ("facts", 1 / 2, None),
        ("abstained", 1 / 2, 0.0),
        ("written_by_model", 0.0, 0.0),
        ("answer_ms_p99", 2.0, 2.0),
    ],
)
def test_figures(name: str, everywhere: float, french: float | None) -> None:
    figures = measure(RESULTS)
    assert figures[name]["all"] == pytest.approx(everywhere)
    assert figures[name]["fr"] == (french if french is None else pytest.approx(french))
    assert set(figures) == set(MEASURES)


def test_right_is_the_page_with_its_facts_or_silence() -> None:
    assert [it.is_right for it in RESULTS] == [True, False, False, True, False]


def write(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_questions_are_read_with_their_place(tmp_path: Path) -> None:
    file = write(
        tmp_path / "q.jsonl",
        '{"question": "Wat kascht e Pass?", "lang": "lb", "service": "passport", "must_contain": ["50"]}',
        "",
        '{"question": "Weather?", "lang": "en", "service": null}',
    )
    first, second = read_questions([file], SERVICES)
    assert (first.service, first.must_contain, first.line) == ("passport", ["50"], 1)
    assert (second.service, second.must_contain, second.line) == (None, [], 3)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('{"question": "x", "lang": "pt", "service": null}', "one of lb, fr, de, en"),
        ('{"question": "x", "lang": "lb", "service": "pasport"}', '"pasport" is not in the catalogue'),
        ('{"question": " ", "lang": "lb", "service": null}', "the question is empty"),
        ('{"question": "x", "lang": "lb"}', "service"),
        ('{"question": "x", "lang": "lb", "service": null, "must": []}', "must"),
        ("hello", "write {"),
    ],
)
def test_a_line_that_does_not_fit_is_named(tmp_path: Path, line: str, says: str) -> None:
    file = write(tmp_path / "q.jsonl", '{"question": "x", "lang": "lb", "service": null}', line)
    with pytest.raises(BadCasesError, match=r"q\.jsonl:2") as raised:
        read_questions([file], SERVICES)
    assert says in str(raised.value)


@pytest.mark.parametrize("content", [None, b"", b"\xff\xfe"])
def test_a_file_without_questions_is_an_error(tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "q.jsonl"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(BadCasesError):
        read_questions([file], SERVICES)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [(["/no/such.jsonl"], "such.jsonl"), (["--fail-under", "hits=1"], "There are: hit_at_1")],
)
def test_what_cannot_be_used_is_said(arguments: list[str], says: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert says in capsys.readouterr().err


@pytest.mark.slow
def test_the_projects_own_questions_are_answered(capsys: pytest.CaptureFixture[str]) -> None:
    """Floors some points below what docs/quality.md reports."""
    floors = ["hit_at_1=0.92", "hit_at_3=0.98", "answered=0.88", "facts=0.85", "abstained=0.88", "answer_ms_p50=50"]
    given = [argument for floor in floors for argument in ("--fail-under", floor)]
    assert main(["--json", *given]) == 0, capsys.readouterr().err
    printed = json.loads(capsys.readouterr().out)
    assert printed["questions"] >= 80
    assert printed["figures"]["written_by_model"]["all"] == 0
