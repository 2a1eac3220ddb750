"""Has the test conversations of a draft held with its model, in the bot's own Python."""

from __future__ import annotations

import subprocess
from pathlib import Path

import msgspec

from contracts.studio import ConversationRun
from nlu.evaluation.understanding import TIMEOUT


class NotHeldError(RuntimeError):
    """The conversations could not be held; the message says what the bot said."""


def hold_conversations(bot_python: Path, root: Path, model: Path, content: Path) -> list[ConversationRun]:
    """Hold every test conversation of the content in every language, those that fail first.

    ``root`` is the project's folder. Raises ``NotHeldError``.
    """
    argv = [str(bot_python), "-m", "bot.rehearsal.conversations", "--model", str(model), "--content", str(content)]
    ended = subprocess.run(argv, cwd=root, capture_output=True, timeout=TIMEOUT, check=False)
    try:
        return msgspec.json.decode(ended.stdout, type=list[ConversationRun])
    except msgspec.DecodeError:
        said = ended.stderr.decode("utf-8", "replace").strip()
        raise NotHeldError(said or f"it ended with {ended.returncode}") from None
