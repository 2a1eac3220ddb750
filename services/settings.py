"""Settings of the worker, read from ``MOIEN_*`` environment variables."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

_CONNECTOR_URL = re.compile(r"MOIEN_CONNECTOR_([A-Z0-9_]+)_URL")

MAX_WAIT_SECONDS = 300.0
"""Longest pause between two attempts that the platform chooses by itself."""
LONGEST_RETRY_AFTER_SECONDS = 3600.0
"""A ``Retry-After`` beyond this is cut: a citizen is waiting."""


def read_connector_urls(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the addresses set as ``MOIEN_CONNECTOR_<ADMINISTRATION>_URL``, by administration in lower case."""
    found = {}
    for variable, value in environ.items():
        match = _CONNECTOR_URL.fullmatch(variable)
        if match and value.strip():
            found[match.group(1).lower()] = value.strip()
    return found


def check_address(value: str) -> str:
    """Return ``value`` without a final slash; raises ValueError where it is no HTTP address."""
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError(f"{value!r} is no address; write http(s)://host[:port][/path]")
    return value.rstrip("/")


def describe_problems(error: ValidationError) -> str:
    """Return every problem with its environment variable, in one line."""
    return "; ".join(
        f"MOIEN_{'_'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}"
        if problem["loc"]
        else str(problem["msg"])
        for problem in error.errors(include_url=False)
    )


class WorkerSettings(BaseSettings):
    """What the worker process needs to know. All durations are seconds."""

    model_config = SettingsConfigDict(env_prefix="MOIEN_", env_ignore_empty=True, extra="ignore")

    database_url: str
    """``sqlite:///…`` or ``postgresql://…``."""
    redis_url: str
    state_dir: Path = Path(".moien")
    sandbox_url: str
    """Stands in for every administration without an address of its own."""
    worker_concurrency: int = Field(default=4, ge=1, le=256)
    """Jobs in progress at once; each waits for an administration most of its time."""
    connector_timeout: float = Field(default=15, gt=0)
    """Longest wait for a connection, and for each piece of an answer."""
    job_lease: float = Field(default=45, gt=0)
    """How long a worker keeps a job to itself; a killed worker's job is free again after that."""
    job_attempts: int = Field(default=8, ge=1, le=100)
    """After so many attempts without an answer the job has failed."""
    job_retry_base: float = Field(default=2, gt=0)
    """Pause after the first attempt; each further one doubles it."""
    connector_urls: dict[str, str] = Field(default_factory=lambda: read_connector_urls(os.environ))

    @field_validator("sandbox_url")
    @classmethod
    def _is_address(cls, value: str) -> str:
        return check_address(value)

    @field_validator("connector_urls")
    @classmethod
    def _are_addresses(cls, value: dict[str, str]) -> dict[str, str]:
        return {name: check_address(address) for name, address in value.items()}

    @model_validator(mode="after")
    def _limits_are_ordered(self) -> Self:
        if 2 * self.connector_timeout > self.soft_limit:
            raise ValueError(
                f"MOIEN_JOB_LEASE={self.job_lease:g} is too short for MOIEN_CONNECTOR_TIMEOUT="
                f"{self.connector_timeout:g}: a call may take {2 * self.connector_timeout:g} s and must end before "
                f"the lease does; set the lease to at least {2.5 * self.connector_timeout:g}"
            )
        return self

    @property
    def soft_limit(self) -> float:
        """Seconds after which a call is broken off and counts as a time-out."""
        return 0.8 * self.job_lease

    @property
    def hard_limit(self) -> float:
        """Seconds after which the process of a call is killed; below the lease, so that nobody works without one."""
        return 0.9 * self.job_lease

    @property
    def visibility_timeout(self) -> int:
        """Seconds until Redis gives an unacknowledged message to another worker: longer than any wait kept there."""
        return int(MAX_WAIT_SECONDS + 4 * self.job_lease)

    @property
    def ready_file(self) -> Path:
        """File whose age says whether the worker is connected and able."""
        return self.state_dir / "run" / "worker.ready"

    def url_of(self, administration: str) -> str:
        """Return the base URL of an administration: its own where one is set, otherwise the sandbox."""
        return self.connector_urls.get(administration, self.sandbox_url)


def read_worker_settings() -> WorkerSettings:
    """Read the environment; raises pydantic's ValidationError, see `describe_problems`."""
    return WorkerSettings.model_validate({})
