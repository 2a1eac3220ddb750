"""Has the live model understand the test sentences where nobody did, so that the studio can say how services stand."""

from __future__ import annotations

import sys

import structlog

from contracts.catalogue.tests import list_sentences
from contracts.models import mark_of, read_current
from contracts.understood import read_understood
from services.training.program import Program, ProgramError, StoppedError, run_program
from services.training.settings import TrainingSettings

log = structlog.get_logger()


def measure_live(settings: TrainingSettings) -> bool:
    """Keep what the live model makes of the test sentences, beside it; does nothing where that is known already.

    Returns whether it is known now.
    """
    live = read_current(settings.model_dir)
    if live is None:
        log.info("measure.no_model")
        return False
    known = read_understood(settings.model_dir, mark_of(live))
    if all(sentence.text in known for sentence in list_sentences(settings.bot_dir)):
        return True
    argv = [
        *(sys.executable, "-m", "nlu.evaluation.measure"),
        *("--bot-python", str(settings.bot_python)),
        *("--model", str(live)),
        *("--content", str(settings.bot_dir)),
    ]
    try:
        run_program(Program(argv), lambda _: None, settings.trial_timeout)
    except StoppedError:
        log.info("measure.stopped")
    except ProgramError as error:
        log.warning("measure.failed", problem=str(error))
    else:
        log.info("measure.done", model=mark_of(live))
        return True
    return False
