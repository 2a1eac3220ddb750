"""Templates are complete but for what is marked, and what is marked is named by the check and never an example."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from channels.studio.templates import FOLDER, begin_service, list_templates
from contracts.content import Content
from contracts.languages import LANGUAGES

NAMES = [template.id for template in list_templates()]
TITLES = {"lb": "Boot", "fr": "Bateau", "de": "Boot", "en": "Boat"}


def test_each_template_stands_in_the_index_in_four_languages() -> None:
    assert sorted(NAMES) == sorted(path.stem for path in FOLDER.glob("*.yaml") if path.stem != "index")
    for template in list_templates():
        assert set(template.title) == set(template.about) == set(LANGUAGES)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_wrong_with_a_template_but_what_is_to_be_written(name: str) -> None:
    content = Content(date(2026, 11, 30))
    text = begin_service("boat", name, TITLES)
    for path in ("catalogue/boat.yaml", "catalogue/ship.yaml"):
        content.put(path, text.replace("id: boat", f"id: {Path(path).stem}").encode())
    found = [problem for problem in content.problems() if problem.path.startswith("catalogue/")]
    assert {problem.code for problem in found} == {"text-unwritten", "too-few", "format-wrong", "title-twice"}
    lines = text.split("\n")
    assert {number for number, line in enumerate(lines, start=1) if '"✎' in line} == {
        problem.line
        for problem in found
        if problem.path == "catalogue/boat.yaml" and problem.code in ("text-unwritten", "format-wrong")
    }


def test_a_title_that_is_left_out_stays_to_be_written() -> None:
    assert '  fr: "✎' in begin_service("boat", "information", {"lb": "Boot"})
