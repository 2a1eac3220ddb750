from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from contracts.knowledge.reader import MAX_BYTES, read_knowledge

TODAY = date(2026, 11, 1)
HEAD = {
    "title": "Public library",
    "authority": "City of Esch",
    "link": "https://example.lu/library",
    "checked": "2026-11-01",
}


def write(bot: Path, name: str = "en/library.md", body: str = "It is free.\n", **head: str | None) -> Path:
    """Write a page; a key that is None is left out."""
    path = bot / "knowledge" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{key}: {value}" for key, value in {**HEAD, **head}.items() if value is not None]
    path.write_text("\n".join(["---", *lines, "---", "", body]), encoding="utf-8")
    return path


def test_without_the_folder_there_is_nothing(tmp_path: Path) -> None:
    assert read_knowledge(tmp_path, []) == ([], [])


def test_a_page_is_read_in_each_language_that_it_has(tmp_path: Path) -> None:
    write(tmp_path, "fr/library.md", "C'est gratuit.\n", title="Bibliothèque")
    write(tmp_path, asked="\n  - borrow a book\n  - 'books: where'")
    (tmp_path / "knowledge" / "README.md").write_text("for people", encoding="utf-8")
    pages, problems = read_knowledge(tmp_path, ["passport"], today=TODAY)
    assert problems == []
    assert [(page.id, page.language, page.title) for page in pages] == [
        ("library", "fr", "Bibliothèque"),
        ("library", "en", "Public library"),
    ]
    assert pages[1].asked == ["borrow a book", "books: where"]
    assert pages[1].blocks[0].lines == ["It is free."]
    assert (pages[1].link, pages[1].checked) == (HEAD["link"], HEAD["checked"])


@pytest.mark.parametrize(
    ("change", "line", "code"),
    [
        ({"title": None}, 1, "key-missing"),
        ({"link": "http://example.lu"}, 4, "link"),
        ({"link": "https://"}, 4, "link"),
        ({"link": "https://me@example.lu/a"}, 4, "link"),
        ({"checked": "yesterday"}, 5, "date-impossible"),
        ({"checked": "2026-02-30"}, 5, "date-impossible"),
        ({"checked": "20261101"}, 5, "date-impossible"),
        ({"checked": "2026-11-02"}, 5, "date-future"),
        ({"autor": "me"}, 6, "key-unknown"),
        ({"asked": "books"}, 6, "asked"),
        ({"title": "a: b: c"}, 2, "yaml-syntax"),
        ({"body": ""}, 6, "page-empty"),
        ({"body": "fine\n\n![map](map.png)"}, 10, "page-markdown"),
        ({"body": "soft\u00adhyphen"}, 8, "invisible"),
        ({"body": "x" * MAX_BYTES}, 1, "file-size"),
        ({"name": "pt/library.md"}, 1, "page-place"),
        ({"name": "en/more/library.md"}, 1, "page-place"),
        ({"name": "en/Library.md"}, 1, "file-name"),
        ({"name": "en/library.txt"}, 1, "file-name"),
        ({"name": "en/passport.md"}, 1, "page-id"),
    ],
)
def test_each_problem_names_file_and_line(tmp_path: Path, change: dict[str, str], line: int, code: str) -> None:
    path = write(tmp_path, **change)
    pages, problems = read_knowledge(tmp_path, ["passport"], today=TODAY)
    assert pages == []
    assert [(it.path, it.line, it.code) for it in problems] == [(path.as_posix(), line, code)]


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"\xff\xfe", "file-encoding"), (b"just text\n", "page-head"), (b"---\n- a\n---\ntext\n", "page-head")],
)
def test_a_file_that_is_no_page_is_told(tmp_path: Path, raw: bytes, code: str) -> None:
    write(tmp_path).write_bytes(raw)
    assert [it.code for it in read_knowledge(tmp_path, [])[1]] == [code]


def test_one_bad_page_takes_no_other_away(tmp_path: Path) -> None:
    write(tmp_path)
    write(tmp_path, "en/pool.md", title=None)
    pages, problems = read_knowledge(tmp_path, [])
    assert [page.id for page in pages] == ["library"]
    assert len(problems) == 1
