"""What is kept in memory gives the same problems as the full check, whatever changes in whichever file."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.catalogue.check import examine
from contracts.catalogue.problems import Problem
from contracts.content import Content
from contracts.desk.check import administrations_of, examine_desk
from contracts.knowledge.reader import read_knowledge
from tests.contracts.catalogue.mistakes import MISTAKES, Mistake
from tests.contracts.catalogue.sample import SERVICE, SERVICE_FILE, conversation, simple_service, write_catalogue
from tests.contracts.desk.sample import QUEUES, REPLIES, write_desk

TODAY = date(2026, 11, 23)
NOISE = "catalogue/noise.yaml"
TESTS = "tests/noise.yaml"
TESTED = """\
sentences: {noise_about: {en: [much too loud upstairs, noise noise after dark]}}
conversations:
  - {name: a, turns: [{say: x, expect: [{answer: noise_about}, {wording: ask_service}]}]}
"""
PAGE = "---\ntitle: Library\nauthority: City\nlink: https://example.lu\nchecked: 2026-11-01\n---\n\nIt is free.\n"


def _write(folder: Path) -> Path:
    write_desk(write_catalogue(folder))
    (folder / NOISE).write_text(simple_service("noise"), encoding="utf-8")
    taxes = simple_service("tax_card") + "form:\n  operation: taxes.requestCard\n"
    (folder / "catalogue/tax_card.yaml").write_text(taxes, encoding="utf-8")
    (folder / "knowledge/en").mkdir(parents=True)
    (folder / "knowledge/en/library.md").write_text(PAGE, encoding="utf-8")
    (folder / "tests").mkdir()
    (folder / TESTS).write_text(TESTED, encoding="utf-8")
    return folder


def check_fully(folder: Path) -> list[Problem]:
    """What ``./moien check`` finds, with paths below the folder."""
    examined = examine(folder, today=TODAY, with_tests=True)
    _, of_pages = read_knowledge(folder, {source.path.stem for source in examined.services}, today=TODAY)
    desk = examine_desk(folder, administrations_of(examined.services))
    return sorted(
        msgspec.structs.replace(
            problem,
            path=problem.path.removeprefix(f"{folder.as_posix()}/"),
            message=problem.message.replace(f"{folder.as_posix()}/", ""),
        )
        for problem in {*examined.problems, *of_pages, *desk.problems}
    )


def read_content(folder: Path) -> Content:
    content = Content(TODAY)
    for path in sorted(folder.rglob("*.*")):
        content.put(path.relative_to(folder).as_posix(), path.read_bytes())
    return content


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return _write(tmp_path_factory.mktemp("content") / "bot")


@pytest.fixture(scope="module")
def content(folder: Path) -> Content:
    return read_content(folder)


def both(folder: Path, content: Content, path: str, changed: bytes | None) -> Iterator[list[Problem]]:
    """The problems after a change of one file: of the full check, and in the three ways of the memory."""
    file = folder / path
    before = file.read_bytes() if file.exists() else None
    try:
        if changed is None:
            file.unlink()
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(changed)
        yield check_fully(folder)
        yield content.problems_with(path, changed)
        content.put(path, changed)
        yield content.problems()
    finally:
        content.put(path, before)
        if before is None:
            file.unlink(missing_ok=True)
        else:
            file.write_bytes(before)


NOISY = simple_service("noise")
CHANGES: dict[str, tuple[str, bytes | None]] = {
    "nothing": (NOISE, NOISY.encode()),
    "a title that another service has": (NOISE, NOISY.replace("  en: noise\n", "  en: Bike permit\n").encode()),
    "a title for which the other one is reported": (
        SERVICE_FILE,
        SERVICE.replace("  en: Bike permit", "  en: noise").encode(),
    ),
    "an example of another service": (NOISE, NOISY.replace("noise en 0", "What is it?").encode()),
    "nearly one": (NOISE, NOISY.replace("noise en 0", "how do I get itt please").encode()),
    "nearly one of an earlier file": (SERVICE_FILE, SERVICE.replace("what is it,", "noise noise en 0,").encode()),
    "an example of small talk": ("conversation.yaml", conversation().replace("greet en 0", "order it").encode()),
    "two intents of one file": (SERVICE_FILE, SERVICE.replace("apply for it", "where it is").encode()),
    "a service goes": (SERVICE_FILE, None),
    "a service comes": ("catalogue/boat.yaml", simple_service("boat").encode()),
    "a service with the name of a page": ("catalogue/library.yaml", simple_service("library").encode()),
    "a hostile name": ("catalogue/Boat.yaml", simple_service("boat").encode()),
    "an unreadable service": (NOISE, b"id: [\n"),
    "not UTF-8": (NOISE, b"id: \xff\n"),
    "empty": (NOISE, b""),
    "a form of another administration": (
        SERVICE_FILE,
        SERVICE.replace("commune.requestBikePermit", "state.requestBikePermit").encode(),
    ),
    "small talk goes": ("conversation.yaml", None),
    "offers what is not there": ("conversation.yaml", conversation().replace("[bike_permit]", "[boat]").encode()),
    "synonyms twice": ("synonyms.yaml", "synonyms: {lb: [[Vëlo, Vëlo]], fr: [], de: [], en: []}\n".encode()),
    "a queue of an unknown service": ("desk/queues.yaml", QUEUES.replace("[noise]", "[boat]").encode()),
    "replies go": ("desk/replies.yaml", None),
    "tests go": (TESTS, None),
    "tests of an intent that is not there": (TESTS, TESTED.replace("noise_about", "noise_abuot").encode()),
    "unreadable tests": (TESTS, b"sentences: [\n"),
    "tests that are examples": (TESTS, TESTED.replace("much too loud upstairs", "noise en 0").encode()),
    "tests that nearly are examples": (TESTS, TESTED.replace("much too loud", "how do I get it pleasee").encode()),
    "an example that is a test": (NOISE, NOISY.replace("noise en 0", "much too loud upstairs").encode()),
    "an example that nearly is a test": (NOISE, NOISY.replace("noise en 0", "much too loud upstaris").encode()),
    "tests twice": ("tests/more.yaml", b"sentences: {greet: {en: [much too loud upstairs]}}\n"),
    "a reply with a wrong placeholder": ("desk/replies.yaml", REPLIES.replace("Merci, {agent}", "{nobody}").encode()),
    "a page with a wrong day": ("knowledge/en/library.md", PAGE.replace("2026-11-01", "2027-01-01").encode()),
    "a page of a service": ("knowledge/en/noise.md", PAGE.encode()),
    "a page in the wrong place": ("knowledge/xx/library.md", PAGE.encode()),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_gives_what_the_full_check_gives(folder: Path, content: Content, name: str) -> None:
    path, changed = CHANGES[name]
    full, asked, kept = both(folder, content, path, changed)
    assert asked == full
    assert kept == full


@pytest.mark.parametrize("mistake", [one for one in MISTAKES if not one.in_conversation], ids=lambda one: one.name)
def test_a_mistake_gives_what_the_full_check_gives(folder: Path, content: Content, mistake: Mistake) -> None:
    changed = SERVICE.replace(mistake.replace, mistake.by).encode()
    full, asked, kept = both(folder, content, SERVICE_FILE, changed)
    assert asked == full
    assert kept == full


WORDS = st.lists(
    st.sampled_from(["Vignette", "Vignett", "Vignetten", "parken", "parke", "fir", "d'Rad", "Rad"]),
    min_size=1,
    max_size=3,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from([NOISE, SERVICE_FILE]), st.integers(0, 5), WORDS), min_size=1, max_size=4))
def test_many_changes_give_what_the_full_check_gives(folder: Path, steps: list[tuple[str, int, list[str]]]) -> None:
    """Words that come and go make others known or unknown: whether two examples are near depends on all of them."""
    content = read_content(folder)
    before = {NOISE: NOISY, SERVICE_FILE: SERVICE}
    texts = dict(before)
    places = {NOISE: "noise lb {}", SERVICE_FILE: "Ufro {}"}
    numbers = ["eent", "zwee", "dräi", "véier", "fënnef", "sechs"]
    try:
        for path, number, words in steps:
            place = places[path].format(number if path == NOISE else numbers[number])
            texts[path] = texts[path].replace(place, " ".join(words), 1)
            (folder / path).write_text(texts[path], encoding="utf-8")
            assert content.problems_with(path, texts[path].encode()) == check_fully(folder)
            content.put(path, texts[path].encode())
            assert content.problems() == check_fully(folder)
    finally:
        for path, text in before.items():
            (folder / path).write_text(text, encoding="utf-8")
