"""Finds the model that an administrator named: a folder, or an id of the Hugging Face hub, which is downloaded once.

The one thing that Moien ever downloads by itself.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from huggingface_hub import snapshot_download
from huggingface_hub.errors import HfHubHTTPError, HFValidationError, LocalEntryNotFoundError


class ModelNotFoundError(Exception):
    """There is no such model; the message says which setting names it, and what to do."""


def find_model(setting: str, model: str, wanted: Collection[str], revision: str | None = None) -> Path:
    """Give the folder of a model.

    ``setting`` is the one that names it; ``wanted`` are patterns of the files that are needed.

    Raises:
        ModelNotFoundError: it is neither a folder nor an id, or cannot be downloaded.
    """
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder.resolve()
    if folder.is_absolute() or model.startswith((".", "~")):
        raise ModelNotFoundError(f"{setting} is {model!r}, and there is no such folder")
    patterns = list(wanted)
    try:
        return Path(snapshot_download(model, revision=revision, allow_patterns=patterns, local_files_only=True))
    except HFValidationError as error:
        raise ModelNotFoundError(f"{setting} is {model!r}, which is neither a folder nor an id of the hub") from error
    except LocalEntryNotFoundError:
        pass
    try:
        return Path(snapshot_download(model, revision=revision, allow_patterns=patterns))
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise ModelNotFoundError(
            f"{setting} is {model!r}, which cannot be downloaded ({type(error).__name__}). Where the machine must not "
            "reach the hub, copy the model's folder to it and name that folder"
        ) from error
