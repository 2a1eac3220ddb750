"""No process of the platform opens a connection beyond loopback, and Rasa's telemetry is off everywhere."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stack import sealed
from tests.stack.platform import ROOT

pytestmark = [pytest.mark.stack, pytest.mark.slow]

PATIENCE = 400
"""Seconds: a start of the platform and a conversation, on a busy machine."""


@pytest.mark.timeout(PATIENCE + 30)
def test_nothing_leaves_the_machine(tmp_path: Path) -> None:
    namespaces = ["unshare", "--net", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    run = subprocess.run(
        [*namespaces, sys.executable, "-m", "tests.stack.sealed", str(tmp_path)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 0, f"this test needs network and mount namespaces:\n{run.stdout}\n{run.stderr}"
    seen = json.loads(run.stdout.splitlines()[-1])
    assert {sealed.STRANGER, sealed.STRANGER_V6, sealed.RESOLVER} <= set(seen["trap"]), "the recorder records nothing"
    assert len(seen["said"]) >= 6
    assert seen["packets"] == [], f"somebody tried to reach {sorted(set(seen['packets']))}"
    names = ("rasa", "actions", "sandbox", "eid", "answers", "gateway", "worker", "beat", "training", "rehearsal")
    assert seen["telemetry"] == dict.fromkeys(names, "false")
