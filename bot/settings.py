"""Reads the settings that the launcher hands to the bot's processes as environment variables."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from contracts.setting_files import SettingFileError, read_files

ROOT = Path(__file__).resolve().parents[1]
BOT_DIR = ROOT / "bot"


class SettingError(ValueError):
    """A setting has a value that cannot be used; the message names the setting, the value and what to write."""


@dataclass(frozen=True)
class Settings:
    """Where the bot listens, whom it asks, where its files lie."""

    host: str
    rasa_port: int
    actions_port: int
    rehearsal_port: int
    actions_url: str
    state_dir: Path
    model_dir: Path
    content: Path
    """The folder with the content: catalogue, desk, pages, and the files beside them; code stays in ``ROOT/bot``."""
    tracker_url: str
    """SQLAlchemy address of the database that keeps the trackers."""


def read_settings(environment: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings, with their defaults.

    Raises:
        SettingError: a port is no number between 1 and 65535, or a file with a setting cannot be used.
    """
    try:
        environment = {**environment, **read_files(environment)}
    except SettingFileError as error:
        raise SettingError(str(error)) from error
    host = environment.get("MOIEN_HOST") or "127.0.0.1"
    actions_port = _read_port(environment, "MOIEN_ACTIONS_PORT", 8002)
    state_dir = Path(environment.get("MOIEN_STATE_DIR") or ROOT / ".moien").resolve()
    return Settings(
        host=host,
        rasa_port=_read_port(environment, "MOIEN_RASA_PORT", 8001),
        actions_port=actions_port,
        rehearsal_port=_read_port(environment, "MOIEN_REHEARSAL_PORT", 8009),
        actions_url=environment.get("MOIEN_ACTIONS_URL") or f"http://{host}:{actions_port}",
        state_dir=state_dir,
        model_dir=Path(environment.get("MOIEN_MODEL_DIR") or state_dir / "models").resolve(),
        content=Path(environment.get("MOIEN_BOT_DIR") or BOT_DIR).resolve(),
        tracker_url=environment.get("MOIEN_TRACKER_URL") or f"sqlite:///{state_dir / 'data' / 'tracker.db'}",
    )


def _read_port(environment: Mapping[str, str], name: str, default: int) -> int:
    value = environment.get(name) or str(default)
    if not value.isascii() or not value.isdigit() or not 0 < int(value) < 65536:
        raise SettingError(f"{name} is {value!r}: write a port number between 1 and 65535, for example {default}")
    return int(value)
