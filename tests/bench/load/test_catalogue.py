"""Catalogues of many services pass the check, are the same each time, and have other words in each copy."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bench.load.catalogue import CONSONANTS, FEWEST, FIRST_TO_GO, Copier, invent, write_content
from contracts.catalogue.check import examine
from contracts.desk.check import administrations_of, examine_desk
from contracts.languages import LANGUAGES
from contracts.models import fingerprint
from tests.stack.platform import ROOT

REAL = ROOT / "bot"
COUNT = len(list((REAL / "catalogue").glob("*.yaml")))
STEPS = st.integers(1, len(CONSONANTS) - 1)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three services more than there are."""
    folder = tmp_path_factory.mktemp("grown") / "content"
    assert len(write_content(REAL, folder, COUNT + 3)) == COUNT + 3
    return folder


def read(folder: Path, name: str) -> dict[str, object]:
    return dict(yaml.safe_load((folder / "catalogue" / f"{name}.yaml").read_text(encoding="utf-8")))


@pytest.mark.parametrize("services", [COUNT - len(FIRST_TO_GO), COUNT, COUNT + 3])
def test_the_content_is_as_the_check_wants_it(tmp_path: Path, services: int) -> None:
    ids = write_content(REAL, tmp_path, services)
    assert sorted(path.stem for path in (tmp_path / "catalogue").iterdir()) == ids
    assert len(ids) == services
    examined = examine(tmp_path, with_tests=True)
    problems = [*examined.problems, *examine_desk(tmp_path, administrations_of(examined.services)).problems]
    # Without the sources in the assertion: shown in words, they are longer than the memory.
    assert [str(problem) for problem in problems] == []


def test_the_same_comes_out_each_time(grown: Path, tmp_path: Path) -> None:
    write_content(REAL, tmp_path, COUNT + 3)
    assert fingerprint(tmp_path) == fingerprint(grown)


def test_a_copy_has_what_the_real_one_has_in_other_words(grown: Path) -> None:
    for name in sorted(services())[:3]:
        one, other = read(grown, name), read(grown, f"{name}_1")
        assert other["id"] == f"{name}_1"
        assert list(other) == list(one)
        assert not {*other["title"].values()} & {*one["title"].values()}  # type: ignore[attr-defined]
        assert (other["answer"], other.get("form")) == (one["answer"], one.get("form"))
        for question, asked in other["intents"].items():  # type: ignore[attr-defined]
            for language in LANGUAGES:
                said = asked["examples"][language]
                theirs = one["intents"][question]["examples"][language]  # type: ignore[index]
                assert len(said) == FEWEST
                assert not set(said) & set(theirs)


def services() -> dict[str, dict[str, object]]:
    return {path.stem: read(REAL, path.stem) for path in (REAL / "catalogue").glob("*.yaml")}


def test_there_is_an_end(tmp_path: Path) -> None:
    copier = Copier(services())
    assert len({copier.copy(number)[0] for number in (0, copier.most - 1)}) == 2
    with pytest.raises(ValueError, match=f"there are {copier.most}"):
        copier.copy(copier.most)
    for count in (COUNT - len(FIRST_TO_GO) - 1, COUNT + copier.most + 1):
        with pytest.raises(ValueError, match=f"{count} services: between"):
            write_content(REAL, tmp_path / str(count), count)


@given(st.text(max_size=40), STEPS)
def test_what_is_invented_has_the_same_shape(text: str, step: int) -> None:
    other = invent(text, step)
    assert len(other) == len(text)
    assert [one.isalpha() for one in other] == [one.isalpha() for one in text]
    assert other == invent(text, step)


@given(st.lists(st.text("abcdefgilmnoprstu", min_size=3, max_size=9), min_size=2, max_size=2, unique=True), STEPS)
def test_other_words_stay_other_words(words: list[str], step: int) -> None:
    first, second = (invent(word, step) for word in words)
    assert first != second


@given(st.text("bcdfgmnprst", min_size=1, max_size=9), STEPS, STEPS)
def test_each_step_has_words_of_its_own(word: str, step: int, other: int) -> None:
    assert invent(word, step) != word
    assert (invent(word, step) == invent(word, other)) == (step == other)


def test_common_words_stay() -> None:
    assert invent("Wat kascht e Pass?", 1, frozenset({"wat", "kascht", "e"})) == "Wat kascht e Qett?"
