"""Says how the current model understands texts: ``python -m bot.understand``, JSON lines in, JSON lines out.

Each line of standard input is a text as a JSON string. Each line of standard output says how it was understood:
``intent`` (as decided), ``ranking`` (pairs of intent and confidence, likeliest first), ``offered`` (the services a
question back would offer) and ``milliseconds`` (parsing, from the text to the decision).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import sys
import time
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from bot.logs import set_up_logs
from bot.settings import SettingError, read_settings
from contracts.models import read_current
from contracts.names import split_intent

if TYPE_CHECKING:
    from bot.processor import TurnProcessor


def main() -> int:
    """Understand all texts of standard input; give the exit code, 1 when there is no model or a line is no text."""
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3")
    set_up_logs(logging.WARNING)
    try:
        texts = [_read_text(number, line) for number, line in enumerate(sys.stdin, start=1)]
        # Whatever libraries print goes to standard error, so that every line of the answer is one.
        with contextlib.redirect_stdout(sys.stderr):
            processor = _load_processor()
            lines = [json.dumps(said, ensure_ascii=False) for said in understand(processor, texts)]
    except (SettingError, FileNotFoundError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def understand(processor: TurnProcessor, texts: Iterable[str]) -> Iterator[dict[str, Any]]:
    """Say of each text how it is understood; see the module's description."""
    from rasa.core.channels.channel import UserMessage

    from bot.actions.asking import MOST_CHOICES
    from bot.actions.incoming import WORTH_A_GUESS
    from bot.messages import readable_text

    loop = asyncio.new_event_loop()
    try:
        for text in texts:
            began = time.perf_counter()
            parsed = loop.run_until_complete(processor.parse_message(UserMessage(readable_text(text))))
            spent = 1000 * (time.perf_counter() - began)
            ranking = [(guess["name"], guess["confidence"]) for guess in parsed["intent_ranking"]]
            meant = [split_intent(name) for name, confidence in ranking if confidence >= WORTH_A_GUESS]
            offered = [guess[0] for guess in meant if guess][:MOST_CHOICES]
            intent = parsed["intent"]["name"]
            yield {"intent": intent, "ranking": ranking, "offered": offered, "milliseconds": spent}
    finally:
        loop.close()


def _load_processor() -> TurnProcessor:
    model = read_current(read_settings().model_dir)
    if model is None:
        raise FileNotFoundError("no model has been trained: run 'python -m bot.train' first")
    # Rasa takes some seconds to import, so not before there is a model.
    from rasa.core.tracker_store import InMemoryTrackerStore
    from rasa.utils.endpoints import EndpointConfig

    from bot.processor import TurnProcessor

    return TurnProcessor(str(model), InMemoryTrackerStore(None), EndpointConfig())


def _read_text(number: int, line: str) -> str:
    try:
        return msgspec.json.decode(line, type=str)
    except msgspec.DecodeError as error:
        raise ValueError(f"standard input, line {number}: write a text as a JSON string: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
