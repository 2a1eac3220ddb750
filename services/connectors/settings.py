"""Settings of each connector, from ``MOIEN_CONNECTOR_<ADMINISTRATION>_…``; secrets may stand in files of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, field_validator, model_validator

PREFIX = "MOIEN_CONNECTOR_"
FILE_ENDING = "_FILE"
_HEADER = re.compile(r"[A-Za-z0-9-]+")


def check_address(value: str) -> str:
    """Return ``value`` without a final slash; raises ValueError where it is no HTTP address."""
    parts = urlsplit(value)
    if parts.username is not None:
        raise ValueError("has a name and perhaps a password in it; write http(s)://host[:port][/path]")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{value!r} is no address; write http(s)://host[:port][/path]")
    return value.rstrip("/")


class ConnectorSettings(BaseModel):
    """How one administration is reached. Messages never show a value: it may be a secret."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    url: str
    timeout: float = Field(gt=0)
    """Longest wait for a connection, and for each piece of an answer (seconds)."""
    api_key: SecretStr | None = None
    api_key_header: str = "X-API-Key"
    token_url: str | None = None
    """Where access tokens are given for client credentials (OAuth 2.0)."""
    client_id: str | None = None
    client_secret: SecretStr | None = None
    scope: str = ""
    cert: str | None = None
    """File with the certificate that the worker shows (mutual TLS)."""
    key: str | None = None
    """File with its private key, where that is another one."""
    ca: str | None = None
    """File with the authorities that the administration's certificate is checked against, instead of the system's."""
    inner_hosts: tuple[str, ...] = ()
    """Names of administrations in the same network; of all connectors together."""

    @field_validator("url", "token_url")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        return value and check_address(value)

    @field_validator("api_key_header")
    @classmethod
    def _is_header(cls, value: str) -> str:
        if not _HEADER.fullmatch(value):
            raise ValueError("is no name of a header; write letters, digits and hyphens")
        return value

    @model_validator(mode="after")
    def _go_together(self) -> Self:
        oauth = {"TOKEN_URL": self.token_url, "CLIENT_ID": self.client_id, "CLIENT_SECRET": self.client_secret}
        missing = [name for name, value in oauth.items() if not value]
        if 0 < len(missing) < len(oauth):
            raise ValueError(f"client credentials lack {', '.join(missing)}")
        if self.api_key and not missing:
            raise ValueError("has both API_KEY and client credentials; set one of them")
        if self.key and not self.cert:
            raise ValueError("has KEY, but no CERT")
        return self


SECRETS = ("api_key", "client_id", "client_secret")
"""Settings that may stand in a file: its path is the setting of the same name with `FILE_ENDING`."""
_OWN = (name.upper() for name in ConnectorSettings.model_fields if name != "inner_hosts")
_NAMES = "|".join(sorted(_OWN, key=len, reverse=True))
# The shortest administration: of CONNECTOR_TAXES_TOKEN_URL the setting is TOKEN_URL, not URL.
_VARIABLE = re.compile(rf"{PREFIX}(?P<administration>[A-Z0-9_]+?)_(?P<name>{_NAMES})(?P<file>{FILE_ENDING})?")


def read_connectors(environ: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return what is set for each administration, by its name in small letters.

    Raises ValueError for a secret that stands in two places or in a file that cannot be read.
    """
    found: dict[str, dict[str, str]] = {}
    for variable, value in sorted(environ.items()):
        match = _VARIABLE.fullmatch(variable)
        if not match or not value.strip():
            continue
        name = match["name"].lower()
        settings = found.setdefault(match["administration"].lower(), {})
        if match["file"] and name not in SECRETS:
            raise ValueError(f"{variable}: only {', '.join(SECRETS).upper()} may stand in a file")
        if name in settings:
            raise ValueError(f"{variable}: the same is set without {FILE_ENDING}; set one of them")
        settings[name] = _read_secret(variable, value.strip()) if match["file"] else value.strip()
    return found


def _read_secret(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{variable}: the file cannot be read: {type(error).__name__}") from error
