"""``./moien llm``: looks at the local language model before citizens do."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

from launcher import environments, setup
from launcher.commands import read_tail, run_shown
from launcher.problem import Problem
from launcher.processes import count_llm_tokens, describe_process, log_file
from launcher.progress import say, step
from launcher.settings import Settings

LOADING_SECONDS = 1800.0
"""Longest wait for a model that loads."""
LOG_LINES = 20
_STATUS = Path("/proc")


def check(settings: Settings) -> int:
    """Load the model where it does not run yet, ask it a question per language, say how fast it is; the exit code.

    Raises:
        Problem: no model is set, it cannot be used, does not load, or the memory is not enough.
    """
    own = settings.llm_model is not None
    if not own and not settings.variables.get("MOIEN_LLM_URL"):
        raise Problem(
            "No language model is set.",
            "Set MOIEN_LLM_MODEL to the folder or the id of a model, or MOIEN_LLM_URL to the address of a server "
            "(docs/language-model.md).",
            exit_code=2,
        )
    environments.ensure_platform(settings, tests=False)
    with _serve(settings) if own else contextlib.nullcontext():
        argv: list[str | Path] = [settings.python("platform"), "-m", "nlu.evaluation.language_model"]
        return run_shown(argv, cwd=settings.root, variables=settings.process_variables())


def convert(settings: Settings, source: str, target: str) -> int:
    """Write a model without its vision part into a folder; gives the exit code."""
    environments.ensure_llm(settings)
    argv: list[str | Path] = [settings.python("llm"), "-m", "nlu.llm.text_only", Path(source).resolve()]
    return run_shown([*argv, Path(target).resolve()], cwd=settings.root, variables=settings.process_variables())


@contextlib.contextmanager
def _serve(settings: Settings) -> Iterator[None]:
    """Serve the model meanwhile, unless the platform does already."""
    environments.ensure_llm(settings)
    setup.ensure_llm_weights(settings)
    process = describe_process(settings, "llm")
    if process.health():
        say("The model is loaded already: the platform serves it.")
        yield
        return
    device = settings.variables.get("MOIEN_LLM_DEVICE") or "auto"
    argv = [settings.python("llm"), "-m", "nlu.llm.describe", settings.llm_dir, str(count_llm_tokens(settings)), device]
    variables = {**settings.process_variables(), **process.variables}
    if run_shown(argv, cwd=settings.root, variables=variables):
        raise Problem(
            "The model does not fit into the memory of this machine.",
            "Name a smaller one, or one with smaller weights, or lower MOIEN_LLM_CONCURRENCY (docs/language-model.md).",
        )
    log = log_file(settings, "llm-check")
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as written:
        running = subprocess.Popen(
            process.argv, cwd=settings.root, env=variables, stdout=written, stderr=subprocess.STDOUT
        )
    try:
        began = time.monotonic()
        with step(f"loading {settings.llm_model}"):
            while not process.health():
                if running.poll() is not None or time.monotonic() - began > LOADING_SECONDS:
                    tail = "\n".join(f"    {line}" for line in read_tail(log, LOG_LINES))
                    raise Problem(f"The model does not load. The end of {log}:\n{tail}", "Mend what it says there.")
                time.sleep(0.2)
        yield
        say(f"memory taken: {_read_peak(running.pid) / 1e9:.1f} GB of the machine (a GPU's own not counted)")
    finally:
        running.terminate()
        running.wait()


def _read_peak(pid: int) -> int:
    """Give the most bytes of memory that a process has had."""
    for line in (_STATUS / str(pid) / "status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    return 0
