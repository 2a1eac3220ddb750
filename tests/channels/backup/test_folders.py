"""Folders are packed while others write and delete in them."""

import subprocess
import tarfile
from pathlib import Path

import pytest

from channels.backup import folders
from channels.backup.folders import pack_state, unpack_state
from channels.backup.problem import BackupError


def make_files(state: Path, count: int) -> list[Path]:
    (state / "files").mkdir(parents=True)
    paths = [state / "files" / f"{number:032x}" for number in range(count)]
    for path in paths:
        path.write_text(path.name, encoding="utf-8")
    return paths


def names(packed: Path) -> list[str]:
    with tarfile.open(packed) as opened:
        return opened.getnames()


def test_a_file_that_goes_meanwhile_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """After each file, the next one is deleted: it was listed, and is not there when its turn comes."""
    paths = make_files(tmp_path / "state", 6)
    add = folders._add

    def add_and_delete(packed: tarfile.TarFile, path: Path, name: str) -> None:
        add(packed, path, name)
        if path in paths and paths.index(path) + 1 < len(paths):
            paths[paths.index(path) + 1].unlink()

    monkeypatch.setattr(folders, "_add", add_and_delete)
    pack_state(tmp_path / "state", tmp_path / "state.tar.gz")
    kept = [f"files/{path.name}" for path in paths[::2]]
    assert names(tmp_path / "state.tar.gz") == ["files", *kept]
    assert (tmp_path / "state.tar.gz").stat().st_mode & 0o777 == 0o600
    unpack_state(tmp_path / "state.tar.gz", tmp_path / "again")
    assert [(tmp_path / "again" / name).read_text(encoding="utf-8") for name in kept] == [
        path.name for path in paths[::2]
    ]


def test_what_is_being_written_is_left_out(tmp_path: Path) -> None:
    make_files(tmp_path / "state", 1)
    (tmp_path / "state" / "files" / "a.new").write_bytes(b"half")
    pack_state(tmp_path / "state", tmp_path / "state.tar.gz")
    assert names(tmp_path / "state.tar.gz") == ["files", f"files/{0:032x}"]


def test_a_file_that_cannot_be_read_is_a_problem_and_no_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = make_files(tmp_path / "state", 2)

    def refuse(_packed: tarfile.TarFile, path: Path, _name: str) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(folders, "_add", refuse)
    with pytest.raises(BackupError, match=r"state could not be packed into .*Permission denied"):
        pack_state(tmp_path / "state", tmp_path / "state.tar.gz")
    assert all(path.exists() for path in paths)


def test_a_commit_that_comes_meanwhile_leaves_the_repository_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a name leads to is packed after the name, or there would be names of commits that are missing."""
    state = tmp_path / "state"
    repository = state / "content.git"
    work = tmp_path / "work"
    work.mkdir()

    def git(*words: str) -> None:
        who = ["-c", "user.name=a", "-c", "user.email=a@example.lu"]
        where = ["--git-dir", str(repository), "--work-tree", str(work)]
        subprocess.run(["git", *who, *where, *words], check=True, capture_output=True)

    def commit(text: str) -> None:
        (work / "a.yaml").write_text(text, encoding="utf-8")
        git("add", "a.yaml")
        git("commit", "-q", "-m", text)

    state.mkdir()
    git("init", "-q")
    commit("first")
    add = folders._add

    def add_and_commit(packed: tarfile.TarFile, path: Path, name: str) -> None:
        add(packed, path, name)
        if path.parent == repository:
            commit(f"beside {name}")

    monkeypatch.setattr(folders, "_add", add_and_commit)
    pack_state(state, tmp_path / "state.tar.gz")
    unpack_state(tmp_path / "state.tar.gz", tmp_path / "again")
    checked = ["git", "--git-dir", str(tmp_path / "again" / "content.git"), "fsck", "--full", "--strict"]
    done = subprocess.run(checked, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    packed = [name for name in names(tmp_path / "state.tar.gz") if name.count("/") == 1]
    assert packed[:2] == ["content.git/HEAD", "content.git/refs"]
    assert packed[-1] == "content.git/objects"
