"""When the web parts are built, with an npm and a node that only write down what they were asked."""

import json
import os
from pathlib import Path

import pytest

from launcher import web_build
from launcher.problem import Problem
from launcher.settings import Settings, read_settings


def make_program(path: Path, body: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    web = tmp_path / "web"
    (web / "widget" / "src").mkdir(parents=True)
    (web / "package-lock.json").write_text(json.dumps({"packages": {}}), encoding="utf-8")
    (web / "widget" / "src" / "main.ts").write_text("one", encoding="utf-8")
    make_program(tmp_path / "bin" / "node", "echo v20.19.2")
    make_program(
        tmp_path / "bin" / "npm",
        'echo "$1 $2" >> ../asked\n'
        'case "$1" in ci) mkdir -p node_modules;; run) mkdir -p dist; echo built > dist/x;; esac',
    )
    return read_settings(tmp_path, {"PATH": f"{tmp_path / 'bin'}:{os.defpath}"})


def asked(settings: Settings) -> list[str]:
    file = settings.root / "asked"
    lines = file.read_text().splitlines() if file.exists() else []
    file.unlink(missing_ok=True)
    return [line.split()[0] for line in lines]


def test_it_is_built_once_and_again_when_a_source_changed(project: Settings) -> None:
    web_build.ensure_build(project)
    assert asked(project) == ["ci", "run"]
    web_build.ensure_build(project)
    assert asked(project) == []
    source = project.root / "web" / "widget" / "src" / "main.ts"
    source.write_text("two", encoding="utf-8")
    web_build.ensure_build(project)
    assert asked(project) == ["run"]
    (project.root / "web" / "package-lock.json").write_text(json.dumps({"packages": {"": {}}}), encoding="utf-8")
    web_build.ensure_build(project)
    assert asked(project) == ["ci", "run"]


def test_what_is_built_or_installed_is_no_source(project: Settings) -> None:
    web = project.root / "web"
    before = web_build.fingerprint(web)
    for folder in ("dist", "node_modules/left", "widget/node_modules", "widget/coverage"):
        (web / folder).mkdir(parents=True)
        (web / folder / "made.js").write_text("made", encoding="utf-8")
    assert web_build.fingerprint(web) == before
    (web / "widget" / "src" / "more.ts").touch()
    assert web_build.fingerprint(web) != before


def test_renaming_a_source_is_a_change(project: Settings) -> None:
    web = project.root / "web"
    before = web_build.fingerprint(web)
    (web / "widget" / "src" / "main.ts").rename(web / "widget" / "src" / "start.ts")
    assert web_build.fingerprint(web) != before


def test_a_failed_build_does_not_pass_for_the_one_before(project: Settings) -> None:
    web_build.ensure_build(project)
    source = project.root / "web" / "widget" / "src" / "main.ts"
    source.write_text("broken", encoding="utf-8")
    make_program(project.root / "bin" / "npm", 'echo "error TS1005"; exit 1')
    with pytest.raises(Problem, match="error TS1005"):
        web_build.ensure_build(project)
    source.write_text("one", encoding="utf-8")
    with pytest.raises(Problem):
        web_build.ensure_build(project)


@pytest.mark.parametrize("says", ["v18.19.0", "v20.18.1", "nonsense"])
def test_an_old_node_is_named_before_anything_is_installed(project: Settings, says: str) -> None:
    make_program(project.root / "bin" / "node", f"echo {says}")
    with pytest.raises(Problem, match=says) as caught:
        web_build.ensure_build(project)
    assert "Node 20" in caught.value.do
    assert asked(project) == []


def test_no_node_is_said(project: Settings, tmp_path: Path) -> None:
    without = read_settings(project.root, {"PATH": str(tmp_path / "empty")})
    with pytest.raises(Problem, match="no node and no npm"):
        web_build.ensure_build(without)
