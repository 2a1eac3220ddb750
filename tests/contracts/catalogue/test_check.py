"""Every kind of mistake is reported with file and line, and arbitrary files never break the check."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracts.catalogue.check import check_catalogue
from contracts.catalogue.problems import Problem
from contracts.catalogue.source import MAX_BYTES
from tests.contracts.catalogue.mistakes import MISTAKES, TODAY, Mistake, check_mistake
from tests.contracts.catalogue.sample import (
    CONVERSATION_FILE,
    SERVICE,
    SERVICE_FILE,
    conversation,
    line_of,
    simple_service,
    write_catalogue,
)


def test_the_sample_has_no_problem(tmp_path: Path) -> None:
    assert check_catalogue(write_catalogue(tmp_path), today=TODAY) == []


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_a_mistake_is_reported_where_it_stands(mistake: Mistake, tmp_path: Path) -> None:
    check_mistake(mistake, tmp_path)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file-empty"),
        (b" \n\n", "file-empty"),
        (b"# only a comment\n", "file-empty"),
        (b"id: bike\ntitle: \xff\n", "file-encoding"),
        (b"- " * MAX_BYTES, "file-too-large"),
        (b"[" * 400, "yaml-depth"),
        (b"a: {b: " + b"{c: " * 30, "yaml-depth"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_problem(content: bytes, code: str, tmp_path: Path) -> None:
    problems = check_catalogue(write_catalogue(tmp_path, service=content))
    assert [problem.code for problem in problems] == [code]
    assert problems[0].path.endswith(SERVICE_FILE)


def test_the_line_of_a_wrong_byte_is_named(tmp_path: Path) -> None:
    [problem] = check_catalogue(write_catalogue(tmp_path, service=b"id: bike\ntitle: \xff\n"))
    assert problem.line == 2


def test_windows_files_are_read_like_others(tmp_path: Path) -> None:
    windows = b"\xef\xbb\xbf" + SERVICE.replace("\n", "\r\n").encode()
    assert check_catalogue(write_catalogue(tmp_path, service=windows)) == []


def test_everything_is_reported_at_once(tmp_path: Path) -> None:
    service = SERVICE.replace("  de: Fahrradvignette\n", "").replace("2026-11-01", "2026-02-30").replace("€12.50", "€9")
    broken = conversation().replace("  human:\n", "\thuman:\n")
    problems = check_catalogue(write_catalogue(tmp_path, service=service, conversation=broken))
    codes = [problem.code for problem in problems]
    assert codes == ["language-missing", "date-impossible", "numbers-differ", "yaml-syntax"]


def test_missing_and_misnamed_files_are_named(tmp_path: Path) -> None:
    assert [problem.code for problem in check_catalogue(tmp_path)] == ["file-missing"] * 5
    write_catalogue(tmp_path)
    (tmp_path / "catalogue" / "tax.yml").write_text(SERVICE, encoding="utf-8")
    [problem] = check_catalogue(tmp_path)
    assert (problem.code, problem.path) == ("file-name", (tmp_path / "catalogue/tax.yml").as_posix())
    assert "tax.yaml" in problem.message


def test_a_file_whose_name_cannot_be_an_id_must_be_renamed(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    (tmp_path / SERVICE_FILE).rename(tmp_path / "catalogue" / "Bike-Permit.yaml")
    problem, unknown = check_catalogue(tmp_path)
    assert (problem.code, problem.line) == ("file-name", 1)
    assert "Bike-Permit.yaml" in problem.message
    assert unknown.code == "service-unknown", "the service that is offered is no longer there"


def test_a_folder_in_place_of_a_file_is_one_problem(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    (tmp_path / "catalogue" / "folder.yaml").mkdir()
    [problem] = check_catalogue(tmp_path)
    assert (problem.code, problem.path.rpartition("/")[2]) == ("file-unreadable", "folder.yaml")


_APPLY, _REST = SERVICE.index("  apply:"), SERVICE.index("answer:")
_CHOICES, _SAID = SERVICE.index("      choices:"), SERVICE.index("  said:")


@pytest.mark.parametrize(
    ("service", "code", "at"),
    [
        (SERVICE[:_APPLY] + SERVICE[_REST:], "apply-missing", "form:"),
        (SERVICE[:_CHOICES] + SERVICE[_SAID:], "choices-missing", "- name: bike_kind"),
    ],
)
def test_parts_that_need_each_other(service: str, code: str, at: str, tmp_path: Path) -> None:
    [problem] = check_catalogue(write_catalogue(tmp_path, service=service))
    assert (problem.code, problem.line) == (code, line_of(service, at))


def test_a_day_to_come_is_no_problem_when_nobody_says_what_day_it_is(tmp_path: Path) -> None:
    service = SERVICE.replace("2026-11-01", "2126-11-01")
    assert check_catalogue(write_catalogue(tmp_path, service=service), today=None) == []
    assert len(check_catalogue(write_catalogue(tmp_path, service=service), today=TODAY)) == 1


def test_a_sentence_of_two_services_names_both_files(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    other = simple_service("car_permit").replace("car_permit fr 3", "où ALLER")
    (tmp_path / "catalogue" / "car_permit.yaml").write_text(other, encoding="utf-8")
    [problem] = check_catalogue(tmp_path)
    assert (problem.code, problem.line) == ("example-conflict", line_of(other, "où ALLER"))
    assert problem.path.endswith("catalogue/car_permit.yaml")
    assert "car_permit_about" in problem.message
    assert f"bike_permit.yaml:{line_of(SERVICE, 'où aller')}" in problem.message


def test_two_services_with_one_title_are_told_apart(tmp_path: Path) -> None:
    write_catalogue(tmp_path)
    other = simple_service("car_permit").replace("  fr: car_permit", "  fr: VIGNETTE velo")
    (tmp_path / "catalogue" / "car_permit.yaml").write_text(other, encoding="utf-8")
    [problem] = check_catalogue(tmp_path)
    assert (problem.code, problem.line) == ("title-twice", line_of(other, "VIGNETTE velo"))
    assert f"bike_permit.yaml:{line_of(SERVICE, 'fr: Vignette vélo')}" in problem.message


def _check_files(service: str | bytes, small_talk: str) -> list[Problem]:
    with tempfile.TemporaryDirectory() as folder:
        return check_catalogue(write_catalogue(Path(folder), service=service, conversation=small_talk), today=TODAY)


_keys = st.one_of(
    st.sampled_from(["id", "title", "lb", "fr", "form", "fields", "intents", "about", "examples", "answer", "steps"]),
    st.text(max_size=5),
)
_values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(_keys, inner, max_size=4)),
    max_leaves=12,
)
_strange = ["- a", "  - b: c", "? x", "a: |", "<<: a", "  'x", "a: !x", "\ta: b", "--- 1", "%TAG ! x", "*a", "}", "a:b"]
_lines = st.lists(
    st.sampled_from([*SERVICE.splitlines(), *conversation().splitlines()[:40], *_strange]), max_size=25
).map("\n".join)


@settings(deadline=None)
@given(st.one_of(st.binary(max_size=60), st.text(max_size=60), _lines))
def test_arbitrary_text_gives_problems_and_never_raises(content: str | bytes) -> None:
    problems = _check_files(
        content if isinstance(content, bytes) else content.encode("utf-8", "replace"), conversation()
    )
    assert problems
    assert all(problem.line >= 1 and problem.message for problem in problems)
    assert all(str(problem).isprintable() for problem in problems)


@settings(deadline=None)
@given(st.dictionaries(_keys, _values, max_size=5))
def test_arbitrary_data_gives_problems_and_never_raises(data: dict[str, object]) -> None:
    problems = _check_files(_as_yaml(data), _as_yaml(data))
    assert {SERVICE_FILE, CONVERSATION_FILE} <= {
        name for problem in problems for name in (SERVICE_FILE, CONVERSATION_FILE) if problem.path.endswith(name)
    }


def _as_yaml(value: object) -> str:
    """Write data as YAML in flow style, every text in double quotes with escapes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_as_yaml(key)}: {_as_yaml(child)}" for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_as_yaml, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(letter):08x}" for letter in value) + '"'
    return str(value)


@pytest.mark.parametrize(
    ("lb", "code", "says"),
    [
        ("[[Vëlo, Rad], [Auto, rad]]", "synonym-twice", "stands on line 3, too"),
        ("[[Vëlo, vélo]]", "synonym-twice", "keep it in one group"),
        ("[[Vëlo]]", "too-few", "lb"),
        ("[[Vëlo, '112']]", "format-wrong", "at least one letter"),
    ],
)
def test_synonyms_are_words_and_each_in_one_group(tmp_path: Path, lb: str, code: str, says: str) -> None:
    lists = lb.replace("], [", "]\n    - [").removeprefix("[").removesuffix("]")
    text = f"synonyms:\n  lb:\n    - {lists}\n  fr: []\n  de: []\n  en: []\n"
    write_catalogue(tmp_path, synonyms=text)
    [problem] = check_catalogue(tmp_path)
    assert says in problem.message, problem
    assert (problem.path.rpartition("/")[2], problem.code) == ("synonyms.yaml", code)
