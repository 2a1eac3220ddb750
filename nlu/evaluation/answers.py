"""Measures answers from the official content; ``./moien eval --answers FILE…`` calls it.

With ``MOIEN_LLM_URL`` the local language model writes them, else they are quotations. With ``MOIEN_EMBEDDING_URL``
pages are found by their meaning, too.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import msgspec
import numpy as np

from contracts.answers import Answered, AnswerRequest
from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.problems import CatalogueError
from contracts.effects import KnowledgeQuery
from contracts.languages import LANGUAGES
from nlu.answer.library import make_edition
from nlu.answer.meaning import Meaning
from nlu.answer.pipeline import EXTRACTIVE, answer_question, make_generative
from nlu.answer.search import Index
from nlu.answer.server import make_embedder, make_model
from nlu.answer.settings import AnswerSettings
from nlu.answer.work import Step
from nlu.evaluation.metrics import ALL
from nlu.evaluation.questions import Question, read_questions
from nlu.evaluation.report import find_shortfalls, read_floor, write_table
from nlu.text.fold import fold
from nlu.text.other_language import find_other_language

QUESTIONS = Path(__file__).resolve().parents[2] / "tests" / "answers"
LOOKED_AT = 3
"""Pages that count as found."""


class Result(msgspec.Struct, frozen=True):
    """A question, the pages that were found (best first), the answer, and how long it took in milliseconds."""

    question: Question
    found: list[str]
    answered: Answered
    milliseconds: float

    @property
    def is_right(self) -> bool:
        """Tell whether the best was done: the right page answers, with all that must be said; or nothing is claimed."""
        answer = self.answered.answer
        if self.question.service is None:
            return answer.standing != "answered"
        return answer.standing == "answered" and answer.services == [self.question.service] and self.says_all

    @property
    def says_all(self) -> bool:
        """Tell whether the answer contains what it must; small letters and accents do not matter."""
        told = fold(self.answered.answer.text)
        return all(fold(wanted) in told for wanted in self.question.must_contain)


Results = Sequence[Result]
Measure = Callable[[Results], float | None]


def _share(holds: Callable[[Result], bool], among: Callable[[Result], bool]) -> Measure:
    def take(results: Results) -> float | None:
        some = [holds(result) for result in results if among(result)]
        return sum(some) / len(some) if some else None

    return take


def _percentile(percent: int) -> Measure:
    return lambda results: float(np.percentile([result.milliseconds for result in results], percent))


def _has_answer(result: Result) -> bool:
    return result.question.service is not None


def _answers(result: Result) -> bool:
    return result.answered.answer.standing == "answered"


MEASURES: dict[str, Measure] = {
    "hit_at_1": _share(lambda it: it.found[:1] == [it.question.service], _has_answer),
    "hit_at_3": _share(lambda it: it.question.service in it.found[:LOOKED_AT], _has_answer),
    "answered": _share(_answers, _has_answer),
    "answered_right": _share(lambda it: it.answered.answer.services == [it.question.service], _answers),
    "facts": _share(lambda it: it.says_all, lambda it: bool(it.question.must_contain) and _answers(it)),
    "abstained": _share(lambda it: not _answers(it), lambda it: not _has_answer(it)),
    "written_by_model": _share(lambda it: it.answered.answer.origin == "llm", _answers),
    "answer_ms_p50": _percentile(50),
    "answer_ms_p99": _percentile(99),
}
"""Shares (0 to 1) and milliseconds; None where there is nothing to take them of."""
LESS_IS_BETTER = frozenset({"answer_ms_p50", "answer_ms_p99"})


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; gives 0, 1 when a figure fell short of ``--fail-under``, 2 for input that cannot be used."""
    options = _make_parser().parse_args(arguments)
    try:
        floors = [read_floor(text, MEASURES) for text in options.fail_under]
        settings = AnswerSettings()
        services = load_catalogue(settings.bot_dir).services
        questions = read_questions(options.files or sorted(QUESTIONS.glob("*.jsonl")), services)
    except (ValueError, CatalogueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    results = asyncio.run(answer_all(questions, settings))
    figures = measure(results)
    if options.json:
        everything: dict[str, object] = {"questions": len(results), "figures": figures}
        if options.errors:
            everything["errors"] = [result for result in results if not result.is_right]
        sys.stdout.write(msgspec.json.encode(everything).decode() + "\n")
    else:
        counts = {name: sum(result.question.lang == name for result in results) for name in figures["answered"]}
        sys.stdout.write(write_table(figures, {**counts, ALL: len(results)}) + "\n")
        if options.errors:
            sys.stdout.writelines(f"{line}\n" for line in _list_errors(results))
    short = find_shortfalls(figures, floors, LESS_IS_BETTER)
    sys.stderr.writelines(f"{line}\n" for line in short)
    return 1 if short else 0


async def answer_all(questions: Iterable[Question], settings: AnswerSettings) -> list[Result]:
    """Answer questions one after another, as the answer server would with these settings."""
    index = make_edition(settings.bot_dir).index
    # What the first question would wait for is read before, as the server does.
    find_other_language("Moien alleguer")
    model = make_model(settings)
    steps = make_generative(model, settings.llm_languages) if model else EXTRACTIVE
    embedder = make_embedder(settings)
    meaning = Meaning(embedder, settings.embedding_weight) if embedder else None
    if meaning is not None:
        await meaning.learn(index.pages)
    results = [await _answer(question, index, steps, meaning) for question in questions]
    for opened in (model, embedder):
        if opened is not None:
            await opened.close()
    return results


def measure(results: Results) -> dict[str, dict[str, float | None]]:
    """Give every figure by name, then by language; ``all`` is over all questions."""
    groups = {name: [it for it in results if it.question.lang == name] for name in LANGUAGES}
    there: dict[str, Results] = {name: group for name, group in groups.items() if group}
    return {
        name: {**{language: take(group) for language, group in there.items()}, ALL: take(results)}
        for name, take in MEASURES.items()
    }


async def _answer(question: Question, index: Index, steps: Sequence[Step], meaning: Meaning | None) -> Result:
    request = AnswerRequest(language=question.lang, query=KnowledgeQuery(question=question.question))
    began = time.perf_counter()
    answered = await answer_question(request, index, steps, lambda _: None, meaning)
    milliseconds = 1000 * (time.perf_counter() - began)
    near = await meaning.find(question.question, question.lang) if meaning else None
    found = [page.id for page in index.search(question.question, question.lang, near=near).pages]
    return Result(question, found, answered, milliseconds)


def _list_errors(results: Results) -> Iterable[str]:
    for result in results:
        if not result.is_right:
            asked, answer = result.question, result.answered.answer
            said = " ".join(answer.text.split())[:100]
            yield (
                f"{asked.path}:{asked.line}: {asked.question!r}: {asked.service} → {answer.standing} "
                f"{answer.services[:1]} ({result.answered.record.confidence:.2f}) {said}"
            )


def _make_parser() -> argparse.ArgumentParser:
    """The arguments, as the launcher hands them on; there they are explained."""
    parser = argparse.ArgumentParser(prog="./moien eval --answers", description="Measures answers to free text.")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--errors", action="store_true")
    parser.add_argument("--fail-under", action="append", default=[])
    return parser


if __name__ == "__main__":
    sys.exit(main())
