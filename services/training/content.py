"""Lays the files of a draft over a copy of the live content."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from contracts.models import copy_content, is_content


class BadDraftError(ValueError):
    """A file of the draft has a name that no content has."""


def lay_over(live: Path, files: Mapping[str, str | None], folder: Path) -> None:
    """Copy the live content into the folder and write the files over it; None: the file goes.

    Raises:
        BadDraftError: a name is none of content, or leads out of the folder. Nothing is written then.
    """
    for name in files:
        if not is_content(name):
            raise BadDraftError(f"{name!r} is no file of the content: write a name such as catalogue/passport.yaml")
    copy_content(live, folder)
    for name, text in files.items():
        target = folder / name
        if text is None:
            target.unlink(missing_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(text.encode())
