"""The history of the content in Git."""

from __future__ import annotations

import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dulwich.repo import Repo
from hypothesis import given
from hypothesis import strategies as st

from channels.studio.publishing.history import LONGEST_NAME, SOMEBODY, Author, History, clean_line

AT = datetime(2026, 11, 30, 8, tzinfo=UTC)
OLGA = Author(name="Olga Muster", login="olga")
FIRST = {"catalogue/a.yaml": b"one\ntwo\nthree\n", "knowledge/lb/p.md": "é\n".encode()}


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "content.git", "moien.example.lu")


def release(history: History, content: dict[str, bytes], number: int, title: str = "t", by: Author = OLGA) -> str:
    commit = history.write(content, title, by, AT, history.tip())
    history.point(commit, number)
    return commit


def test_the_way_of_two_releases(history: History) -> None:
    assert history.tip() is None
    one = release(history, FIRST, 1)
    changed = {"catalogue/a.yaml": b"one\n2\nthree\n", "catalogue/b.yaml": b"new\n"}
    two = release(history, changed, 2)
    assert history.tip() == two
    assert (history.parent(one), history.parent(two)) == (None, one)
    assert (history.content(one), history.content(two)) == (FIRST, changed)
    assert history.changed(one) == ["catalogue/a.yaml", "knowledge/lb/p.md"]
    assert history.changed(two) == ["catalogue/a.yaml", "catalogue/b.yaml", "knowledge/lb/p.md"]
    assert history.difference(two, "catalogue/a.yaml") == (b"one\ntwo\nthree\n", b"one\n2\nthree\n")
    assert history.difference(two, "knowledge/lb/p.md") == ("é\n".encode(), None)
    assert history.difference(two, "catalogue/c.yaml") == (None, None)
    assert history.blame(two, "catalogue/a.yaml") == [(1, one), (2, two), (3, one)]
    assert history.blame(two, "knowledge/lb/p.md") == []


def test_a_file_that_comes_back_is_still_whose_it_was(history: History) -> None:
    one = release(history, FIRST, 1)
    release(history, {"knowledge/lb/p.md": b"x\n"}, 2)
    three = release(history, FIRST, 3)
    assert history.blame(three, "catalogue/a.yaml") == [(1, one), (2, one), (3, one)]


def test_what_is_written_is_nowhere_until_it_is_pointed_at(history: History) -> None:
    one = release(history, FIRST, 1)
    history.write({}, "t", OLGA, AT, one)
    assert history.tip() == one


def test_the_same_content_is_found(history: History) -> None:
    one = release(history, FIRST, 1)
    two = release(history, {"a": b""}, 2)
    three = release(history, FIRST, 3)
    assert history.find_same(three, [two, "0" * 40, one]) == one
    assert history.find_same(two, [one]) is None


def test_what_is_unknown_is_said(history: History) -> None:
    for ask in (history.content, history.changed, history.parent):
        with pytest.raises(KeyError):
            ask("0" * 40)


HOSTILE = [
    ("Eve <root@host>\nauthor Bob", "ev\ne<>@x", b"Eve root@host author Bob <evex@moien.example.lu>"),
    ("\x00\x1b[31m", "..", b"[31m <staff@moien.example.lu>"),
    ("Zoë\u2028Łęcka", "zoe", "Zoë Łęcka <zoe@moien.example.lu>".encode()),
    ("", "", b"Moien <staff@moien.example.lu>"),
]


@pytest.mark.parametrize(("name", "login", "signature"), HOSTILE)
def test_names_stay_names(history: History, name: str, login: str, signature: bytes) -> None:
    commit = release(history, FIRST, 1, title="a\n\nSigned-off-by: b\x00", by=Author(name=name, login=login))
    with Repo(str(history._folder)) as repo:
        written = repo[commit.encode()]
        assert written.author == signature
        assert written.message == b"a Signed-off-by: b\n"


@given(st.text())
def test_any_name_is_one_line(name: str) -> None:
    line = clean_line(name)
    assert 0 < len(line) <= LONGEST_NAME
    assert not set(line) & set("\n\r\0<>\u2028")
    assert line == line.strip()
    line.encode()


def test_an_installation_without_an_address_names_none(tmp_path: Path) -> None:
    history = History(tmp_path / "content.git", "")
    commit = release(history, FIRST, 1, by=SOMEBODY)
    with Repo(str(tmp_path / "content.git")) as repo:
        assert repo[commit.encode()].author == b"Moien <moien@moien.invalid>"


@pytest.mark.skipif(shutil.which("git") is None, reason="Git is not installed")
def test_whoever_knows_git_reads_it(history: History, tmp_path: Path) -> None:
    release(history, FIRST, 1, title="Fees")
    release(history, FIRST | {"catalogue/a.yaml": b"one\n"}, 2, title="Less")
    repository = str(tmp_path / "content.git")
    subprocess.run(["git", "-C", repository, "fsck", "--strict"], check=True, capture_output=True)
    said = subprocess.run(
        ["git", "-C", repository, "log", "--format=%s %an", "release-2"], check=True, capture_output=True, text=True
    ).stdout
    assert said.splitlines() == ["Less Olga Muster", "Fees Olga Muster"]
