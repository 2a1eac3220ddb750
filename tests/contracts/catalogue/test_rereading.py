"""A file that changed a little is read as if it were read as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.catalogue.rereading import reread
from contracts.catalogue.source import read_source

PATH = Path("conversation.yaml")
SAMPLE = """\
# At the top.
offered:
  - passport

small_talk:
  greet:
    examples:
      lb:
        - Moien
      # Not many.
      fr: ["Bonjour", Salut]
  thanks:
    answer:
      lb: >-
        Gär
        geschitt
      en: "You're
        welcome"
wording:
  yes_: Jo
  no_: |
    Neen
# At the end.
"""
LINES = SAMPLE.splitlines()
WRITTEN = st.sampled_from(
    [*LINES, "", "---", "  - x", "- x", "no: yes", "  a: 'open", "b: [1,", "  c: |", "  d: &x 1", "\te: 1", "wording:",
     "  thanks: x", " f: 1", "   g: 1", "h: 1 # lost", "i: a\u0301", "j: \u200b", "? k", "  l: {m: n}", "\ufeff", "%Y"]
)  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, len(LINES)), st.integers(0, 3), st.lists(WRITTEN, max_size=3)), max_size=3))
def test_whatever_changes(edits: list[tuple[int, int, list[str]]]) -> None:
    lines = list(LINES)
    for at, gone, written in edits:
        lines[at : at + gone] = written
    content = "\n".join(lines).encode()
    before = read_source(PATH, SAMPLE.encode())
    assert reread(PATH, content, before, SAMPLE.encode()) == read_source(PATH, content)


@pytest.mark.parametrize("content", [b"", b"\xff", b"a: 1\r\nb: 2\r\n", b"- a", b"a", b"# only this", b"a:\n b: 1"])
def test_what_cannot_be_cut(content: bytes) -> None:
    before = read_source(PATH, SAMPLE.encode())
    assert reread(PATH, content, before, SAMPLE.encode()) == read_source(PATH, content)
    assert reread(PATH, SAMPLE.encode(), read_source(PATH, content), content) == before


def test_only_what_changed_is_read_again() -> None:
    before = read_source(PATH, SAMPLE.encode())
    changed = SAMPLE.replace("Gär", "Ganz gär").replace("- passport", "- passport\n  - noise")
    after = reread(PATH, changed.encode(), before, SAMPLE.encode())
    assert before.root is not None
    assert after.root is not None
    greet = after.root.at("small_talk", "greet")
    assert greet is not None
    assert greet.value is before.root.at("small_talk", "greet").value  # type: ignore[union-attr]
    assert greet.line == 7


def test_levels_are_counted_from_the_top_of_the_file() -> None:
    deep = "".join(f"{'  ' * level}k{level}:\n" for level in range(15))
    before = read_source(PATH, (deep + "  " * 15 + "- x\n").encode())
    for more in ("- y\n", "- z: x\n", "- - x\n"):
        content = (deep + "  " * 15 + more).encode()
        assert reread(PATH, content, before, (deep + "  " * 15 + "- x\n").encode()) == read_source(PATH, content)
