"""Changes of the form view: only the lines that they mean change, and what is written is read as it was meant."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import UNSET

from channels.studio.edits import EditError, edit
from channels.studio.pointers import PointerError, read_pointer
from channels.studio.values import apply_change, as_values, find_lines
from contracts.catalogue.nodes import Node
from contracts.catalogue.source import read_source
from contracts.studio import Change

BOT = Path(__file__).parents[3] / "bot"
FILES = [path for path in sorted(BOT.rglob("*.yaml")) if path.parent.name in ("bot", "catalogue", "desk", "templates")]
GONE = object()

TEXT = """\
# what it is
title: # of buttons
  fr: Titre  # as citizens say
  en: "Title"

list:
  - one
  - "two"
  -
    name: x
    long: |
      several
      lines

number: 012
since: 2026-11-01
truth: true
empty:
flow: {lb: a, en: [x, y]}
flat:
- in
- 'out'
"""

LONG = ["    long: |", "      several", "      lines"]
CHANGES: list[tuple[str, str, object, list[str], list[str]]] = [
    # name, place, value, lines that go, lines that come
    ("a text", "/title/fr", ("Neuf"), ["  fr: Titre  # as citizens say"], ["  fr: Neuf  # as citizens say"]),
    ("quotes stay", "/title/en", 'a "b"', ['  en: "Title"'], ['  en: "a \\"b\\""']),
    ("single quotes stay", "/flat/1", "it's", ["- 'out'"], ["- 'it''s'"]),
    ("a language in its order", "/title/de", "Titel", [], ["  de: Titel"]),
    ("the first language", "/title/lb", "Titel", [], ["  lb: Titel"]),
    ("a text with a colon", "/title/lb", "A: b", [], ['  lb: "A: b"']),
    ("a text with a comment sign", "/title/lb", "A #b", [], ['  lb: "A #b"']),
    ("a telephone number", "/title/lb", "+352 247-82000", [], ['  lb: "+352 247-82000"']),
    ("a day", "/title/lb", "2026-11-01", [], ['  lb: "2026-11-01"']),
    ("a number as text", "/title/lb", "0612", [], ['  lb: "0612"']),
    ("a word that is a truth elsewhere", "/title/lb", "no", [], ['  lb: "no"']),
    ("the end of a list", "/list/-", "three", [], ["  - three"]),
    ("the end of a list by its number", "/flat/2", "three", [], ["- 'three'"]),
    ("an item goes", "/list/1", GONE, ['  - "two"'], []),
    ("a group goes", "/list/2", GONE, ["  -", "    name: x", "    long: |", "      several", "      lines"], []),
    ("a key goes", "/title/fr", GONE, ["  fr: Titre  # as citizens say"], []),
    ("nothing goes", "/title/lb/x", GONE, [], []),
    ("several lines", "/list/2/long", "a\nb", LONG, ["    long: |-", "      a", "      b"]),
    ("one line", "/list/2/long", "short", LONG, ["    long: short"]),
    ("a number stays without quotes", "/number", "013", ["number: 012"], ["number: 013"]),
    ("a number becomes a text", "/number", "many", ["number: 012"], ["number: many"]),
    ("a truth", "/truth", False, ["truth: true"], ["truth: false"]),
    ("a truth as text", "/truth", "false", ["truth: true"], ["truth: false"]),
    ("a number", "/number", 90, ["number: 012"], ["number: 90"]),
    ("what is empty", "/empty", "full", ["empty:"], ["empty: full"]),
    ("below what is empty", "/empty/a/b", ["p"], [], ["  a:", "    b:", "      - p"]),
    ("a new group", "/more", {"a": ["b"]}, [], ["more:", "  a:", "    - b"]),
    ("in brackets", "/flow/lb", "c, d", ["flow: {lb: a, en: [x, y]}"], ['flow: {lb: "c, d", en: [x, y]}']),
    ("more in brackets", "/flow/en/-", "z", ["flow: {lb: a, en: [x, y]}"], ["flow: {lb: a, en: [x, y, z]}"]),
    ("out of brackets", "/flow/en/1", GONE, ["flow: {lb: a, en: [x, y]}"], ["flow: {lb: a, en: [x]}"]),
    ("a list anew", "/flat", ["a", "b"], ["- in", "- 'out'"], ["  - a", "  - b"]),
    ("a group in a list", "/list/-", {"a": "b", "c": []}, [], ["  - a: b", "    c: []"]),
    ("a list becomes empty", "/empty", [], ["empty:"], ["empty: []"]),
]  # fmt: skip


def change(place: str, value: object) -> Change:
    return Change(at=place) if value is GONE else Change(at=place, value=value)


def difference(before: str, after: str) -> tuple[list[str], list[str]]:
    lines = list(difflib.ndiff(before.split("\n"), after.split("\n")))
    return [line[2:] for line in lines if line[0] == "-"], [line[2:] for line in lines if line[0] == "+"]


def read(text: str) -> Node:
    root = read_source(Path("x.yaml"), text.encode()).root
    assert root is not None
    return root


def test_there_are_files() -> None:
    assert len(FILES) > 60


@pytest.mark.parametrize(
    ("place", "value", "gone", "came"), [row[1:] for row in CHANGES], ids=[row[0] for row in CHANGES]
)
def test_a_change_changes_its_lines(place: str, value: object, gone: list[str], came: list[str]) -> None:
    assert difference(TEXT, edit(TEXT, [change(place, value)])) == (gone, came)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_saying_what_stands_there_leaves_every_byte_of_a_real_file(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    values = as_values(read(text))
    places = [place for place in find_lines(read(text)) if isinstance(_at(values, place), str)]
    picked = places[:: max(1, len(places) // 6)]
    assert edit(text, [change(place, _at(values, place)) for place in picked]) == text


@pytest.mark.parametrize("path", FILES[::9], ids=lambda path: path.name)
def test_a_changed_value_of_a_real_file_changes_its_line_alone(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    values = as_values(read(text))
    place = next(place for place in reversed(find_lines(read(text))) if _is_one_line(_at(values, place)))
    gone, came = difference(text, edit(text, [change(place, "Eppes aneres")]))
    assert (len(gone), len(came)) == (1, 1)


def _is_one_line(value: object) -> bool:
    return isinstance(value, str) and "\n" not in value


def _at(values: Any, place: str) -> Any:
    for part in place[1:].split("/"):
        values = values[int(part)] if isinstance(values, list) else values[part]
    return values


def test_line_ends_of_windows_stay() -> None:
    text = TEXT.replace("\n", "\r\n")
    assert edit(text, [change("/title/de", "Titel")]).replace("\r\n", "\n") == edit(
        TEXT, [change("/title/de", "Titel")]
    )
    assert "\n" not in edit(text, [change("/title/de", "Titel")]).replace("\r\n", "")


@pytest.mark.parametrize(
    ("place", "value", "says"),
    [
        ("title", "x", "JSON pointer"),
        ("", "x", "JSON pointer"),
        ("/a" * 20, "x", "16 keys"),
        ("/title/fr/x", "x", "form view cannot|is a text"),
        ("/title/fr", None, "null"),
        ("/list/x", "x", "no such place|cannot change"),
        ("/title/fr", [[[[[[[[[[[[[[[[[[["x"]]]]]]]]]]]]]]]]]]], "levels"),
    ],
)
def test_what_cannot_be_changed_is_refused(place: str, value: object, says: str) -> None:
    with pytest.raises((EditError, PointerError), match=says):
        edit(TEXT, [change(place, value)])


@pytest.mark.parametrize("text", ["a: [", "a: &x b\nc: *x\n", "", "a: !!python/object b\n"])
def test_a_text_that_cannot_be_read_is_not_changed(text: str) -> None:
    with pytest.raises(EditError, match="line 1"):
        edit(text, [change("/a", "b")])


STRANGE = ["yes", "1.5", "~", "- a", "a: b", "# x", "'", '"', "a\n b", "*"]
VALUES = st.recursive(
    st.one_of(st.text(max_size=30), st.booleans(), st.sampled_from(STRANGE)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["lb", "fr", "de", "en", "x"]), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip
PLACES = ["/title/fr", "/title/lb", "/list/0", "/list/2/long", "/list/-", "/flow/lb", "/flow/en/-", "/flat/1"]
PLACES += ["/empty", "/empty/a", "/n/m/-"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.one_of(st.just(GONE), VALUES)), min_size=1, max_size=3))
def test_whatever_is_written_is_read_as_it_was_meant_and_the_rest_stays(steps: list[tuple[str, object]]) -> None:
    text = TEXT
    for place, value in steps:
        before = as_values(read(text))
        try:
            text = edit(text, [change(place, value)])
        except EditError:
            continue
        wanted = apply_change(before, read_pointer(place, before), UNSET if value is GONE else value)
        assert as_values(read(text)) == wanted
        for comment in ("# what it is", "# of buttons", "number: 012", "since: 2026-11-01"):
            assert comment in text


@given(st.text(max_size=60))
def test_a_text_that_can_be_seen_is_always_taken(text: str) -> None:
    after = edit(TEXT, [change("/title/fr", text)])
    assert as_values(read(after))["title"]["fr"] == text.strip()
