"""The images: built from what is there, by rules of hadolint, and run by nobody of rank."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.environments import TORCH
from launcher.web_build import OLDEST_NODE
from tests.deploy.compose import ROOT, services

DOCKERFILES = [ROOT / "deploy" / "Dockerfile", ROOT / "deploy" / "caddy" / "Dockerfile"]
HADOLINT = Path(sys.executable).with_name("hadolint")


def stages(path: Path) -> dict[str, list[tuple[str, str]]]:
    """By name of the stage: its instructions, each with what stands behind it."""
    text = re.sub(r"\\\n\s*", "", path.read_text(encoding="utf-8"))
    found: dict[str, list[tuple[str, str]]] = {}
    name = ""
    for line in text.splitlines():
        match = re.match(r"([A-Z]+) (.*)", line)
        if match is None:
            continue
        if match[1] == "FROM":
            name = match[2].rpartition(" AS ")[2]
            found[name] = []
        if name:
            found[name].append((match[1], match[2]))
    return found


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_hadolint_finds_nothing(path: Path) -> None:
    done = subprocess.run([HADOLINT, "--no-color", path], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("path", DOCKERFILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_what_is_copied_is_there_and_reaches_the_builder(path: Path) -> None:
    let_in = re.findall(r"^!(.+)$", (ROOT / ".dockerignore").read_text(encoding="utf-8"), flags=re.MULTILINE)
    for instructions in stages(path).values():
        for word, rest in instructions:
            if word == "COPY" and not rest.startswith("--from"):
                for source in rest.split()[:-1]:
                    assert (ROOT / source).exists(), source
                    assert any(f"{source}/".startswith(f"{name}/") for name in let_in), (
                        f".dockerignore keeps {source} out"
                    )


def test_every_target_of_the_compose_file_is_built_and_ends_as_nobody() -> None:
    built = stages(DOCKERFILES[0])
    for name, service in services().items():
        target = service.get("build", {}).get("target")
        if target:
            assert [rest for word, rest in built[target] if word == "USER"][-1] == "10001:10001", name
    last = list(stages(DOCKERFILES[1]).values())[-1]
    assert ("USER", "10001:10001") in last


def test_bases_are_named_exactly_and_fit_the_code() -> None:
    arguments = dict(re.findall(r"^ARG ([A-Z_]+)=(.+)$", DOCKERFILES[0].read_text(encoding="utf-8"), re.MULTILINE))
    assert re.fullmatch(r"3\.11\.\d+-slim-bookworm", arguments["PYTHON"])
    assert re.fullmatch(r"3\.10\.\d+-slim-bookworm", arguments["PYTHON_OF_RASA"])
    node = re.fullmatch(r"(\d+)\.(\d+)\.\d+-bookworm-slim", arguments["NODE"])
    assert node is not None
    assert (int(node[1]), int(node[2])) >= OLDEST_NODE
    for instructions in [one for path in DOCKERFILES for one in stages(path).values()]:
        base = next(rest for word, rest in instructions if word == "FROM").split()[0]
        assert "latest" not in base
        assert base.endswith("}") or ":" in base or base in stages(DOCKERFILES[0])


def test_environments_are_made_from_the_locks_and_hold_no_tool_of_developers() -> None:
    text = DOCKERFILES[0].read_text(encoding="utf-8")
    for name in ("platform", "bot", "llm"):
        assert f"--require-hashes -r /tmp/{name}.txt" in text
    assert "dev.txt" not in text
    assert TORCH in text


@pytest.mark.parametrize("room", ["bot", "contracts", "nlu"])
def test_models_have_the_same_name_in_every_image(room: str) -> None:
    """What a model is named by must be the same where it is trained, published and served."""
    for target in ("platform", "bot"):
        copied = [rest.split()[0] for word, rest in stages(DOCKERFILES[0])[target] if word == "COPY"]
        assert room in copied
        assert "requirements/bot.txt" in copied


def test_backups_are_made_by_programs_of_the_servers_version() -> None:
    server = re.fullmatch(r"postgres:(\d+)\..*", services()["postgres"]["image"])
    assert server is not None
    assert f"postgresql-client-{server[1]}" in DOCKERFILES[0].read_text(encoding="utf-8")
