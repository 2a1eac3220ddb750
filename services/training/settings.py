"""Settings of the worker that trains, read from ``MOIEN_*`` environment variables."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field

from contracts.models import DEFAULT_CONTENT
from services.settings import BeatSettings


class TrainingSettings(BeatSettings):
    """What the worker that trains needs to know. All durations are seconds."""

    training_metrics_port: int | None = Field(default=None, ge=1, le=65535)
    """Where Prometheus asks the worker that trains; None: nowhere. Never to be reached from outside."""
    database_url: str
    """``sqlite:///…`` or ``postgresql://…``."""
    model_dir: Path
    bot_python: Path
    """The interpreter of the bot's environment, in which models are trained and asked."""
    bot_dir: Path = DEFAULT_CONTENT
    """The live content, with its tests."""
    replay: int = Field(default=300, ge=0, le=10_000)
    """Messages of citizens that both models understand anew, the latest first."""
    trial_lease: float = Field(default=30, gt=1)
    """How long a trial stays with a worker that gives no sign of life."""
    trial_timeout: float = Field(default=1800, gt=0)
    """Longest time that a trial may take."""


def read_training_settings() -> TrainingSettings:
    """Read the environment; raises pydantic's ValidationError, see `services.settings.describe_problems`."""
    return TrainingSettings.model_validate({})
