"""Compares a model with the live one: ``python -m nlu.evaluation.compare``; a worker calls it for a trial.

Both understand the test sentences of the draft and real messages; the draft's model holds the test conversations beside
that. Standard input: real messages, masked, as a JSON list of pairs of language and text. Standard output: an
``Impact`` (``contracts/studio.py``) as JSON.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import msgspec

from contracts.models import ROOT
from contracts.studio import Impact
from contracts.understood import Understood
from nlu.evaluation.cases import BadCasesError, Case, read_test_sentences
from nlu.evaluation.conversations import NotHeldError, hold_conversations
from nlu.evaluation.impact import Said, weigh
from nlu.evaluation.kept import understand_kept
from nlu.evaluation.stopping import stop_with_children
from nlu.evaluation.understanding import NotUnderstoodError


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare and write; gives 0, or 1 with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m nlu.evaluation.compare", description=__doc__)
    parser.add_argument("--bot-python", type=Path, required=True)
    parser.add_argument("--before", type=Path, required=True, help="the live model")
    parser.add_argument("--after", type=Path, required=True, help="the model of the draft")
    parser.add_argument("--content", type=Path, required=True, help="the content of the draft, with its tests")
    parser.add_argument("--only-count", action="store_true", help="count real messages, do not tell what they say")
    given = parser.parse_args(arguments)
    stop_with_children()
    try:
        replayed = msgspec.json.decode(sys.stdin.buffer.read(), type=list[Said])
        cases = choose_cases(read_test_sentences(given.content), given.content)
        models = given.before, given.after
        impact = compare(cases, replayed, given.bot_python, models, given.content, only_count=given.only_count)
    except (msgspec.DecodeError, BadCasesError, NotUnderstoodError, NotHeldError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(msgspec.json.encode(impact).decode() + "\n")
    return 0


def choose_cases(cases: Sequence[Case], content: Path) -> list[Case]:
    """Leave out sentences about services that the content no longer has: whoever takes one away means it."""
    services = {path.stem for path in (content / "catalogue").glob("*.yaml")}
    return [case for case in cases if case.service is None or case.service in services]


def compare(
    cases: Sequence[Case],
    replayed: Sequence[Said],
    bot_python: Path,
    models: tuple[Path, Path],
    content: Path,
    *,
    only_count: bool,
) -> Impact:
    """Let both models understand everything, side by side: real messages alone where there are no tests.

    ``models``: the live one, that of the draft; ``only_count``: as `weigh` takes it.

    Raises ``NotUnderstoodError`` and ``NotHeldError``.
    """
    before, after = models
    tested = [case.text for case in cases]
    real = [said.text for said in replayed]

    def ask(model: Path) -> list[Understood]:
        return understand_kept(tested, real, bot_python, ROOT, model)

    with ThreadPoolExecutor() as threads:
        held = threads.submit(hold_conversations, bot_python, ROOT, after, content)
        # A draft that changes nothing but tests has the live model.
        understood = {model: threads.submit(ask, model) for model in {before, after}}
        impact = weigh(cases, replayed, understood[before].result(), understood[after].result(), only_count=only_count)
        runs = held.result()
    failed = any(run.problem for run in runs)
    return msgspec.structs.replace(impact, conversations=runs, blocked=impact.blocked or failed)


if __name__ == "__main__":
    sys.exit(main())
