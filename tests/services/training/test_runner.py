"""A trial from its draft to its result, with programs that answer as told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import Engine

from contracts.models import fingerprint, fingerprint_tests, make_current, model_path
from contracts.studio import Impact
from contracts.tracing import set_up_tracing
from services.training import runner
from services.training.program import Program, ProgramError, StoppedError
from services.training.runner import TrialRunner, name_files
from services.training.settings import TrainingSettings
from services.training.store import TrialStore
from tests.otlp import Collector
from tests.services.training.conftest import NOW, Trials

IMPACT = Impact(languages={}, changed=[], replayed=0, seconds=0.0, blocked=True)
Answer = Callable[[Program, Callable[[float], None]], str]


class Programs:
    """Stands in for the two programs of a trial; each looks once before it ends."""

    def __init__(self) -> None:
        self.run: list[list[str]] = []
        self.answers: dict[str, Answer] = {
            "bot.train": lambda _, __: "done abc\n",
            "nlu.evaluation.compare": lambda _, __: msgspec.json.encode(IMPACT).decode(),
        }

    def __call__(self, program: Program, look: Callable[[float], None], seconds: float) -> str:
        assert seconds > 0
        self.run.append(list(program.argv))
        look(1.0)
        return self.answers[program.argv[2]](program, look)


class Bench:
    """A runner with live content and a live model."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.models, self.content = folder / "models", folder / "content"
        self.models.mkdir()
        (self.content / "catalogue").mkdir(parents=True)
        model_path(self.models, "live").touch()
        make_current(self.models, "live")
        settings = TrainingSettings(
            redis_url="redis://127.0.0.1:1/0",
            database_url=str(engine.url),
            model_dir=self.models,
            bot_dir=self.content,
            bot_python=folder / "python",
        )
        self.runner = TrialRunner(engine, TrialStore(engine, 30), settings, lambda: NOW)


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> Programs:
    made = Programs()
    monkeypatch.setattr(runner, "run_program", made)
    return made


@pytest.fixture
def bench(engine: Engine, tmp_path: Path) -> Bench:
    return Bench(engine, tmp_path)


def options(argv: Sequence[str]) -> dict[str, str]:
    pairs = [argument for argument in argv[3:] if argument != "--only-count"]
    return dict(zip(pairs[::2], pairs[1::2], strict=True))


TRACE = "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01"


def _stop(*_: object) -> str:
    raise StoppedError("x")


def _break(*_: object) -> str:
    raise ProgramError("x")


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        ({}, {"training.train": "succeeded", "training.compare": "succeeded", "training.trial": "succeeded"}),
        ({"bot.train": _break}, {"training.train": "broke_off", "training.trial": "failed"}),
        ({"bot.train": _stop}, {"training.train": "broke_off", "training.trial": "postponed"}),
        (
            {"nlu.evaluation.compare": _break},
            {"training.train": "succeeded", "training.compare": "broke_off", "training.trial": "failed"},
        ),
    ],
)
def test_a_trial_goes_on_with_the_trace_of_whoever_began_it(
    bench: Bench,
    trials: Trials,
    programs: Programs,
    monkeypatch: pytest.MonkeyPatch,
    answers: dict[str, Answer],
    told: dict[str, str],
) -> None:
    programs.answers |= answers
    with Collector() as collector:
        monkeypatch.setenv("MOIEN_OTLP_URL", collector.url)
        stop = set_up_tracing("training")
        bench.runner.run(trials.add(trace=TRACE))
        stop()
    assert {span.name: span.attributes["outcome"] for span in collector.spans} == told
    assert {(span.process, span.trace) for span in collector.spans} == {("moien-training", TRACE[3:35])}
    [whole] = [span for span in collector.spans if span.name == "training.trial"]
    assert whole.parent == TRACE[36:52]
    assert {span.parent for span in collector.spans if span is not whole} == {whole.id}


def test_a_draft_is_trained_aside_and_compared(bench: Bench, trials: Trials, programs: Programs) -> None:
    seen: list[Any] = []

    def train(program: Program, _: object) -> str:
        folder = Path(program.argv[-1])
        seen.append((folder / "catalogue" / "passport.yaml").read_text(encoding="utf-8"))
        seen.append((trials.read().state, fingerprint(folder) == trials.read().model))
        return "done\n"

    def compare(program: Program, _: object) -> str:
        seen.append(trials.read().state)
        seen.append((Path(options(program.argv)["--content"]) / "tests" / "passport.yaml").read_text(encoding="utf-8"))
        assert program.given == b"[]"
        return msgspec.json.encode(IMPACT).decode()

    programs.answers = {"bot.train": train, "nlu.evaluation.compare": compare}
    tests = {"tests/passport.yaml": "sentences: x\n"}
    bench.runner.run(trials.add(files={"catalogue/passport.yaml": "title: x\n", **tests}))
    row = trials.read()
    assert seen == ["title: x\n", ("training", True), "evaluating", "sentences: x\n"], (
        "the row names the model before it is there, and the tests are those of the draft"
    )
    assert (row.state, row.done, row.result["blocked"], row.problem) == ("succeeded", 100, True, None)
    assert row.result["tests"] == fingerprint_tests({"tests/passport.yaml": b"sentences: x\n"})
    trained, compared = programs.run
    assert trained[:4] == [str(bench.content.parent / "python"), "-m", "bot.train", "--aside"]
    told = options(compared)
    assert told["--before"] == str(model_path(bench.models, "live"))
    assert told["--after"] == str(model_path(bench.models, row.model))


