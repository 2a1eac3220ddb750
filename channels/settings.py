"""Settings of the gateway, read from ``MOIEN_*`` environment variables. All durations are seconds."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationError, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from channels.issuer import check_issuer, check_scope
from channels.limits.settings import LimitSettings
from channels.staff_settings import StaffSettings
from channels.store.database import read_url
from contracts.setting_files import FromFiles

ROOT = Path(__file__).parents[1]


def describe_problems(error: ValidationError) -> str:
    """Return every problem with its environment variable, one a line."""
    return "\n".join(
        f"MOIEN_{'_'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}"
        for problem in error.errors(include_url=False, include_input=False)
    )


def in_brackets(host: str) -> str:
    """Return a host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host


EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared with, not bound to
"""Hosts that a server binds to for all of the machine's addresses."""


def read_origin(value: str) -> str:
    """Return an origin as browsers write it; raises ValueError where it is none."""
    parts = urlsplit(value.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise ValueError(f"{value!r} is no origin; write http(s)://host[:port] without a path")
    host = in_brackets(parts.hostname)
    default_port = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in (None, default_port) else "")


class DatabaseSettings(FromFiles, BaseSettings):
    """Where the database is."""

    model_config = SettingsConfigDict(env_prefix="MOIEN_", env_ignore_empty=True, extra="ignore")

    state_dir: Path = ROOT / ".moien"
    database_url: str = ""
    """``sqlite:///…`` or ``postgresql://…``; SQLite in the state folder when it is not set."""
    ledger_dir: Path | None = None
    """Where erasures are written down beside the database; None: ``erasures`` in the state folder."""

    @field_validator("database_url")
    @classmethod
    def _is_supported(cls, value: str, given: ValidationInfo) -> str:
        folder: Path = given.data.get("state_dir", ROOT / ".moien")
        address = value or f"sqlite:///{folder.absolute() / 'data' / 'moien.db'}"
        read_url(address)
        return address

    @property
    def ledger(self) -> Path:
        """Return the folder of the ledger of erasures."""
        return self.ledger_dir if self.ledger_dir is not None else self.state_dir / "erasures"


