"""Reads the content in the bot's folder, and brings other content there: each file as a whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from channels.studio.publishing.history import Content
from contracts.models import content_files, fingerprint, is_test

_SERVICES = "catalogue/"


def read_content(bot_dir: Path) -> Content:
    """Return the files of the content."""
    return {path: (bot_dir / path).read_bytes() for path in content_files(bot_dir)}


def as_text(content: bytes | None) -> str | None:
    """Return a file's content as people read it; None where there is no file."""
    return None if content is None else content.decode("utf-8", "replace")


def lay_over(content: Mapping[str, bytes], files: Mapping[str, str | None]) -> Content:
    """Return content in which files are written anew; None: the file is to go."""
    laid = dict(content)
    for path, text in files.items():
        if text is None:
            laid.pop(path, None)
        else:
            laid[path] = text.encode()
    return laid


def with_tests(content: Mapping[str, bytes], live: Mapping[str, bytes]) -> Content:
    """Return earlier content with the live tests where it is from before tests were content; else as it is.

    Tests of a service that it does not have are left out: nobody could check content that names what is not there.
    """
    if any(map(is_test, content)):
        return dict(content)
    services = {path.removeprefix(_SERVICES) for path in live if path.startswith(_SERVICES)}
    gone = {f"tests/{name}" for name in services if _SERVICES + name not in content}
    return dict(content) | {path: text for path, text in live.items() if is_test(path) and path not in gone}


def bring(bot_dir: Path, content: Mapping[str, bytes]) -> None:
    """Bring content to the folder; what is the same already is not touched, so it may be done again at any time."""
    there = read_content(bot_dir)
    for path, text in content.items():
        if there.get(path) != text:
            write_whole(bot_dir / path, text)
    for path in there.keys() - content.keys():
        (bot_dir / path).unlink(missing_ok=True)
        sync_folder((bot_dir / path).parent)


def name_model(content: Mapping[str, bytes]) -> str:
    """Return the fingerprint of the model that this content and the present program give."""
    with tempfile.TemporaryDirectory(prefix="moien-content-") as folder:
        write_content(Path(folder), content)
        return fingerprint(Path(folder))


def write_content(folder: Path, content: Mapping[str, bytes]) -> None:
    """Write content into a folder that nobody else looks at."""
    for path, text in content.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text)


def write_whole(path: Path, text: bytes) -> None:
    """Write a file so that whoever reads it finds the old text or the new one, also after a power cut."""
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with written.open("wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        written.replace(path)
    finally:
        written.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder reach the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
