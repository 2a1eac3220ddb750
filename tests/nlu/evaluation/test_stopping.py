"""A program that is told to stop ends with those it waits for, though only a thread of it waits."""

from __future__ import annotations

import signal
import subprocess
import sys

from contracts.models import ROOT

WAITS = """
import subprocess, sys, time
from concurrent.futures import ThreadPoolExecutor
from nlu.evaluation.stopping import stop_with_children

stop_with_children()
code = "print('begun', flush=True); import time; time.sleep(600)"
with ThreadPoolExecutor() as threads:
    threads.submit(subprocess.run, [sys.executable, "-c", code]).result()
"""


def test_it_ends_with_its_children() -> None:
    running = subprocess.Popen(
        [sys.executable, "-c", WAITS], cwd=ROOT, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    assert running.stdout is not None
    assert running.stdout.readline() == "begun\n"
    running.send_signal(signal.SIGTERM)
    # The pipe ends when the last process that holds it has ended.
    assert running.communicate(timeout=60)[0] == ""
    assert running.returncode == -signal.SIGTERM, "as whoever started it knows that it was stopped"


def test_in_the_group_of_another_it_ends_alone() -> None:
    code = (
        "import os, signal\nfrom nlu.evaluation.stopping import stop_with_children\n"
        "stop_with_children()\nos.kill(os.getpid(), signal.SIGTERM)"
    )
    ended = subprocess.run([sys.executable, "-c", code], cwd=ROOT, timeout=60, check=False)
    assert ended.returncode == 1