class GatewaySettings(LimitSettings, StaffSettings, DatabaseSettings):
    """What the gateway needs to know."""

    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=1, le=65535)
    gateway_metrics_port: int | None = Field(default=None, ge=1, le=65535)
    """Where Prometheus asks; None: nowhere. Never to be reached from outside."""
    redis_url: str = "redis://127.0.0.1:8004/0"
    rasa_url: str = "http://127.0.0.1:8001"
    answer_url: str = "http://127.0.0.1:8005"
    rehearsal_url: str = "http://127.0.0.1:8009"
    """Bot with which drafts are tried before they are published."""
    public_url: str | None = None
    """Address under which browsers reach the gateway when it stands behind a proxy; None: the host and port above."""
    origins: Annotated[tuple[str, ...], NoDecode] = ()
    """Origins of the websites that may embed the widget, separated by commas."""
    web_dir: Path = ROOT / "web" / "dist"
    bot_dir: Path = ROOT / "bot"
    """The content: what the studio changes and free text is answered from."""
    model_dir: Path | None = None
    """Trained models; None: ``models`` in the state folder."""
    sites_dir: Path = ROOT / "channels" / "sites"

    turn_timeout: float = Field(default=20, gt=0)
    """Longest wait for one answer of the bot."""
    turn_patience: float = Field(default=60, gt=0)
    """How long the bot is asked again before the citizen hears that it is away."""
    turn_lease: float = Field(default=3, gt=0)
    """How long a turn stays with a gateway that has died; a living one asks for more in time."""
    turn_concurrency: int = Field(default=16, ge=1)
    """Questions to the bot at once."""
    answer_silence: float = Field(default=75, gt=0)
    """Longest wait for the next sign of life of the answer server; a local language model on a CPU takes its time."""
    answer_patience: float = Field(default=5, gt=0)
    """How long the answer server is asked again before the bot says that it did not understand."""
    report_retry: float = Field(default=10, gt=0)
    """Pause before the bot is asked again to word the end of a job."""
    job_resend: float = Field(default=30, gt=0)
    """After this long without a worker a job is sent again."""
    sweep: float = Field(default=1, gt=0)
    """Pause between two looks at what a lost wake-up or a killed process left behind."""
    poll: float = Field(default=5, gt=0)
    """Pause between two looks for logs that moved though nobody said so; six times that with Redis."""

    keep_files_days: float = Field(default=30, gt=0)
    """How long a file of a citizen or an administration is kept."""
    keep_days: int = Field(default=90, ge=1, le=3660)
    """How long a conversation is kept after it moved last (days)."""
    keep_identified_days: int | None = Field(default=None, ge=1, le=3660)
    """The same for a conversation in which a citizen has logged in; None: no other (days)."""
    files_per_conversation: int = Field(default=20, ge=0)
    """Files that the citizen of one conversation may upload; 0: none."""
    clamav_address: str | None = None
    """``host:port`` or ``unix:/path`` of clamd, which then must find every upload clean; None: none is asked."""

    oidc_issuer: str | None = None
    """Identity provider with which citizens log in (OpenID Connect); None: nobody can."""
    oidc_client_id: str = "moien"
    oidc_client_secret: SecretStr | None = None
    oidc_scope: str = "openid profile national_id"
    oidc_acr: str | None = None
    """Level of assurance that the provider is asked for and must confirm (``acr``); None: any."""
    identity_minutes: float = Field(default=30, gt=0)
    """How long a citizen stays logged in."""

    @field_validator("origins", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        return tuple(part for part in value.split(",") if part.strip()) if isinstance(value, str) else value

    @field_validator("origins")
    @classmethod
    def _are_origins(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(read_origin(origin) for origin in value)

    @field_validator("public_url")
    @classmethod
    def _is_origin(cls, value: str | None) -> str | None:
        return None if value is None else read_origin(value)

    @field_validator("clamav_address")
    @classmethod
    def _is_socket(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith("unix:/"):
            host, _, port = value.rpartition(":")
            if not host or not port.isdecimal() or not 0 < int(port) <= 65535:
                raise ValueError(f"{value!r} is no address of clamd; write host:port or unix:/path/to/socket")
        return value

    @field_validator("oidc_issuer")
    @classmethod
    def _is_issuer(cls, value: str | None) -> str | None:
        return check_issuer(value)

    @field_validator("oidc_scope")
    @classmethod
    def _asks_for_an_id_token(cls, value: str) -> str:
        return check_scope(value)

    @field_validator("rasa_url", "answer_url", "rehearsal_url")
    @classmethod
    def _has_no_final_slash(cls, value: str) -> str:
        parts = urlsplit(value)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{value!r} is no address; write http(s)://host[:port]")
        return value.rstrip("/")

    @property
    def models(self) -> Path:
        """Return the folder of the trained models."""
        return self.model_dir if self.model_dir is not None else self.state_dir / "models"

    @property
    def own_origins(self) -> frozenset[str]:
        """Return the origins of the gateway's own pages."""
        if self.public_url is not None:
            return frozenset({self.public_url})
        hosts = {in_brackets(self.host), "localhost", "127.0.0.1"}
        return frozenset(read_origin(f"http://{name}:{self.port}") for name in hosts)

    @property
    def base_url(self) -> str:
        """Return the address at which the gateway's own pages lie, without a slash at the end."""
        if self.public_url is not None:
            return self.public_url
        return read_origin(f"http://{'127.0.0.1' if self.host in EVERYWHERE else in_brackets(self.host)}:{self.port}")

    @property
    def is_encrypted(self) -> bool:
        """Tell whether browsers reach the gateway by TLS."""
        return self.base_url.startswith("https:")

    @property
    def own_hosts(self) -> list[str]:
        """Return the values of the ``Host`` header, without port, that are meant for the gateway."""
        names = {str(urlsplit(origin).hostname) for origin in self.own_origins} | {"localhost", "127.0.0.1", self.host}
        return sorted(in_brackets(name) for name in names)