@pytest.mark.parametrize("review", [None, "r1"])
def test_real_messages_are_told_to_whoever_decides_on_a_review_alone(
    bench: Bench, trials: Trials, programs: Programs, review: str | None
) -> None:
    if review is not None:
        trials.add_review(review)
    bench.runner.run(trials.add(review_id=review))
    assert ("--only-count" in programs.run[1]) is (review is None)


def test_problems_of_the_catalogue_are_told_as_owners_know_the_files(
    bench: Bench, trials: Trials, programs: Programs
) -> None:
    def train(program: Program, _: object) -> str:
        raise ProgramError(f'../../{program.argv[-1].lstrip("/")}/catalogue/passport.yaml:3: [unknown-key] "titel"')

    programs.answers["bot.train"] = train
    bench.runner.run(trials.add())
    row = trials.read()
    assert (row.state, row.problem) == ("failed", 'catalogue/passport.yaml:3: [unknown-key] "titel"')
    assert len(programs.run) == 1


def test_a_file_that_is_none_of_content_fails_before_anything_runs(
    bench: Bench, trials: Trials, programs: Programs
) -> None:
    bench.runner.run(trials.add(files={"../server.py": "x"}))
    assert trials.read().state == "failed"
    assert "../server.py" in trials.read().problem
    assert programs.run == []


def test_without_a_live_model_there_is_nothing_to_compare_with(
    bench: Bench, trials: Trials, programs: Programs
) -> None:
    (bench.models / "current").unlink()
    bench.runner.run(trials.add())
    assert trials.read().state == "failed"
    assert "no live model" in trials.read().problem


def test_cancelling_stops_it(bench: Bench, trials: Trials, programs: Programs) -> None:
    def train(_: object, look: Callable[[float], None]) -> str:
        trials.cancel()
        look(2.0)
        raise AssertionError("it goes on")

    programs.answers["bot.train"] = train
    bench.runner.run(trials.add())
    assert (trials.read().state, len(programs.run)) == ("cancelled", 1)


def test_when_the_platform_stops_the_trial_waits_for_the_next_worker(
    bench: Bench, trials: Trials, programs: Programs
) -> None:
    def train(_: object, __: object) -> str:
        raise StoppedError

    programs.answers["bot.train"] = train
    bench.runner.run(trials.add())
    assert (trials.read().state, trials.read().done) == ("queued", 0)
    programs.answers["bot.train"] = lambda _, __: "done\n"
    bench.runner.run("t1")
    assert trials.read().state == "succeeded"


def test_a_trial_that_somebody_else_has_or_had_is_left(bench: Bench, trials: Trials, programs: Programs) -> None:
    bench.runner.run(trials.add(state="succeeded"))
    bench.runner.run("unknown")
    assert programs.run == []


def test_what_is_shown_grows_and_never_is_all(bench: Bench, trials: Trials, programs: Programs) -> None:
    shown: list[int] = []

    def last(_: object, look: Callable[[float], None]) -> str:
        for passed in (1.0, 10.0, 60.0, 10_000.0):
            look(passed)
            shown.append(trials.read().done)
        return msgspec.json.encode(IMPACT).decode()

    programs.answers = {"bot.train": last, "nlu.evaluation.compare": last}
    bench.runner.run(trials.add())
    assert shown == sorted(shown)
    assert shown[-1] < 100


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("../../tmp/trial-x/catalogue/a.yaml:3: wrong", "catalogue/a.yaml:3: wrong"),
        ("a sentence\n/tmp/trial-x/conversation.yaml:1: no", "a sentence\nconversation.yaml:1: no"),
        ("Rasa gave up training with code 1", "Rasa gave up training with code 1"),
        ("\n".join(["x"] * 45), "\n".join([*(["x"] * 40), "… 5 more"])),
    ],
)
def test_files_are_named_without_their_folder(said: str, told: str) -> None:
    assert name_files(said, Path("/tmp/trial-x")) == told
