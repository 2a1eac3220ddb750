"""Keeps every release of the content as a commit in a bare Git repository, with who changed which line when."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from dulwich.annotate import annotate_lines
from dulwich.index import commit_tree
from dulwich.object_store import iter_tree_contents
from dulwich.objects import Blob, Commit, ObjectID, Tree
from dulwich.refs import Ref
from dulwich.repo import Repo
from dulwich.walk import ORDER_TOPO

MAIN = Ref(b"refs/heads/main")
LONGEST_NAME = 100
_FILE_MODE = 0o100644
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029<>]+")
_UNADDRESSABLE = re.compile(r"[^a-zA-Z0-9._-]+")

Content = dict[str, bytes]
"""The files of the content, by path relative to the bot's folder."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Author:
    """Who is named in a commit."""

    name: str
    """As others read it."""
    login: str
    """What they sign in with; stands before the @ of an address that does not exist."""


SOMEBODY = Author(name="Moien", login="moien")
"""Stands for whoever changed the folder outside the studio."""


class History:
    """The repository of one installation. Calls block; whoever writes holds the lock of the content."""

    def __init__(self, folder: Path, host: str) -> None:
        """``folder``: of the bare repository, made when first needed; ``host``: of the addresses in commits."""
        self._folder = folder
        self._host = _UNADDRESSABLE.sub("", host) or "moien.invalid"

    def tip(self) -> str | None:
        """Return the commit that lies in the folder of the content; None before the first."""
        with self._opened() as repo:
            return repo.refs[MAIN].decode() if MAIN in repo.refs else None

    def write(self, content: Mapping[str, bytes], title: str, author: Author, at: datetime, parent: str | None) -> str:
        """Write a commit and return its id; nothing points at it until `point`."""
        with self._opened() as repo:
            blobs = {path: Blob.from_string(text) for path, text in content.items()}
            for blob in blobs.values():
                if blob.id not in repo.object_store:
                    repo.object_store.add_object(blob)
            commit = Commit()
            commit.tree = commit_tree(
                repo.object_store, [(path.encode(), blob.id, _FILE_MODE) for path, blob in blobs.items()]
            )
            commit.parents = [ObjectID(parent.encode())] if parent is not None else []
            commit.author = commit.committer = self._signature(author)
            commit.author_time = commit.commit_time = int(at.timestamp())
            commit.author_timezone = commit.commit_timezone = 0
            commit.encoding = b"UTF-8"
            commit.message = f"{clean_line(title)}\n".encode()
            repo.object_store.add_object(commit)
            return commit.id.decode()

    def point(self, commit: str, number: int) -> None:
        """Say that a commit lies in the folder of the content, as the release of this number."""
        with self._opened() as repo:
            repo.refs[Ref(f"refs/tags/release-{number}".encode())] = ObjectID(commit.encode())
            repo.refs[MAIN] = ObjectID(commit.encode())

    def keep_aside(self, commit: str, number: int) -> None:
        """Let a commit not be lost that belongs to no release: what lay in the folder before release ``number``."""
        with self._opened() as repo:
            repo.refs[Ref(f"refs/heads/found-before-{number}".encode())] = ObjectID(commit.encode())

    def content(self, commit: str) -> Content:
        """Return all files of a commit; raises `KeyError` where it is unknown."""
        with self._opened() as repo:
            return {path: repo[sha].as_raw_string() for path, sha in _entries(repo, commit).items()}

    def changed(self, commit: str) -> list[str]:
        """Return the paths in which a commit differs from the one before, sorted."""
        with self._opened() as repo:
            after = _entries(repo, commit)
            parents = _commit(repo, commit).parents
            before = _entries(repo, parents[0].decode()) if parents else {}
        return sorted(path for path in {*before, *after} if before.get(path) != after.get(path))

    def difference(self, commit: str, path: str) -> tuple[bytes | None, bytes | None]:
        """Return a file before a commit and in it; None where it was not there."""
        with self._opened() as repo:
            parents = _commit(repo, commit).parents
            before = _entries(repo, parents[0].decode()).get(path) if parents else None
            after = _entries(repo, commit).get(path)
            texts = [None if sha is None else repo[sha].as_raw_string() for sha in (before, after)]
        return texts[0], texts[1]

    def blame(self, commit: str, path: str) -> list[tuple[int, str]]:
        """Return for each line of a file, numbered from 1, the commit that wrote it; empty where it is not there."""
        with self._opened() as repo:
            if path not in _entries(repo, commit):
                return []
            lines = annotate_lines(
                repo.object_store, ObjectID(commit.encode()), path.encode(), order=ORDER_TOPO, follow=False
            )
        return [(number, written.id.decode()) for number, ((written, _), _) in enumerate(lines, start=1)]

    def parent(self, commit: str) -> str | None:
        """Return the commit before; None for the first. Raises `KeyError` where it is unknown."""
        with self._opened() as repo:
            return next((parent.decode() for parent in _commit(repo, commit).parents), None)

    def find_same(self, commit: str, others: Sequence[str]) -> str | None:
        """Return the first of other commits that holds the same files; those that are not there are passed over."""
        with self._opened() as repo:
            tree = _commit(repo, commit).tree
            there = (other for other in others if ObjectID(other.encode()) in repo.object_store)
            return next((other for other in there if _commit(repo, other).tree == tree), None)

    @contextmanager
    def _opened(self) -> Iterator[Repo]:
        if not (self._folder / "HEAD").is_file():
            self._make()
        with Repo(str(self._folder)) as repo:
            yield repo

    def _make(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        with Repo.init_bare(str(self._folder), default_branch=b"main") as repo:
            config = repo.get_config()
            config.set((b"core",), b"fsyncObjectFiles", True)
            config.write_to_path()

    def _signature(self, author: Author) -> bytes:
        login = _UNADDRESSABLE.sub("", author.login).strip(".") or "staff"
        return f"{clean_line(author.name)} <{login}@{self._host}>".encode()


def clean_line(given: str) -> str:
    """Return what somebody calls themself or their work as one line that no program reads as anything else."""
    line = " ".join(_UNPRINTABLE.sub(" ", given).split())
    return line.encode("utf-8", "ignore").decode()[:LONGEST_NAME].strip(" .,:;'\"") or "Moien"


def _commit(repo: Repo, commit: str) -> Commit:
    found = repo[ObjectID(commit.encode())]
    if not isinstance(found, Commit):
        raise KeyError(commit)
    return found


def _entries(repo: Repo, commit: str) -> dict[str, ObjectID]:
    tree = repo[_commit(repo, commit).tree]
    if not isinstance(tree, Tree):
        raise KeyError(commit)
    entries = iter_tree_contents(repo.object_store, tree.id)
    return {entry.path.decode(): entry.sha for entry in entries if entry.path is not None and entry.sha is not None}
