"""Rasa 3.6.21 as it comes, to be measured beside the platform: the bot of ``rasa init``, and one of rules alone.

Each is trained once, in a folder that is kept; ``rasa run`` serves it on its REST and socketio channels.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from launcher.health import http_answers
from launcher.settings import Settings
from tests.ports import free_ports

PATIENCE = 240.0
MODEL = "bench"
CREDENTIALS = """rest:
socketio:
  user_message_evt: user_uttered
  bot_message_evt: bot_uttered
"""
"""Sessions last as long as their socket: Rasa does not await what puts one into the room of a lasting session, and with
the python-socketio that it brings no answer arrives there."""
RULES_ONLY = """recipe: default.v1
assistant_id: bench_rules
language: en
pipeline:
- name: WhitespaceTokenizer
- name: CountVectorsFeaturizer
- name: CountVectorsFeaturizer
  analyzer: char_wb
  min_ngram: 1
  max_ngram: 4
- name: LogisticRegressionClassifier
policies:
- name: RulePolicy
"""
RULES = "".join(
    f"- rule: after {intent}\n  steps:\n  - intent: {intent}\n  - action: {action}\n"
    for intent, action in {
        "greet": "utter_greet",
        "mood_great": "utter_happy",
        "goodbye": "utter_goodbye",
        "bot_challenge": "utter_iamabot",
    }.items()
)
MESSAGES = ("hello", "I am great", "bye", "are you a bot?")
"""The bot answers each with one message."""


@dataclass(frozen=True)
class Stock:
    """One bot of Rasa's own."""

    name: str
    folder: Path
    python: Path
    """The interpreter of the bot's environment."""

    def prepare(self) -> None:
        """Train it, unless that was done before."""
        if (self.folder / "models" / f"{MODEL}.tar.gz").exists():
            return
        print(f"training {self.name}: some minutes, once", flush=True)
        shutil.rmtree(self.folder, ignore_errors=True)
        find = "import rasa.cli.initial_project as it; print(list(it.__path__)[0])"
        template = self._call("-c", find, cwd=Path.cwd()).stdout.strip().splitlines()[-1]
        shutil.copytree(template, self.folder, ignore=shutil.ignore_patterns("__pycache__"))
        (self.folder / "credentials.yml").write_text(CREDENTIALS, encoding="utf-8")
        if self.name == "rules":
            (self.folder / "config.yml").write_text(RULES_ONLY, encoding="utf-8")
            (self.folder / "data" / "stories.yml").unlink()
            (self.folder / "data" / "rules.yml").write_text(f'version: "3.1"\nrules:\n{RULES}', encoding="utf-8")
        self._call("-m", "rasa", "train", "--fixed-model-name", MODEL, cwd=self.folder)

    @contextmanager
    def running(self) -> Iterator[Served]:
        """Serve it until the block ends."""
        [port] = free_ports(1)
        command = ("-m", "rasa", "run", "-i", "127.0.0.1", "-p", str(port), "-m", f"models/{MODEL}.tar.gz")
        with (self.folder / "run.log").open("wb") as log:
            child = subprocess.Popen(
                [self.python, *command],
                cwd=self.folder,
                env=_environ(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            until, ready = time.monotonic() + PATIENCE, http_answers("127.0.0.1", port, "/")
            while not ready():
                if child.poll() is not None or time.monotonic() > until:
                    sys.exit(f"{self.name} of Rasa did not start; see {self.folder / 'run.log'}")
                time.sleep(0.25)
            yield Served(port, child.pid)
        finally:
            child.terminate()
            child.wait(30)

    def _call(self, *command: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [self.python, *command], cwd=cwd, env=_environ(), capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.exit(f"{self.name} of Rasa: {' '.join(command[:3])} failed:\n{done.stderr[-2000:]}")
        return done


@dataclass(frozen=True)
class Served:
    """A bot that runs."""

    port: int
    pid: int


def stock_bots(settings: Settings, folder: Path) -> tuple[Stock, Stock]:
    """Return the bot of ``rasa init`` and the one of rules, trained in ``folder``."""
    python = settings.python("bot")
    bots = Stock("init", folder / "init", python), Stock("rules", folder / "rules", python)
    for bot in bots:
        bot.prepare()
    return bots


def _environ() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MOIEN_")}
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
    return {**kept, **quiet, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
