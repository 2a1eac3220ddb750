"""Lets a model understand test sentences, and keeps beside it what it made of them: nobody asks it twice."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from contracts.models import mark_of
from contracts.understood import Understood, keep_understood, read_understood
from nlu.evaluation.understanding import understand


def understand_kept(
    tested: Sequence[str], others: Sequence[str], bot_python: Path, root: Path, model: Path
) -> list[Understood]:
    """Understand the test sentences and, behind them, other texts, which are not kept: somebody wrote them to the bot.

    The model is loaded only where something is not known yet; ``root`` is the project's folder. Raises
    ``NotUnderstoodError``.
    """
    model_dir, mark = model.parent, mark_of(model)
    known = read_understood(model_dir, mark)
    unknown = [text for text in dict.fromkeys((*tested, *others)) if text not in known]
    found = understand(unknown, bot_python, root, model, together=True) if unknown else []
    learned = dict(zip(unknown, found, strict=True))
    new = {text: learned[text] for text in tested if text in learned}
    if new:
        keep_understood(model_dir, mark, known | new)
    return [learned[text] if text in learned else known[text] for text in (*tested, *others)]
