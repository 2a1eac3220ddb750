"""``python -m channels.backup save FOLDER`` and ``python -m channels.backup restore BACKUP``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from pydantic import ValidationError

from channels.backup.problem import BackupError
from channels.backup.restoring import restore
from channels.backup.saving import save
from channels.backup.settings import BackupSettings
from channels.settings import describe_problems
from contracts.logs import set_up_logging

EXIT_FAILED = 1
EXIT_BAD_SETTINGS = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Save or restore; gives the exit code."""
    parser = argparse.ArgumentParser(prog="python -m channels.backup", description=__doc__)
    parser.add_argument("command", choices=("save", "restore"))
    parser.add_argument("folder", type=Path, help="save: where the backup is written; restore: the backup")
    given = parser.parse_args(arguments)
    set_up_logging()
    try:
        settings = BackupSettings()
        if given.command == "save":
            sys.stdout.write(f"{save(settings, given.folder)}\n")
        else:
            restored = restore(settings, given.folder)
            sys.stdout.write(
                f"restored as of {restored.began.isoformat(timespec='seconds')}; erased again: {restored.erased}\n"
            )
    except ValidationError as error:
        sys.stderr.write(f"{describe_problems(error)}\n")
        return EXIT_BAD_SETTINGS
    except BackupError as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main())
