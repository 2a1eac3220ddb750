"""Settings of the answer server, read from ``MOIEN_*`` environment variables. All durations are seconds."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

ROOT = Path(__file__).parents[2]


class AnswerSettings(BaseSettings):
    """What the answer server needs to know."""

    model_config = SettingsConfigDict(env_prefix="MOIEN_", env_ignore_empty=True, extra="ignore")

    host: str = "127.0.0.1"
    answer_port: int = Field(default=8005, ge=1, le=65535)
    bot_dir: Path = ROOT / "bot"
    answer_waiting: int = Field(default=64, ge=1)
    """Questions in progress or waiting; more are told to come back."""
