"""Takes one trial from its draft to what publishing it would change."""

from __future__ import annotations

import math
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
import structlog
from sqlalchemy import Engine

from contracts import tracing
from contracts.models import content_files, fingerprint, fingerprint_tests, model_path, read_current
from contracts.studio import Impact, TrialState
from services.meters import trial_meters
from services.training.content import BadDraftError, lay_over
from services.training.program import Program, ProgramError, StoppedError, run_program
from services.training.replay import read_replay
from services.training.settings import TrainingSettings
from services.training.store import CancelledError, Lease, LostError, TrialStore

log = structlog.get_logger()

TRAINED = 70
"""Per cent of a trial that is done when the model is trained."""
COMPARED = 99
USUAL_TRAINING = 40.0
USUAL_COMPARING = 30.0
"""Seconds that a part usually takes: neither tells how far it is, so what is shown follows the clock."""
TrialOutcome = Literal["succeeded", "cancelled", "stopped", "failed", "lost"]
TRACED_AS: Mapping[TrialOutcome, tracing.Outcome] = {
    "succeeded": "succeeded",
    "cancelled": "refused",
    "stopped": "postponed",
    "failed": "failed",
    "lost": "lease_lost",
}
_NAMED = 40
"""Lines of problems that are told."""


class TrialRunner:
    """Does trials, one after another."""

    def __init__(
        self, engine: Engine, store: TrialStore, settings: TrainingSettings, now: Callable[[], datetime]
    ) -> None:
        """``engine`` reads the messages that are replayed; ``now`` gives aware UTC times."""
        self._engine = engine
        self._store = store
        self._settings = settings
        self._now = now

    def run(self, trial_id: str) -> None:
        """Do a trial, unless somebody else does or did; its row says how it ended."""
        lease = self._store.lease(trial_id, self._now())
        if lease is None:
            log.info("trial.left", trial=trial_id)
            return
        with tracing.resume("training.trial", lease.trace) as span:
            outcome = self._carry_out(lease)
            span.tell(TRACED_AS[outcome])

    def _carry_out(self, lease: Lease) -> TrialOutcome:
        trial_id = lease.trial
        outcome: TrialOutcome
        began, outcome = time.monotonic(), "failed"
        try:
            impact = self._try(lease)
            outcome = "succeeded"
            self._store.succeed(lease, impact, self._now())
            log.info("trial.succeeded", trial=trial_id, blocked=impact.blocked, seconds=impact.seconds)
        except CancelledError:
            outcome = "cancelled"
            self._store.cancel(lease, self._now())
            log.info("trial.cancelled", trial=trial_id)
        except StoppedError:
            outcome = "stopped"
            self._store.give_back(lease)
            log.info("trial.stopped", trial=trial_id)
        except (BadDraftError, ProgramError) as error:
            outcome = "failed"
            self._store.fail(lease, str(error), self._now())
            log.info("trial.failed", trial=trial_id)
        except LostError:
            outcome = "lost"
            log.warning("trial.lost", trial=trial_id)
        finally:
            trial_meters().trials.count(outcome)
            trial_meters().seconds.observe(time.monotonic() - began)
        return outcome

    def _try(self, lease: Lease) -> Impact:
        began = time.monotonic()
        live = read_current(self._settings.model_dir)
        if live is None:
            raise ProgramError("there is no live model to compare with: train one first (./moien train)")
        with tempfile.TemporaryDirectory(prefix="moien-trial-") as made:
            folder = Path(made)
            lay_over(self._settings.bot_dir, lease.files, folder)
            # The row names the model before it is there: models that a trial names are not deleted.
            mark = fingerprint(folder)
            self._store.go_on(lease, self._now(), done=1, model=mark)
            with tracing.step("training.train") as span:
                self._train(lease, folder, began)
                span.tell("succeeded")
            with tracing.step("training.compare") as span:
                impact = self._compare(lease, live, mark, folder, began)
                span.tell("succeeded")
            tests = fingerprint_tests({name: (folder / name).read_bytes() for name in content_files(folder)})
        return msgspec.structs.replace(impact, seconds=round(time.monotonic() - began, 1), tests=tests)

    def _train(self, lease: Lease, folder: Path, began: float) -> None:
        argv = [str(self._settings.bot_python), "-m", "bot.train", "--aside", "--content", str(folder)]
        variables = {"MOIEN_MODEL_DIR": str(self._settings.model_dir)}
        show = self._progress(lease, "training", 1, TRAINED, USUAL_TRAINING)
        try:
            run_program(Program(argv, variables=variables), show, self._left(began))
        except ProgramError as error:
            raise ProgramError(name_files(str(error), folder)) from error

    def _compare(self, lease: Lease, live: Path, mark: str, folder: Path, began: float) -> Impact:
        self._store.go_on(lease, self._now(), done=TRAINED, state="evaluating")
        replayed = read_replay(self._engine, self._settings.replay)
        argv = [
            *(sys.executable, "-m", "nlu.evaluation.compare"),
            *("--bot-python", str(self._settings.bot_python)),
            *("--before", str(live), "--after", str(model_path(self._settings.model_dir, mark))),
            # Of the folder, not of what lies beside the model: tests may differ for the same model.
            *("--content", str(folder)),
            # What citizens wrote is for whoever decides on a review; who only tries needs to know how many change.
            *([] if lease.is_of_review else ["--only-count"]),
        ]
        show = self._progress(lease, "evaluating", TRAINED, COMPARED, USUAL_COMPARING)
        try:
            said = run_program(Program(argv, given=msgspec.json.encode(replayed)), show, self._left(began))
        except ProgramError as error:
            raise ProgramError(name_files(str(error), folder)) from error
        return msgspec.json.decode(said, type=Impact)

    def _progress(
        self, lease: Lease, state: TrialState, first: int, last: int, usual: float
    ) -> Callable[[float], None]:
        """Return what is called while a part runs: it shows more and more, and never the whole before the end."""

        def show(passed: float) -> None:
            share = 1 - math.exp(-2 * passed / usual)
            self._store.go_on(lease, self._now(), done=first + int((last - first) * share), state=state)

        return show

    def _left(self, began: float) -> float:
        return max(1.0, self._settings.trial_timeout - (time.monotonic() - began))


def name_files(said: str, folder: Path) -> str:
    """Name files as service owners know them, instead of those of the copy that was checked."""
    lines = []
    for line in said.splitlines():
        before, name, after = line.partition(f"{folder.name}/")
        lines.append(after if name and set(before) <= set("./abcdefghijklmnopqrstuvwxyz_0123456789-") else line)
    more = [f"… {len(lines) - _NAMED} more"] if len(lines) > _NAMED else []
    return "\n".join([*lines[:_NAMED], *more])
