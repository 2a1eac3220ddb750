"""Compares a model with the live one: ``python -m nlu.evaluation.compare``; a worker calls it for a trial.

Standard input: real messages, masked, as a JSON list of pairs of language and text. Standard output: an ``Impact``
(``contracts/studio.py``) as JSON.
"""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from contracts.studio import Impact
from nlu.evaluation.cases import BadCasesError, Case, read_test_sentences
from nlu.evaluation.impact import Said, weigh
from nlu.evaluation.understanding import NotUnderstoodError, Understood, understand

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and write; gives 0, or 1 with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m nlu.evaluation.compare", description=__doc__)
    parser.add_argument("--bot-python", type=Path, required=True)
    parser.add_argument("--before", type=Path, required=True, help="the live model")
    parser.add_argument("--after", type=Path, required=True, help="the model of the draft")
    parser.add_argument("--content", type=Path, required=True, help="the content of the draft")
    parser.add_argument("--sentences", type=Path, required=True, help="the folder of the test sentences")
    given = parser.parse_args(arguments)
    # An exception, so that the processes that are being waited for end too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    try:
        replayed = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Said])
        cases = choose_cases(read_test_sentences(given.sentences), given.content)
        impact = compare(cases, replayed, given.bot_python, given.before, given.after)
    except (msgspec.DecodeError, BadCasesError, NotUnderstoodError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(msgspec.json.encode(impact).decode() + "\n")
    return 0


def choose_cases(cases: Sequence[Case], content: Path) -> list[Case]:
    """Leave out sentences about services that the content no longer has: whoever takes one away means it."""
    services = {path.stem for path in (content / "catalogue").glob("*.yaml")}
    return [case for case in cases if case.service is None or case.service in services]


def compare(cases: Sequence[Case], replayed: Sequence[Said], bot_python: Path, before: Path, after: Path) -> Impact:
    """Let both models understand everything, side by side; raises ``NotUnderstoodError``."""
    texts = [*(case.text for case in cases), *(said.text for said in replayed)]

    def ask(model: Path) -> list[Understood]:
        return understand(texts, bot_python, ROOT, model, together=True)

    with ThreadPoolExecutor(max_workers=2) as threads:
        old, new = threads.map(ask, (before, after))
    return weigh(cases, replayed, old, new)


if __name__ == "__main__":
    sys.exit(main())
