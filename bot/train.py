"""Trains the bot when what it learns from has changed: ``python -m bot.train [--force]``."""

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
from bot.models import fingerprint, keep_model, make_current, model_path
from bot.settings import BOT_DIR, SettingError, read_settings
from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.problems import CatalogueError

SHOWN = 12
"""Characters of a fingerprint that people see."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Train unless a model of the same data is there; give the exit code, 1 for problems in the catalogue."""
    parser = argparse.ArgumentParser(prog="python -m bot.train", description=__doc__)
    parser.add_argument("--force", action="store_true", help="train although nothing has changed")
    force = parser.parse_args(arguments).force
    try:
        model_dir = read_settings().model_dir
        mark = fingerprint()
        if model_path(model_dir, mark).exists() and not force:
            make_current(model_dir, mark)
            sys.stdout.write(f"model {mark[:SHOWN]} is current\n")
            return 0
        load_catalogue(Path(os.path.relpath(BOT_DIR)))
    except (SettingError, CatalogueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    began = time.monotonic()
    path = _train(model_dir, mark)
    sys.stdout.write(f"model {mark[:SHOWN]} trained in {time.monotonic() - began:.1f} s: {path}\n")
    return 0


def _train(model_dir: Path, mark: str) -> Path:
    """Train in a folder beside the models and move the result among them."""
    # Rasa reports to an outside host unless told otherwise, and keeps a cache in the working directory that cannot
    # hit: the importer's data have a new fingerprint each time.
    os.environ.update(
        RASA_TELEMETRY_ENABLED="false", RASA_MAX_CACHE_SIZE="0", LOG_LEVEL="WARNING", TF_CPP_MIN_LOG_LEVEL="3"
    )
    set_up_logs(logging.WARNING)
    # Rasa takes some seconds to import, so not before there is something to train; and a mistake in the importer's
    # module would make Rasa look for plain training files without a word, so it is imported here.
    from rasa.model_training import train

    import bot.importer  # noqa: F401

    model_dir.mkdir(parents=True, exist_ok=True)
    spoken = io.StringIO()
    with tempfile.TemporaryDirectory(prefix=".training-", dir=model_dir) as folder:
        with contextlib.redirect_stdout(spoken):
            result = train(
                domain=str(BOT_DIR / "data" / "domain.yml"),
                config=str(BOT_DIR / "config.yml"),
                training_files=None,
                output=folder,
                fixed_model_name=mark,
            )
        if result.code != 0 or result.model is None:
            raise RuntimeError(f"Rasa gave up training with code {result.code}: {spoken.getvalue()}")
        return keep_model(Path(result.model), model_dir, mark)


if __name__ == "__main__":
    sys.exit(main())
