"""Test conversations are read turn by turn, and whatever names something that is not there is told with its line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue.check import check_catalogue
from contracts.catalogue.conversations import Expectation, Turn
from contracts.catalogue.shape import TESTS_SCHEMA, load_schema
from contracts.catalogue.source import read_source
from contracts.catalogue.tests import examine_tests, read_tests
from tests.contracts.catalogue.sample import write_catalogue

GOOD = """\
conversations:
  - name: a permit
    service: bike_permit
    turns:
      - say: {lb: Vëlo, fr: vélo, de: Rad, en: bike}
        expect: [{answer: bike_permit_about}]
      - press: {intent: inform, value: x}
        expect: [{asks: commune}, {wording: ask_service, after: confirm_summary}]
        effects: [{type: handover_request, reason: asked, service: null, fields: {}}]
        buttons: [affirm]
      - system: {intent: system_answer, standing: unknown, number: 3, truth: true}
        asks_content: {question: x}
      - file: a.pdf
        expect: [{told: success, document: true, values: {reference: R}}]
"""


def test_turns_are_read_with_their_line(tmp_path: Path) -> None:
    (tmp_path / "tests").mkdir()
    (tmp_path / "tests" / "x.yaml").write_text(GOOD, encoding="utf-8")
    (file,) = read_tests(tmp_path)
    (one,) = file.conversations
    assert file.problems == ()
    assert (one.name, one.line, list(one.lines), one.services) == ("a permit", 2, [5, 7, 11, 13], {"bike_permit"})
    assert one.turns[0].say == {"lb": "Vëlo", "fr": "vélo", "de": "Rad", "en": "bike"}
    assert one.turns[2].system == {"intent": "system_answer", "standing": "unknown", "number": 3, "truth": True}
    assert one.turns[3].expect == [Expectation(told="success", document=True, values={"reference": "R"})]


@pytest.mark.parametrize(
    ("replace", "by", "code", "line", "says"),
    [
        ("say: {lb: Vëlo, ", "say: {", "turn-wrong", 5, "lb"),
        ("file: a.pdf", "file: a.pdf\n        say: x", "turn-wrong", 13, "say, file"),
        ("file: a.pdf", "service: bike_permit", "turn-wrong", 13, "none"),
        ("system_answer", "system_nothing", "turn-wrong", 11, "system_job_ready"),
        ("intent: inform, ", "", "turn-wrong", 7, "press"),
        ("told: success", "told: success, asks: commune", "turn-wrong", 13, "told, asks"),
        ("told: success", "told: gone", "turn-wrong", 13, "undone"),
        ("told: success", "problem: empty", "turn-wrong", 13, "field"),
        ("handover_request", "hand_over", "turn-wrong", 7, "hand_over"),
        ("reason: asked", "reason: bored", "turn-wrong", 7, "bored"),
        ("values: {reference: R}", "values: {reference: 3}", "turn-wrong", 13, "values"),
        ("service: bike_permit", "service: boat_permit", "service-unknown", 2, "boat_permit"),
        ("file: a.pdf", "file: a.pdf\n        service: boat_permit", "service-unknown", 13, "boat_permit"),
        ("answer: bike_permit_about", "answer: bike_permit_abuot", "intent-unknown", 5, "abuot"),
        ("asks: commune", "asks: communes", "field-unknown", 7, "communes"),
        ("wording: ask_service", "wording: ask_servce", "wording-unknown", 7, "ask_servce"),
        ("    service: bike_permit\n", "", "service-missing", 6, "commune"),
        ("buttons: [affirm]", "butons: [affirm]", "key-unknown", 10, "buttons"),
        ("name: a permit", "title: a permit", "key-missing", 2, "name"),
    ],
)
def test_a_mistake_is_reported_where_it_stands(
    replace: str, by: str, code: str, line: int, says: str, tmp_path: Path
) -> None:
    bot_dir = write_catalogue(tmp_path)
    (bot_dir / "tests").mkdir()
    file = bot_dir / "tests" / "bike_permit.yaml"
    file.write_text(GOOD, encoding="utf-8")
    assert check_catalogue(bot_dir, with_tests=True) == []
    assert replace in GOOD
    file.write_text(GOOD.replace(replace, by), encoding="utf-8")
    problems = check_catalogue(bot_dir, with_tests=True)
    assert (problems[0].path, problems[0].line, problems[0].code) == (file.as_posix(), line, code)
    assert says in problems[0].message


def test_the_schema_has_the_keys_of_the_code() -> None:
    parts = load_schema(TESTS_SCHEMA)["definitions"]
    assert set(parts["turn"]["properties"]) == set(Turn.__struct_fields__)
    assert set(parts["expectation"]["properties"]) == set(Expectation.__struct_fields__)


PLAIN = st.recursive(
    st.sampled_from(["x", "1", "true", "", "say", "~"]),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.sampled_from([*Turn.__struct_fields__]), below),
    max_leaves=8,
)


@given(PLAIN)
def test_whatever_stands_there_is_read_or_told(value: object) -> None:
    text = f"conversations: [{{name: x, turns: [{_written(value)}]}}]\n"
    examined = examine_tests(read_source(Path("x.yaml"), text.encode()))
    assert examined.problems or examined.conversations


def _written(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_written(one)}" for key, one in value.items()) + "}"
    return f"[{', '.join(map(_written, value))}]" if isinstance(value, list) else str(value) or "''"
