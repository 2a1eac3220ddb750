"""Says how a model understands texts: ``python -m bot.understand [--model FILE]``, JSON lines in, JSON lines out.

Each line of standard input is a text as a JSON string. Each line of standard output says how it was understood:
``intent`` (as decided), ``ranking`` (pairs of intent and confidence, likeliest first), ``offered`` (the services a
question back would offer) and ``milliseconds`` (parsing, from the text to the decision). With ``--together``
all texts are parsed at once, which is faster; ``milliseconds`` is then the share of each.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from bot.actions.asking import MOST_CHOICES
from bot.actions.incoming import WORTH_A_GUESS
from bot.logs import set_up_logs
from bot.settings import SettingError, read_settings
from contracts.models import read_current
from contracts.names import split_intent

if TYPE_CHECKING:
    from bot.processor import TurnProcessor


def main(arguments: Sequence[str] | None = None) -> int:
    """Understand all texts of standard input; give the exit code, 1 when there is no model or a line is no text."""
    parser = argparse.ArgumentParser(prog="python -m bot.understand", description=__doc__)
    parser.add_argument("--model", type=Path, help="the file of a model, instead of the current one")
    parser.add_argument("--together", action="store_true", help="parse all texts at once")
    given = parser.parse_args(arguments)
    os.environ.update(RASA_TELEMETRY_ENABLED="false", TF_CPP_MIN_LOG_LEVEL="3")
    set_up_logs(logging.WARNING)
    try:
        texts = [_read_text(number, line) for number, line in enumerate(sys.stdin, start=1)]
        # Whatever libraries print goes to standard error, so that every line of the answer is one.
        with contextlib.redirect_stdout(sys.stderr):
            processor = _load_processor(given.model)
            parse = parse_together if given.together else parse_each
            lines = [json.dumps(say(*one), ensure_ascii=False) for one in parse(processor, texts)]
    except (SettingError, FileNotFoundError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.writelines(f"{line}\n" for line in lines)
    return 0


def parse_each(processor: TurnProcessor, texts: Iterable[str]) -> Iterator[tuple[Mapping[str, Any], float]]:
    """Give of each text what the model made of it, as it does in a conversation, and the milliseconds."""
    from rasa.core.channels.channel import UserMessage

    from bot.messages import readable_text

    loop = asyncio.new_event_loop()
    try:
        for text in texts:
            began = time.perf_counter()
            parsed = loop.run_until_complete(processor.parse_message(UserMessage(readable_text(text))))
            yield parsed, 1000 * (time.perf_counter() - began)
    finally:
        loop.close()


def parse_together(processor: TurnProcessor, texts: Sequence[str]) -> Iterator[tuple[Mapping[str, Any], float]]:
    """The same with a single run of the model's graph."""
    from rasa.core.channels.channel import UserMessage
    from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER

    from bot.messages import readable_text

    target = processor.model_metadata.nlu_target
    messages = [UserMessage(readable_text(text)) for text in texts]
    began = time.perf_counter()
    inputs = {PLACEHOLDER_MESSAGE: messages, PLACEHOLDER_TRACKER: None}
    parsed = processor.graph_runner.run(inputs=inputs, targets=[target])[target]
    each = 1000 * (time.perf_counter() - began) / max(1, len(messages))
    return ((message.as_dict(only_output_properties=True), each) for message in parsed)


def say(parsed: Mapping[str, Any], milliseconds: float) -> dict[str, Any]:
    """Say how a text was understood; see the module's description."""
    ranking = [(guess["name"], guess["confidence"]) for guess in parsed.get("intent_ranking") or []]
    offered = list_offered(ranking)
    return {"intent": parsed["intent"]["name"], "ranking": ranking, "offered": offered, "milliseconds": milliseconds}


def list_offered(ranking: Sequence[tuple[str, float]]) -> list[str]:
    """Name the services that a question back would offer; ``ranking``: intents with confidence, likeliest first."""
    meant = [split_intent(name) for name, confidence in ranking if confidence >= WORTH_A_GUESS]
    return [guess[0] for guess in meant if guess][:MOST_CHOICES]


def _load_processor(model: Path | None) -> TurnProcessor:
    path = model or read_current(read_settings().model_dir)
    if path is None:
        raise FileNotFoundError("no model has been trained: run 'python -m bot.train' first")
    if not path.is_file():
        raise FileNotFoundError(f"{path}: there is no model")
    # Rasa takes some seconds to import, so not before there is a model.
    from rasa.core.tracker_store import InMemoryTrackerStore
    from rasa.utils.endpoints import EndpointConfig

    from bot.processor import TurnProcessor

    return TurnProcessor(str(path), InMemoryTrackerStore(None), EndpointConfig())


def _read_text(number: int, line: str) -> str:
    try:
        return msgspec.json.decode(line, type=str)
    except msgspec.DecodeError as error:
        raise ValueError(f"standard input, line {number}: write a text as a JSON string: {error}") from error


if __name__ == "__main__":
    sys.exit(main())
