"""Settings in files, as secrets of containers are, read by every process in the same way."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from channels.settings import GatewaySettings
from contracts.setting_files import SettingFileError, read_files
from nlu.answer.settings import AnswerSettings
from services.eid.settings import EidSettings
from services.settings import WorkerSettings

ROOT = Path(__file__).parents[2]


def write(folder: Path, name: str, text: str) -> str:
    (folder / name).write_text(text, encoding="utf-8")
    return str(folder / name)


def test_what_stands_in_a_file_is_the_setting_without_the_ending(tmp_path: Path) -> None:
    given = {
        "MOIEN_DATABASE_URL_FILE": write(tmp_path, "url", "postgresql://moien:p@db/moien\n"),
        "MOIEN_HOST": "0.0.0.0",
        "MOIEN_REDIS_URL_FILE": "",
        "MOIEN_SETTINGS_FILE": "/nowhere",
        "MOIEN_CONNECTOR_COMMUNE_API_KEY_FILE": "/nowhere",
        "HOME_FILE": "/nowhere",
    }
    assert read_files(given) == {"MOIEN_DATABASE_URL": "postgresql://moien:p@db/moien"}


@pytest.mark.parametrize(
    ("content", "beside", "says"),
    [
        (None, {}, r"^MOIEN_TRACKER_URL_FILE: '.*secret' cannot be read \(FileNotFoundError\); name a file"),
        (b" \n", {}, r"^MOIEN_TRACKER_URL_FILE: '.*secret' holds nothing; write the value"),
        (b"\xff", {}, r"cannot be read \(UnicodeDecodeError\)"),
        (b"hidden", {"MOIEN_TRACKER_URL": "x"}, r"^MOIEN_TRACKER_URL_FILE: MOIEN_TRACKER_URL is set, too; take one"),
    ],
)
def test_a_file_that_cannot_be_used_says_why_and_never_what_it_holds(
    tmp_path: Path, content: bytes | None, beside: dict[str, str], says: str
) -> None:
    path = tmp_path / "secret"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingFileError, match=says) as caught:
        read_files({"MOIEN_TRACKER_URL_FILE": str(path), **beside})
    assert "hidden" not in str(caught.value)


def test_every_kind_of_settings_reads_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "DATABASE_URL": "postgresql://a:b@c/d",
        "REDIS_URL": "redis://:p@r/0",
        "SANDBOX_URL": "http://sandbox:8003",
        "OIDC_CLIENT_SECRET": "of the citizens",
        "STAFF_OIDC_CLIENT_SECRET": "of the staff",
        "LLM_API_KEY": "of the model",
        "EID_CLIENT_SECRET": "sixteen letters and more",
        "EID_REDIRECT_URIS": "https://a.lu/auth/callback,https://b.lu/auth/callback",
    }.items():
        monkeypatch.delenv(f"MOIEN_{name}", raising=False)
        monkeypatch.setenv(f"MOIEN_{name}_FILE", write(tmp_path, name, f"{value}\n"))
    gateway, worker, eid = GatewaySettings(), WorkerSettings.model_validate({}), EidSettings.model_validate({})
    assert (gateway.database_url, gateway.redis_url) == ("postgresql://a:b@c/d", "redis://:p@r/0")
    assert gateway.oidc_client_secret is not None
    assert gateway.oidc_client_secret.get_secret_value() == "of the citizens"
    assert gateway.staff_oidc_client_secret is not None
    assert gateway.staff_oidc_client_secret.get_secret_value() == "of the staff"
    assert (worker.database_url, worker.sandbox_url) == ("postgresql://a:b@c/d", "http://sandbox:8003")
    assert eid.eid_redirect_uris == ("https://a.lu/auth/callback", "https://b.lu/auth/callback")
    assert AnswerSettings().llm_api_key == "of the model"


@pytest.mark.parametrize("module", ["channels", "channels.migrate", "services.worker", "services.beat", "nlu.answer"])
def test_a_process_with_a_file_that_is_not_there_says_so_and_ends(module: str) -> None:
    given = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "MOIEN_DATABASE_URL_FILE": "/nowhere/url"}
    ended = subprocess.run(
        [sys.executable, "-m", module], env=given, capture_output=True, text=True, timeout=60, check=False
    )
    assert ended.returncode == 1
    assert ended.stderr.strip().splitlines()[-1].startswith("MOIEN_DATABASE_URL_FILE: '/nowhere/url' cannot be read")
