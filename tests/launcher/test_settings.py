"""Settings: defaults, precedence, bad values, and that docs/settings.md tells all of them."""

import re
import subprocess
from pathlib import Path

import pytest

from channels.settings import GatewaySettings
from launcher.problem import Problem
from launcher.settings import DEFAULT_PORTS, read_settings
from nlu.answer.settings import AnswerSettings
from services.eid.settings import EidSettings
from services.sandbox.settings import SandboxSettings
from services.settings import WorkerSettings
from services.training.settings import TrainingSettings

ROOT = Path(__file__).parents[2]


def test_defaults_stay_inside_the_root_and_on_loopback(tmp_path: Path) -> None:
    settings = read_settings(tmp_path, {})
    assert settings.host == "127.0.0.1"
    assert settings.state_dir == tmp_path / ".moien"
    assert settings.env_dir == tmp_path / ".moien" / "env"
    assert settings.database_url == f"sqlite:///{tmp_path}/.moien/data/moien.db"
    defaults = {name: port for name, (_, port) in DEFAULT_PORTS.items()}
    assert settings.ports == {name: port for name, port in defaults.items() if name not in ("llm", "embeddings")}


@pytest.mark.parametrize(
    ("given", "address"),
    [
        ({}, "http://127.0.0.1:8008"),
        ({"MOIEN_EID_PORT": "9008"}, "http://127.0.0.1:9008"),
        ({"MOIEN_HOST": "0.0.0.0"}, "http://127.0.0.1:8008"),
        ({"MOIEN_HOST": "::1"}, "http://[::1]:8008"),
        ({"MOIEN_HOST": "192.0.2.1"}, None),
        ({"MOIEN_HOST": "192.0.2.1", "MOIEN_EID_URL": "https://eid.example.lu/"}, "https://eid.example.lu"),
        ({"MOIEN_OIDC_ISSUER": "https://login.example.lu", "MOIEN_OIDC_CLIENT_ID": "x"}, None),
        ({"MOIEN_OIDC_ISSUER": ""}, "http://127.0.0.1:8008"),
    ],
)
def test_where_the_sandbox_identity_provider_is(tmp_path: Path, given: dict[str, str], address: str | None) -> None:
    settings = read_settings(tmp_path, given)
    assert settings.eid_url == address
    assert ("eid" in settings.ports) == (address is not None)


@pytest.mark.parametrize("name", ["MOIEN_OIDC_CLIENT_ID", "MOIEN_OIDC_CLIENT_SECRET"])
def test_a_client_needs_a_provider(tmp_path: Path, name: str) -> None:
    with pytest.raises(Problem, match=f"{name} is set, but MOIEN_OIDC_ISSUER is not"):
        read_settings(tmp_path, {name: "x"})


@pytest.mark.parametrize("kind", ["LLM", "EMBEDDING"])
def test_a_model_is_served_by_us_or_by_others(tmp_path: Path, kind: str) -> None:
    given = {f"MOIEN_{kind}_MODEL": "org/model", f"MOIEN_{kind}_URL": "http://127.0.0.1:9000"}
    with pytest.raises(Problem, match=f"MOIEN_{kind}_MODEL and MOIEN_{kind}_URL are both set"):
        read_settings(tmp_path, given)


def test_the_environment_goes_before_the_file(tmp_path: Path) -> None:
    (tmp_path / "moien.env").write_text("# ports\n\nMOIEN_PORT = 9000\nMOIEN_HOST='127.0.0.2'\n", encoding="utf-8")
    settings = read_settings(tmp_path, {"MOIEN_PORT": "9001"})
    assert settings.ports["gateway"] == 9001
    assert settings.host == "127.0.0.2"


def test_another_state_folder_keeps_the_environments(tmp_path: Path) -> None:
    settings = read_settings(tmp_path, {"MOIEN_STATE_DIR": str(tmp_path / "other")})
    assert settings.model_dir == tmp_path / "other" / "models"
    assert settings.env_dir == tmp_path / ".moien" / "env"


@pytest.mark.parametrize("line", ["MOIEN_PORT 9000", "PORT=9000", "export MOIEN_PORT=9000"])
def test_a_bad_line_of_the_file_is_named(tmp_path: Path, line: str) -> None:
    (tmp_path / "moien.env").write_text(f"# first\n{line}\n", encoding="utf-8")
    with pytest.raises(Problem, match=r"moien\.env:2: ") as caught:
        read_settings(tmp_path, {})
    assert line in caught.value.what


@pytest.mark.parametrize("value", ["0", "65536", "http", "-1", "80 80"])
def test_a_bad_port_is_named_with_its_setting(tmp_path: Path, value: str) -> None:
    with pytest.raises(Problem, match="MOIEN_RASA_PORT") as caught:
        read_settings(tmp_path, {"MOIEN_RASA_PORT": value})
    assert repr(value) in caught.value.what


def test_no_process_may_report_anything_anywhere(tmp_path: Path) -> None:
    variables = read_settings(tmp_path, {"RASA_TELEMETRY_ENABLED": "true"}).process_variables()
    assert variables["RASA_TELEMETRY_ENABLED"] == "false"
    assert variables["HF_HUB_OFFLINE"] == "1"


READERS = ("launcher", "channels", "services", "bot", "nlu", "web", "contracts/tracing.py")
"""Where settings are read."""


def test_every_setting_is_documented() -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "--", *READERS],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    texts = [
        (ROOT / name).read_text(encoding="utf-8")
        for name in listed
        if name.endswith((".py", ".ts", ".tsx", ".js")) and "/tests/" not in name and (ROOT / name).exists()
    ]
    read = set(re.findall(r"\bMOIEN_[A-Z][A-Z0-9_]*[A-Z0-9]\b", "\n".join(texts))) - {"MOIEN_NAME"}
    documented = set(re.findall(r"^\| `(MOIEN_[A-Z0-9_]+)`", (ROOT / "docs/settings.md").read_text("utf-8"), re.M))
    kinds = (GatewaySettings, AnswerSettings, WorkerSettings, TrainingSettings, SandboxSettings, EidSettings)
    fields = {field for kind in kinds for field in kind.model_fields}
    assert documented == read | {f"MOIEN_{name.upper()}" for name in fields}
