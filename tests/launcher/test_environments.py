"""Which environment is made when, without installing anything big."""

import json
from pathlib import Path

import pytest

from launcher import environments
from launcher.problem import Problem
from launcher.settings import Settings, read_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    """A project whose locks pin nothing, so that installing is quick and needs no index."""
    (tmp_path / "requirements").mkdir()
    for name in ("platform", "dev"):
        (tmp_path / "requirements" / f"{name}.txt").write_text("# nothing\n", encoding="utf-8")
    return read_settings(tmp_path)


def made(settings: Settings) -> dict[str, str]:
    marker = json.loads((settings.env_dir / "platform" / environments.MARKER).read_text())
    del marker["python"]
    return dict(marker)


@pytest.mark.slow
def test_it_is_made_once_grows_and_is_remade_when_the_lock_changes(project: Settings) -> None:
    environments.ensure_platform(project, tests=False)
    assert project.python("platform").exists()
    assert list(made(project)) == ["platform"]
    keepsake = project.env_dir / "platform" / "keepsake"
    keepsake.touch()
    environments.ensure_platform(project, tests=True)
    assert list(made(project)) == ["platform", "dev"]
    assert keepsake.exists(), "adding a layer must not remake the environment"
    assert environments.what_stands(project, "platform") == "ready"
    (project.root / "requirements" / "platform.txt").write_text("# something else\n", encoding="utf-8")
    assert environments.what_stands(project, "platform") == "outdated"
    environments.ensure_platform(project, tests=False)
    assert not keepsake.exists()
    assert environments.what_stands(project, "platform") == "ready"


def test_one_that_was_not_finished_is_missing(project: Settings) -> None:
    (project.env_dir / "platform" / "bin").mkdir(parents=True)
    assert environments.what_stands(project, "platform") == "missing"


@pytest.mark.slow
def test_a_failed_installation_shows_the_end_of_its_log(project: Settings) -> None:
    (project.root / "requirements" / "platform.txt").write_text("moien-has-no-such-package==1\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"Installing platform\.txt") as caught:
        environments.ensure_platform(project, tests=False)
    assert "setup-platform.log" in caught.value.what
    assert environments.what_stands(project, "platform") == "missing"


def test_torch_is_in_no_lock() -> None:
    for lock in (ROOT / "requirements").glob("*.txt"):
        heavy = [line for line in lock.read_text().splitlines() if line.startswith(("torch==", "nvidia-", "triton=="))]
        assert heavy == [], f"{lock.name}: {heavy}"
