"""Which environment is made when, without installing anything big."""

import json
import re
import sys
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
    (project.root / "requirements" / "platform.txt").write_text("--only-binary :all:\n", encoding="utf-8")
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


def test_what_a_lock_says_in_comments_installs_nothing_else(tmp_path: Path) -> None:
    lock = tmp_path / "platform.txt"
    lock.write_text("numpy==2.4.0 \\\n    --hash=sha256:aa\n    # via py3langid\n", encoding="utf-8")
    before = environments.Layer("platform", lock).fingerprint()
    lock.write_text("numpy==2.4.0 \\\n    --hash=sha256:aa\n    # via -r platform.in\n", encoding="utf-8")
    assert environments.Layer("platform", lock).fingerprint() == before
    lock.write_text("numpy==2.4.0 \\\n    --hash=sha256:bb\n    # via py3langid\n", encoding="utf-8")
    assert environments.Layer("platform", lock).fingerprint() != before
    assert environments.Layer("llm", lock, first=("torch==2.13.0",)).fingerprint() != before


def test_one_of_another_python_or_whose_python_is_gone_is_missing(project: Settings) -> None:
    python = project.python("platform")
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    marker = project.env_dir / "platform" / environments.MARKER
    layer = environments.Layer("platform", project.root / "requirements" / "platform.txt")
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    marker.write_text(json.dumps({"python": version, "platform": layer.fingerprint()}))
    assert environments.what_stands(project, "platform") == "ready"
    marker.write_text(json.dumps({"python": "3.9", "platform": layer.fingerprint()}))
    assert environments.what_stands(project, "platform") == "missing"
    marker.write_text(json.dumps({"python": version, "platform": layer.fingerprint()}))
    python.unlink()
    python.symlink_to("/nowhere/python3")
    assert environments.what_stands(project, "platform") == "missing"


@pytest.mark.parametrize("text", ["", "[]", "{"])
def test_a_marker_that_is_none_means_unfinished(project: Settings, text: str) -> None:
    marker = project.env_dir / "platform" / environments.MARKER
    marker.parent.mkdir(parents=True)
    marker.write_text(text)
    assert environments.what_stands(project, "platform") == "missing"


def test_environments_are_made_from_the_machines_own_python() -> None:
    assert sys.prefix != sys.base_prefix, "the tests run in an environment"
    assert not environments.own_python().is_relative_to(sys.prefix)


def test_torch_is_in_the_environment_of_the_language_model_alone() -> None:
    locks = {lock.stem: lock.read_text(encoding="utf-8") for lock in (ROOT / "requirements").glob("*.txt")}
    assert [name for name, text in locks.items() if "torch" in text and name != "llm"] == []
    # There it is installed first and alone, so its lock must not bring another, nor CUDA with it.
    heavy = re.findall(r"^(?:torch|triton|nvidia-\S+|cuda-\S+)==", locks["llm"], flags=re.MULTILINE)
    assert heavy == []
    assert "transformers==" in locks["llm"]
