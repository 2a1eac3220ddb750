"""Every kind of mistake in ``bot/desk`` is reported with file and line, and what to write instead."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.catalogue.check import examine
from contracts.catalogue.source import read_source
from contracts.desk.check import administrations_of, examine_desk
from contracts.desk.loader import load_desk
from contracts.desk.model import LEVELS
from contracts.desk.rules import read_block
from tests.contracts.desk.sample import QUEUES, REPLIES, SERVICES, WRAP_UP, write_desk

ROOT = Path(__file__).parents[3]
LAST = QUEUES.count("\n")

MISTAKES = [
    # file, replace, by, code, a line that holds this (None: the last line), part of the message
    ("queues", "Europe/Luxembourg", "Europe/Esch", "time-zone-unknown", "time_zone", "Europe/Luxembourg"),
    ("queues", "id: middle", "id: taxes", "id-twice", "id: taxes", "first on line 3"),
    ("queues", "services: [noise]", "services: [noisy]", "service-unknown", "noisy", 'did you mean "noise"?'),
    ("queues", "[taxes]", "[customs]", "administration-unknown", "customs", "known are commune, taxes"),
    ("queues", "13:00-17:00", "17:00-13:00", "hours-reversed", "17:00-13:00", "earlier time first"),
    ("queues", "13:00-17:00", "11:59-17:00", "hours-overlap", "11:59-17:00", "apart"),
    ("queues", "13:00-17:00", "13:00-25:00", "format-wrong", "25:00", "08:00-12:00"),
    ("queues", '"13:00-17:00"]', '"13:00-17:00", "18:00-19:00"]', "too-many", "18:00", "leave some out"),
    ("queues", "monday: [", "mondays: [", "key-unknown", "mondays", 'did you mean "monday"?'),
    ("queues", "level: B2", "level: B3", "value-unknown", "B3", "B1"),
    ("queues", "languages: [lb, fr]", "languages: [lb, pt]", "value-unknown", "languages", "pt"),
    ("queues", "reasons: [asked, complaint]", "reasons: [bored]", "value-unknown", "reasons", "bored"),
    ("queues", "answer_within: 90", "answer_within: soon", "type-wrong", "soon", "a whole number"),
    ("queues", "answer_within: 90", "answer_within: 1.5", "type-wrong", "1.5", "a whole number"),
    ("queues", "answer_within: 90", "answer_within: 0", "number-range", "answer_within: 0", "from 1"),
    ("queues", "after: 300", "after: 100000", "number-range", "100000", "86400"),
    (
        "queues",
        "closed_on_holidays: false",
        "closed_on_holidays: sometimes",
        "type-wrong",
        "sometimes",
        "true or false",
    ),
    ("queues", "to: middle", "to: midle", "queue-unknown", "midle", 'did you mean "middle"?'),
    ("queues", "to: general", "to: taxes", "overflow-cycle", "to: taxes", "come back to middle"),
    ("queues", "to: middle", "to: taxes", "overflow-cycle", "to: taxes", "come back to taxes"),
    ("queues", "level: A2\n", "level: A2\n    languages: [lb]\n", "queue-last", "id: general", "delete languages"),
    ("queues", "    services: [bike_permit]\n", "", "queue-order", "id: middle", "move it to the end"),
    ("queues", ", en: Taxes", "", "language-missing", "name: {lb: Steieren", "English"),
    ("queues", "en: Taxes", 'en: "**Tax** <b>es</b>"', "markup", "Tax", "HTML"),
    ("queues", "answer_within: 120", "answers_within: 120", "key-missing", "id: general", "answer_within"),
    ("wrap_up", "id: other", "id: answered", "id-twice", "id: answered", "choose another"),
    ("wrap_up", "de: Anderes, ", "", "language-missing", "Aneres", "German"),
    ("wrap_up", "codes:", "code:", "key-unknown", "code:", 'did you mean "codes"?'),
    ("replies", "shortcut: bike-1", "shortcut: merci", "shortcut-twice", "shortcut: merci", "first on line 3"),
    ("replies", "service: bike_permit", "service: bike_permits", "service-unknown", "bike_permits", "bike_permit"),
    ("replies", "{agent}", "{agents}", "placeholder-unknown", "Thank you", "{reference}"),
    ("replies", '"Danke, {agent}"', '"Danke"', "placeholder-missing", "Danke", "{agent}"),
    ("replies", "shortcut: merci", "shortcut: Merci!", "format-wrong", "Merci!", "small letters"),
    ("replies", "de: Rad", 'de: "Straße {"', "placeholder-unknown", "Straße", "brace"),
    ("replies", "lb: Vëlo", "lb: Strooß", "letter-sharp-s", "Strooß", "ss"),
]
TEXTS = {"queues": QUEUES, "wrap_up": WRAP_UP, "replies": REPLIES}


def test_the_sample_has_no_problem(tmp_path: Path) -> None:
    assert examine_desk(write_desk(tmp_path), SERVICES).problems == []


@pytest.mark.parametrize(("file", "before", "after", "code", "at", "says"), MISTAKES, ids=lambda v: str(v)[:30])
def test_a_mistake_is_reported_where_it_stands(
    file: str, before: str, after: str, code: str, at: str, says: str, tmp_path: Path
) -> None:
    assert before in TEXTS[file]
    text = TEXTS[file].replace(before, after)
    problems = examine_desk(write_desk(tmp_path, **{file: text}), SERVICES).problems
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if at in line]
    found = [problem for problem in problems if problem.code == code and problem.line in lines]
    assert found, [str(problem) for problem in problems]
    assert found[-1].path.endswith(f"desk/{file}.yaml")
    assert any(says in problem.message for problem in found)


def test_missing_files_are_named_with_what_they_are_for(tmp_path: Path) -> None:
    problems = examine_desk(tmp_path, SERVICES).problems
    assert [problem.code for problem in problems] == ["file-missing"] * 3
    assert "queues in which citizens wait" in str(problems[0])


@given(st.text(max_size=200), st.sampled_from(sorted(TEXTS)), st.integers(0, LAST))
@settings(max_examples=60, deadline=None)
def test_no_file_breaks_the_check(tmp_path_factory: pytest.TempPathFactory, text: str, file: str, line: int) -> None:
    lines = TEXTS[file].splitlines()
    lines.insert(min(line, len(lines)), text)
    folder = write_desk(tmp_path_factory.mktemp("desk"))
    (folder / "desk" / f"{file}.yaml").write_text("\n".join(lines), encoding="utf-8", errors="replace")
    for problem in examine_desk(folder, SERVICES).problems:
        assert problem.line >= 1


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("08:00-12:30", (480, 750)), ("00:00-24:00", (0, 1440)), ("8:00-12:00", None), ("", None), ("08:00", None)],
)
def test_a_block_of_hours(written: str, minutes: tuple[int, int] | None) -> None:
    block = read_block(written)
    assert (block and (block.begins, block.ends)) == minutes


def test_the_real_desk_has_no_problem_and_is_loaded() -> None:
    services = administrations_of(examine(ROOT / "bot").services)
    assert examine_desk(ROOT / "bot", services).problems == []
    content = load_desk(ROOT / "bot")
    assert content.administrations == services
    plan = content.plan
    assert [queue.id for queue in plan.queues] == ["taxes", "justice", "commune", "general"]
    assert plan.queues[-1].takes_everything
    assert plan.queue("taxes").overflow is not None
    assert plan.queue("was deleted").id == "general"
    assert (plan.has_queue("taxes"), plan.has_queue("nothing"), plan.has_code("answered")) == (True, False, True)
    assert all(queue.level in LEVELS for queue in plan.queues)


def test_the_administration_of_a_service_stands_before_the_point(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("form: {operation: taxes.requestCopy}\n", encoding="utf-8")
    (tmp_path / "b.yaml").write_text("id: b\n", encoding="utf-8")
    (tmp_path / "c.yaml").write_text("{", encoding="utf-8")
    sources = [read_source(path) for path in sorted(tmp_path.glob("*.yaml"))]
    assert administrations_of(sources) == {"a": "taxes", "b": None, "c": None}


def test_every_reply_fits_on_a_telephone() -> None:
    for reply in load_desk(ROOT / "bot").plan.replies:
        assert max(len(re.sub(r"\{.*?\}", "", text)) for text in reply.text.values()) <= 160
