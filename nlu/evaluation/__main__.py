"""Command line of the evaluation; ``./moien eval`` sets up what it needs and calls it."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from contracts import names
from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.problems import CatalogueError
from contracts.catalogue.tests import TESTS_FOLDER
from contracts.languages import LANGUAGES
from nlu.evaluation.cases import BadCasesError, Case, read_cases, read_test_sentences
from nlu.evaluation.metrics import ALL, Result, measure
from nlu.evaluation.report import (
    Figures,
    find_shortfalls,
    list_confusions,
    list_errors,
    read_floor,
    write_confusions,
    write_errors,
    write_loss,
    write_table,
)
from nlu.evaluation.understanding import NotUnderstoodError, understand
from nlu.evaluation.variants import VARIANTS, Variant

ROOT = Path(__file__).resolve().parents[2]
BOT_DIR = ROOT / "bot"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; gives 0, 1 when a figure fell short of ``--fail-under``, 2 for input that cannot be used."""
    parser = _make_parser()
    options = parser.parse_args(arguments)
    try:
        floors = [read_floor(text) for text in options.fail_under]
        cases = read_cases(options.files, _list_intents()) if options.files else read_test_sentences(BOT_DIR)
        if not cases:
            raise BadCasesError(f"{BOT_DIR / TESTS_FOLDER}: no test sentences here")
        if options.only_read:
            return 0
        results, rewritten = _understand(cases, VARIANTS if options.robustness else {}, options.bot_python)
    except (ValueError, CatalogueError, NotUnderstoodError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    figures = measure(results)
    variants: dict[str, Figures] = {name: measure(results_of) for name, results_of in rewritten.items()}
    if options.json:
        everything: dict[str, object] = {"sentences": len(cases), "figures": figures, "variants": variants}
        everything["confusions"] = list_confusions(results)
        if options.errors:
            everything["errors"] = list_errors(results)
        sys.stdout.write(msgspec.json.encode(everything).decode() + "\n")
    else:
        sys.stdout.write(_write(results, figures, variants, errors=options.errors))
    short = find_shortfalls(figures, floors)
    sys.stderr.writelines(f"{line}\n" for line in short)
    return 1 if short else 0


def _make_parser() -> argparse.ArgumentParser:
    """The arguments, as the launcher hands them on; there they are explained."""
    parser = argparse.ArgumentParser(prog="./moien eval", description="Measures how well the bot understands.")
    parser.add_argument("files", nargs="*", type=Path)
    for name in ("--json", "--errors", "--robustness"):
        parser.add_argument(name, action="store_true")
    parser.add_argument("--fail-under", action="append", default=[])
    parser.add_argument("--only-read", action="store_true", help="say what cannot be used, measure nothing")
    parser.add_argument("--bot-python", type=Path, required=True)
    return parser


def _list_intents() -> frozenset[str]:
    """Give every intent that a sentence may have."""
    catalogue = load_catalogue(BOT_DIR)
    services = [names.service_intent(it.id, question) for it in catalogue.services.values() for question in it.intents]
    follow_ups = [names.service_intent(names.ANY_SERVICE, question) for question in names.QUESTIONS]
    return frozenset([*services, *follow_ups, *catalogue.small_talk, *names.CRISIS_INTENTS])


def _understand(
    cases: Sequence[Case], variants: Mapping[str, Variant], bot_python: Path
) -> tuple[list[Result], dict[str, list[Result]]]:
    """Understand the cases as they are and as each variant writes them; at once, for the model takes long to load."""
    rewritten = {
        name: [msgspec.structs.replace(case, text=rewrite(case.text)) for case in cases]
        for name, rewrite in variants.items()
    }
    texts = [case.text for part in (cases, *rewritten.values()) for case in part]
    understood = iter(understand(texts, bot_python, ROOT))
    results = [Result(case, next(understood)) for case in cases]
    return results, {name: [Result(case, next(understood)) for case in part] for name, part in rewritten.items()}


def _write(results: Sequence[Result], figures: Figures, variants: dict[str, Figures], *, errors: bool) -> str:
    there = [language for language in LANGUAGES if any(result.case.language == language for result in results)]
    counts: dict[str, int] = {
        language: sum(result.case.language == language for result in results) for language in there
    }
    counts[ALL] = len(results)
    parts = [write_table(figures, counts)]
    parts += [write_loss(name, figures_of, figures, list(counts)) for name, figures_of in variants.items()]
    confusions = write_confusions(results)
    if confusions:
        parts.append(f"most frequent mistakes\n{confusions}")
    if errors:
        parts.append(write_errors(results))
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    sys.exit(main())
