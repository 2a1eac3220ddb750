"""Training from the command line, in a copy of the project whose catalogue may be broken."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import ROOT
from contracts.models import content_files, content_path, copy_content, fingerprint, has_model, read_current
from tests.bot.processes import environment
from tests.content import keep_offered

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of everything a model is trained from, with few services."""
    copy = tmp_path_factory.mktemp("project")
    for folder in ("bot", "nlu", "contracts"):
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (copy / "requirements").mkdir()
    shutil.copy(ROOT / "requirements" / "bot.txt", copy / "requirements" / "bot.txt")
    keep_offered(copy / "bot")
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
    mark = fingerprint(project / "bot", project)

    trained = train(project)
    assert (trained.returncode, trained.stderr) == (0, "")
    assert re.match(rf"model {mark[:12]} trained in \d+\.\d s: ", trained.stdout)
    current = read_current(models)
    assert current is not None
    assert {path.name for path in models.iterdir()} == {"current", current.name, f"{mark}.content"}
    assert content_files(content_path(models, mark)) == content_files(project / "bot")

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


def test_a_model_of_other_content_is_trained_aside(project: Path, tmp_path: Path) -> None:
    models = project / ".moien" / "models"
    before = read_current(models)
    elsewhere = tmp_path / "draft"
    copy_content(project / "bot", elsewhere)
    passport = elsewhere / "catalogue" / "passport.yaml"
    passport.write_text(f"{passport.read_text(encoding='utf-8')}\n# changed\n", encoding="utf-8")
    mark = fingerprint(elsewhere, project)

    trained = train(project, "--aside", "--content", str(elsewhere))
    assert (trained.returncode, trained.stderr) == (0, "")
    assert trained.stdout.splitlines() == ["reading", "training", f"done {mark}"]
    assert has_model(models, mark)
    assert (content_path(models, mark) / "catalogue" / "passport.yaml").read_bytes() == passport.read_bytes()
    assert read_current(models) == before, "only whoever publishes makes it current"

    again = train(project, "--aside", "--content", str(elsewhere))
    assert (again.returncode, again.stdout) == (0, f"done {mark}\n")
