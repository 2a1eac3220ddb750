"""Settings of the sandbox identity provider, read from ``MOIEN_*`` environment variables."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from contracts.setting_files import FromFiles
from services.connectors.settings import check_address
from services.eid.faults import Fault, parse_fault


class EidSettings(FromFiles, BaseSettings):
    """What the sandbox identity provider needs to know."""

    model_config = SettingsConfigDict(env_prefix="MOIEN_", env_ignore_empty=True, extra="ignore")

    host: str = "127.0.0.1"
    eid_port: int = Field(default=8008, ge=1, le=65535)
    eid_url: str | None = None
    """Address under which browsers and the gateway reach it, which is its issuer; None: host and port above."""
    state_dir: Path = Path(".moien")
    eid_client_id: str = Field(default="moien", min_length=1)
    eid_client_secret: SecretStr = Field(min_length=16)
    """Of the gateway, where citizens log in."""
    eid_redirect_uris: Annotated[tuple[str, ...], NoDecode] = Field(min_length=1)
    """Where logins may end: only an address that is the same to the letter. Separated by commas."""
    eid_staff_client_id: str = Field(default="moien-staff", min_length=1)
    eid_staff_client_secret: SecretStr | None = Field(default=None, min_length=16)
    """Of the gateway, where the staff sign in; None: they cannot do so here."""
    eid_staff_redirect_uris: Annotated[tuple[str, ...], NoDecode] = ()
    """Where sign-ins of the staff may end, as above."""
    eid_fault: str = ""
    """Fault of every login, for tests; empty for none."""

    @field_validator("eid_url")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        return None if value is None else check_address(value)

    @field_validator("eid_redirect_uris", "eid_staff_redirect_uris", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(uri.strip() for uri in value.split(",") if uri.strip()) if isinstance(value, str) else value

    @field_validator("eid_redirect_uris", "eid_staff_redirect_uris")
    @classmethod
    def _are_addresses(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for uri in value:
            parts = urlsplit(uri)
            if parts.scheme not in ("http", "https") or not parts.hostname or parts.fragment:
                raise ValueError(f"{uri!r} is no address; write http(s)://host[:port]/path")
        return value

    @field_validator("eid_fault")
    @classmethod
    def _is_fault(cls, value: str) -> str:
        if value:
            parse_fault(value)
        return value

    @property
    def issuer(self) -> str:
        """The provider's name for itself, which is its address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return self.eid_url or f"http://{host}:{self.eid_port}"

    @property
    def fault(self) -> Fault | None:
        """The fault of every login, None for none."""
        return parse_fault(self.eid_fault) if self.eid_fault else None

    @property
    def key_file(self) -> Path:
        """The private key that signs the identity tokens."""
        return self.state_dir / "secrets" / "eid-signing-key.pem"


def read_eid_settings() -> EidSettings:
    """Read the environment; raises pydantic's ValidationError, see `services.settings.describe_problems`."""
    return EidSettings.model_validate({})
