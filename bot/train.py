"""Trains the bot when what it learns from has changed: ``python -m bot.train [--force] [--aside] [--content DIR]``.

With ``--aside`` the model is kept without being made current, and standard output tells how far it is, a word a line:
``reading``, ``training``, and at last ``done`` with the fingerprint of the model.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import logging
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from bot.logs import set_up_logs
from bot.settings import BOT_DIR, SettingError, read_settings
from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.problems import CatalogueError
from contracts.models import (
    copy_content,
    drop_old,
    fingerprint,
    keep_content,
    keep_model,
    make_current,
    model_path,
)

SHOWN = 12
"""Characters of a fingerprint that people see."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Train unless a model of the same data is there; give the exit code, 1 for problems in the catalogue."""
    parser = argparse.ArgumentParser(prog="python -m bot.train", description=__doc__)
    parser.add_argument("--force", action="store_true", help="train although nothing has changed")
    parser.add_argument("--aside", action="store_true", help="do not make the model current, and tell how far it is")
    parser.add_argument("--content", type=Path, help="train from the content in this folder")
    given = parser.parse_args(arguments)
    try:
        settings = read_settings()
        content = given.content or settings.content
        mark = fingerprint(content)
        if model_path(settings.model_dir, mark).exists() and not given.force:
            model_path(settings.model_dir, mark).touch()
            keep_content(content, settings.model_dir, mark)
            said = f"model {mark[:SHOWN]} is current\n"
        else:
            began = time.monotonic()
            mark, path = _train(settings.model_dir, content, told=given.aside)
            said = f"model {mark[:SHOWN]} trained in {time.monotonic() - began:.1f} s: {path}\n"
    except (SettingError, CatalogueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    if given.aside:
        said = f"done {mark}\n"
    else:
        make_current(settings.model_dir, mark)
    drop_old(settings.model_dir)
    sys.stdout.write(said)
    return 0


def _train(model_dir: Path, content: Path, *, told: bool) -> tuple[str, Path]:
    """Train from a copy of the content, so that its files may change meanwhile; give the fingerprint and the model."""
    tell = _tell if told else _say_nothing
    tell("reading")
    # Problems name the files as people know them, not those of the copy.
    load_catalogue(Path(os.path.relpath(content)))
    # Rasa reports to an outside host unless told otherwise, and keeps a cache in the working directory that cannot
    # hit: the importer's data have a new fingerprint each time. So everything is trained, and nothing marked for it.
    os.environ.update(
        RASA_TELEMETRY_ENABLED="false", RASA_MAX_CACHE_SIZE="0", LOG_LEVEL="WARNING", TF_CPP_MIN_LOG_LEVEL="3"
    )
    set_up_logs(logging.WARNING)
    # Rasa takes some seconds to import, so not before there is something to train; and a mistake in the importer's
    # module would make Rasa look for plain training files without a word, so it is imported here.
    from rasa.model_training import train

    import bot.importer  # noqa: F401
    from bot.uncached import without_cache

    model_dir.mkdir(parents=True, exist_ok=True)
    spoken = io.StringIO()
    with tempfile.TemporaryDirectory(prefix=".training-", dir=model_dir) as folder:
        copied = Path(folder) / "content"
        copy_content(content, copied)
        mark = fingerprint(copied)
        tell("training")
        with contextlib.redirect_stdout(spoken), without_cache():
            result = train(
                domain=str(BOT_DIR / "data" / "domain.yml"),
                config=str(BOT_DIR / "config.yml"),
                training_files=[str(copied)],
                output=folder,
                force_training=True,
                fixed_model_name=mark,
            )
        if result.code != 0 or result.model is None:
            raise RuntimeError(f"Rasa gave up training with code {result.code}: {spoken.getvalue()}")
        return mark, keep_model(Path(result.model), copied, model_dir, mark)


def _tell(step: str) -> None:
    sys.stdout.write(f"{step}\n")
    sys.stdout.flush()


def _say_nothing(_: str) -> None:
    pass


if __name__ == "__main__":
    sys.exit(main())
