"""The threat model, the list of ASVS and the checks of privacy name tests and places of the code: each is there."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
THREATS = ROOT / "docs" / "threat-model.md"
VERIFIED = ROOT / "docs" / "asvs.md"
PRIVACY = ROOT / "docs" / "privacy.md"
CHECKS = "Fifteen checks"
ACCEPTED = "accepted, because "
STRIDE = set("STRIDE")
VERDICTS = {"met", "partly", "missing", "not applicable"}


def rows(document: Path, columns: int, under: str | None = None) -> list[tuple[str, list[str]]]:
    """The rows of all tables but their heads, each with the heading above it; ``under``: only those below one."""
    found, heading, previous = [], "", ""
    for line in document.read_text("utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        is_row = line.startswith("|") and not re.fullmatch(r"[|\s:-]+", line)
        if is_row and previous.startswith("|") and under in (None, heading):
            cells = [cell.strip() for cell in line.strip("|").split(" | ")]
            assert len(cells) == columns, f"{document.name}, {heading}: {len(cells)} cells in {line!r}"
            found.append((heading, cells))
        previous = line
    return found


def references(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@cache
def names_of_tests(path: Path) -> set[str]:
    """Names of the tests that a file has."""
    if path.suffix == ".ts":
        found = re.findall(r"""\bit(?:\.each\([^)]*\))?\(\s*(["'])(.+?)\1""", path.read_text("utf-8"))
        return {name for _, name in found}
    tree = ast.parse(path.read_text("utf-8"))
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {node.name for node in tree.body if isinstance(node, kinds) and node.name.startswith("test_")}


def problem_of(reference: str) -> str | None:
    """What is wrong with the name of a test or a place, None where nothing is."""
    name, _, test = reference.partition("::")
    path = ROOT / name
    if not path.exists():
        return f"there is no {name}"
    if not test:
        return None
    if not re.fullmatch(r"test_\w+\.py|\S+\.test\.tsx?", path.name):
        return f"{name} is no file of tests"
    return None if test in names_of_tests(path) else f"{name} has no test {test!r}"


THREAT_ROWS = rows(THREATS, 4)
VERIFIED_ROWS = rows(VERIFIED, 4)
PRIVACY_ROWS = rows(PRIVACY, 4, under=CHECKS)


def test_every_flow_is_there_and_looks_at_all_six_kinds() -> None:
    kinds: dict[str, set[str]] = {}
    for flow, (kind, *_) in THREAT_ROWS:
        assert kind in STRIDE, f"{flow}: {kind!r} is none of STRIDE"
        kinds.setdefault(flow, set()).add(kind)
    assert len(kinds) >= 10
    assert {flow: STRIDE - found - {"R"} for flow, found in kinds.items() if STRIDE - found - {"R"}} == {}


@pytest.mark.parametrize("row", THREAT_ROWS, ids=lambda row: f"{row[0]}: {row[1][1]}"[:80])
def test_each_threat_has_a_test_or_says_why_it_is_accepted(row: tuple[str, list[str]]) -> None:
    _, (_, threat, holds, evidence) = row
    assert threat
    assert holds
    if evidence.startswith(ACCEPTED):
        assert len(evidence) > len(ACCEPTED) + 20
        return
    named = references(evidence)
    assert named
    assert all("::" in one for one in named), "a threat is held by tests"
    assert [problem for one in named if (problem := problem_of(one))] == []


@pytest.mark.parametrize("row", VERIFIED_ROWS + PRIVACY_ROWS, ids=lambda row: row[1][0])
def test_each_requirement_has_a_verdict_and_evidence(row: tuple[str, list[str]]) -> None:
    _, (number, meaning, verdict, evidence) = row
    assert re.fullmatch(r"\d+\.\d+\.\d+|G\d+", number)
    assert meaning
    assert verdict in VERDICTS
    if verdict in ("met", "partly"):
        named = references(evidence)
        assert named
        assert [problem for one in named if (problem := problem_of(one))] == []
    if verdict != "met":
        assert re.search(r"[a-z]{3}", re.sub(r"`[^`]+`", "", evidence)), "says why in words"


def test_no_requirement_stands_there_twice() -> None:
    numbers = [cells[0] for _, cells in VERIFIED_ROWS]
    assert len(numbers) > 100
    assert sorted(numbers, key=lambda number: [int(part) for part in number.split(".")]) == numbers
    assert len(set(numbers)) == len(numbers)


def test_each_check_of_privacy_says_how_it_is_met_and_which_tests_say_so() -> None:
    assert [cells[0] for _, cells in PRIVACY_ROWS] == [f"G{number}" for number in range(1, 16)]
    for _, (number, _, _, evidence) in PRIVACY_ROWS:
        words, _, _ = evidence.partition(": `")
        assert len(words) > 20, f"{number} does not say how"
        assert any("::" in one for one in references(evidence)), f"{number} names no test"
