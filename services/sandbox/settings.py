"""Settings of the sandbox, read from ``MOIEN_*`` environment variables."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from contracts.setting_files import FromFiles
from services.sandbox.faults import Fault, parse_fault


class SandboxSettings(FromFiles, BaseSettings):
    """What the sandbox administration needs to know."""

    model_config = SettingsConfigDict(env_prefix="MOIEN_", env_ignore_empty=True, extra="ignore")

    host: str = "127.0.0.1"
    sandbox_port: int = Field(default=8003, ge=1, le=65535)
    state_dir: Path = Path(".moien")
    sandbox_delay: float = Field(default=2, ge=0, le=60)
    """Seconds that filing takes, so that a citizen sees the waiting state."""
    sandbox_ready_after: float = Field(default=20, ge=0)
    """Seconds until what was applied for is ready."""
    sandbox_fault: str = ""
    """Fault of every request, as in the header ``X-Sandbox-Fault``; empty for none."""
    sandbox_api_key: SecretStr | None = None
    """Key that callers must send in ``X-API-Key``; where neither it nor a client is set, anybody may call."""
    sandbox_client_id: str = ""
    sandbox_client_secret: SecretStr | None = None
    """Client that may get tokens (OAuth 2.0, client credentials) at ``/oauth/token``."""
    sandbox_token_seconds: int = Field(default=300, ge=1)
    """How long such a token is good for."""

    @field_validator("sandbox_fault")
    @classmethod
    def _is_fault(cls, value: str) -> str:
        if value:
            parse_fault(value)
        return value

    @model_validator(mode="after")
    def _client_is_whole(self) -> Self:
        if bool(self.sandbox_client_id) != (self.sandbox_client_secret is not None):
            raise ValueError("set both MOIEN_SANDBOX_CLIENT_ID and MOIEN_SANDBOX_CLIENT_SECRET, or neither")
        return self

    @property
    def fault(self) -> Fault | None:
        """The fault of every request, None for none."""
        return parse_fault(self.sandbox_fault) if self.sandbox_fault else None

    @property
    def database_file(self) -> Path:
        """The sandbox's own SQLite file."""
        return self.state_dir / "data" / "sandbox.db"


def read_sandbox_settings() -> SandboxSettings:
    """Read the environment; raises pydantic's ValidationError, see `services.settings.describe_problems`."""
    return SandboxSettings.model_validate({})
