"""Asks the bot how it understands texts: the model runs in the bot's own Python, the language is told here."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from pathlib import Path

import msgspec

from contracts.understood import Understood
from nlu.text.language import detect

TIMEOUT = 1800.0
"""Seconds after which the bot is given up; a hundred thousand texts take about five minutes."""


class NotUnderstoodError(RuntimeError):
    """The bot could not be asked; the message says what it said."""


def understand(
    texts: Sequence[str], bot_python: Path, root: Path, model: Path | None = None, *, together: bool = False
) -> list[Understood]:
    """Understand all texts with a model, else the current one; ``root`` is the project's folder.

    ``together``: faster, and without the time that each text takes.

    Raises:
        NotUnderstoodError: there is no model, or the bot's Python is not what it should be.
    """
    given = b"".join(msgspec.json.encode(text) + b"\n" for text in texts)
    argv = [str(bot_python), "-m", "bot.understand"]
    argv += ["--model", str(model)] if model else []
    argv += ["--together"] if together else []
    ended = subprocess.run(argv, input=given, cwd=root, capture_output=True, timeout=TIMEOUT, check=False)
    lines = ended.stdout.splitlines()
    if ended.returncode or len(lines) != len(texts):
        raise NotUnderstoodError(ended.stderr.decode("utf-8", "replace").strip() or f"{len(lines)} lines came back")
    read = [msgspec.json.decode(line, type=Understood) for line in lines]
    return [
        msgspec.structs.replace(understood, language=detect(text).language)
        for understood, text in zip(read, texts, strict=True)
    ]
