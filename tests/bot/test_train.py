"""Training from the command line, in a copy of the project whose catalogue may be broken."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.models import fingerprint, read_current
from bot.settings import ROOT
from tests.bot.processes import environment

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything a model is trained from."""
    copy = tmp_path_factory.mktemp("project")
    for folder in ("bot", "nlu", "contracts"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "requirements").mkdir()
    shutil.copy(ROOT / "requirements" / "bot.txt", copy / "requirements" / "bot.txt")
    return copy


def train(project: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot.train", *arguments],
        cwd=project,
        env=environment(project / ".moien"),
        capture_output=True,
        timeout=250,
        check=False,
        text=True,
    )


def test_the_way_of_a_model(project: Path) -> None:
    models = project / ".moien" / "models"
    mark = fingerprint(project)

    trained = train(project)
    assert (trained.returncode, trained.stderr) == (0, "")
    assert re.match(rf"model {mark[:12]} trained in \d+\.\d s: ", trained.stdout)
    current = read_current(models)
    assert current is not None
    assert {path.name for path in models.iterdir()} == {"current", current.name}

    again = train(project)
    assert (again.returncode, again.stdout) == (0, f"model {mark[:12]} is current\n")

    passport = project / "bot" / "catalogue" / "passport.yaml"
    good = passport.read_text(encoding="utf-8")
    passport.write_text(good.replace("title:", "titel:", 1), encoding="utf-8")
    refused = train(project)
    assert (refused.returncode, refused.stdout) == (1, "")
    for line in refused.stderr.splitlines():
        assert re.match(r"bot/catalogue/passport\.yaml:\d+: \[[a-z-]+\] \S", line), line
    assert "titel" in refused.stderr
    assert read_current(models) == current, "the old model stays"

    passport.write_text(good, encoding="utf-8")
    assert train(project).stdout == f"model {mark[:12]} is current\n"
    assert not list(project.rglob(".rasa")), "Rasa's cache is off"
