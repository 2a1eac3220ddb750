"""Keeps beside a model what it makes of the test sentences: ``python -m nlu.evaluation.measure``; a worker calls it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from contracts.models import ROOT
from nlu.evaluation.cases import BadCasesError, read_test_sentences
from nlu.evaluation.kept import understand_kept
from nlu.evaluation.stopping import stop_with_children
from nlu.evaluation.understanding import NotUnderstoodError


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure; gives 0, or 1 with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m nlu.evaluation.measure", description=__doc__)
    parser.add_argument("--bot-python", type=Path, required=True)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--content", type=Path, required=True, help="the content, with its tests")
    given = parser.parse_args(arguments)
    stop_with_children()
    try:
        texts = [case.text for case in read_test_sentences(given.content)]
        understand_kept(texts, (), given.bot_python, ROOT, given.model)
    except (BadCasesError, NotUnderstoodError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
