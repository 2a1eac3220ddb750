"""``./moien lock``: pins what ``requirements/*.in`` ask for, with hashes and without index addresses."""

from __future__ import annotations

from launcher import environments
from launcher.commands import run_logged
from launcher.progress import say, step
from launcher.settings import Settings

_PYTHON = {"platform": "3.11", "dev": "3.11", "llm": "3.11", "bot": "3.10", "bot_dev": "3.10"}
"""By lock: the oldest Python that installs it. ``dev`` and ``bot_dev`` are resolved on top of another lock."""


def lock(settings: Settings) -> int:
    """Write ``requirements/*.txt`` anew; gives the exit code. What a lock pins already stays where it still fits.

    Raises:
        Problem: the requirements do not fit together.
    """
    environments.ensure_platform(settings, tests=False)
    folder = settings.root / "requirements"
    for name, python in _PYTHON.items():
        left_out = f"{name}_excludes.in"
        excludes = ["--excludes", left_out] if (folder / left_out).exists() else []
        with step(f"locking requirements/{name}.in"):
            run_logged(
                [
                    settings.python("platform").with_name("uv"),
                    *("pip", "compile", "--quiet", "--generate-hashes", "--no-header", "--no-emit-index-url"),
                    *("--python-version", python, *excludes, f"{name}.in", "--output-file", f"{name}.txt"),
                ],
                log=settings.logs_dir / "lock.log",
                cwd=folder,
                variables=settings.variables,
                doing=f"Locking requirements/{name}.in",
                hint="Change the .in file so that its requirements fit together.",
            )
    say("The next ./moien up or ./moien test installs what changed.")
    return 0
