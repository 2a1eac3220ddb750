"""Settings of the worker and of beat, read from ``MOIEN_*`` environment variables."""

from __future__ import annotations

import os
from collections.abc import Collection
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Self

from pydantic import Field, PrivateAttr, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from contracts.outbound import read_inner_hosts
from contracts.setting_files import FromFiles
from services.connectors.settings import ConnectorSettings, check_address, read_connectors
from services.forgetting.terms import Terms

MAX_WAIT_SECONDS = 300.0
"""Longest pause between two attempts that the platform chooses by itself, and longest wait that Redis keeps."""


def describe_problems(error: ValidationError, prefix: str = "") -> str:
    """Return every problem with its environment variable, in one line."""
    return "; ".join(
        f"MOIEN_{prefix}{'_'.join(str(part) for part in problem['loc']).upper()}: {problem['msg']}"
        if problem["loc"] or prefix
        else str(problem["msg"])
        for problem in error.errors(include_url=False)
    )


class BeatSettings(FromFiles, BaseSettings):
    """What beat needs to know, and the worker too. All durations are seconds."""

    model_config = SettingsConfigDict(env_prefix="MOIEN_", env_ignore_empty=True, extra="ignore")

    redis_url: str
    state_dir: Path = Path(".moien")
    host: str = "127.0.0.1"
    """Address that metrics are shown on."""
    beat_metrics_port: int | None = Field(default=None, ge=1, le=65535)
    """Where Prometheus asks beat; None: nowhere. Never to be reached from outside."""
    follow_up_every: float = Field(default=60, gt=0)
    """How often administrations are asked where applications stand, and how soon after filing for the first time."""

    def ready_file_of(self, process: str) -> Path:
        """Return the file whose age says whether a process is connected and able."""
        return self.state_dir / "run" / f"{process}.ready"


class WorkerSettings(BeatSettings):
    """What the worker process needs to know. All durations are seconds, but for those in days."""

    database_url: str
    """``sqlite:///…`` or ``postgresql://…``."""
    sandbox_url: str
    """Stands in for every administration without an address of its own."""
    rehearsal_administration: str | None = None
    """Where calls go that somebody tries in the studio; None: they are shown and not sent."""
    worker_metrics_port: int | None = Field(default=None, ge=1, le=65535)
    """Where Prometheus asks the worker; None: nowhere. Never to be reached from outside."""
    worker_concurrency: int = Field(default=4, ge=1, le=256)
    """Jobs in progress at once; each waits for an administration most of its time."""
    connector_timeout: float = Field(default=15, gt=0)
    """Longest wait for a connection, and for each piece of an answer; of administrations without a setting of their
    own."""
    job_lease: float = Field(default=45, gt=0)
    """How long a worker keeps a job to itself; a killed worker's job is free again after that."""
    job_attempts: int = Field(default=8, ge=1, le=100)
    """After so many calls without an answer the job has failed."""
    job_retry_base: float = Field(default=2, gt=0)
    """Pause after the first call without an answer; each further one doubles it."""
    job_patience: float = Field(default=3 * 86400, gt=0)
    """How long a request may wait for an administration that is down."""
    look_up_patience: float = Field(default=60, gt=0)
    """How long a citizen waits for something that is looked up."""
    breaker_failures: int = Field(default=5, ge=1)
    """After so many calls in a row without an answer an administration counts as down."""
    breaker_pause: float = Field(default=30, gt=0)
    """Longest pause before a call tries an administration that is down; half of it is left to chance."""
    keep_files_days: float = Field(default=30, gt=0)
    """How long documents of administrations are kept (days)."""
    keep_jobs_days: float = Field(default=30, gt=0)
    """How long what a citizen entered is kept after the end of its job (days)."""
    keep_days: int = Field(default=90, ge=1, le=3660)
    """How long a conversation is kept after it moved last (days)."""
    keep_identified_days: int | None = Field(default=None, ge=1, le=3660)
    """The same for a conversation in which a citizen has logged in; None: no other (days)."""
    keep_logs_days: float = Field(default=30, gt=0)
    """How long what the processes say is kept, where the launcher writes it to files (days)."""
    audit_days: int = Field(default=1095, ge=365, le=3660)
    """How long an entry of the audit log is kept (days)."""
    inner_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Administrations inside our own network: names whose addresses are, separated by commas."""
    rasa_url: str = "http://127.0.0.1:8001"
    """Where the bot is asked of which conversations it still keeps something."""
    inbox_days: int = Field(default=90, ge=1, le=366)
    """How far the studio's inbox looks back, and how long what was settled there is remembered (days)."""
    _connectors: dict[str, ConnectorSettings] = PrivateAttr(default_factory=dict)

    @field_validator("sandbox_url", "rehearsal_administration", "rasa_url")
    @classmethod
    def _is_address(cls, value: str | None) -> str | None:
        return value and check_address(value)

    @field_validator("inner_hosts", mode="before")
    @classmethod
    def _read_hosts(cls, value: object) -> object:
        return read_inner_hosts(value) if isinstance(value, str) else value

    @model_validator(mode="after")
    def _read_connectors(self) -> Self:
        for administration, given in read_connectors(os.environ).items():
            self._connectors[administration] = self._complete(administration, given)
        return self

    def _complete(self, administration: str, given: dict[str, str]) -> ConnectorSettings:
        try:
            return ConnectorSettings.model_validate(self._usual | given)
        except ValidationError as error:
            # Without a chain: pydantic's own account shows what was given, and that may be a secret.
            raise ValueError(describe_problems(error, f"CONNECTOR_{administration.upper()}_")) from None

    @model_validator(mode="after")
    def _limits_are_ordered(self) -> Self:
        longest = max([self.connector_timeout, *(one.timeout for one in self._connectors.values())])
        if 2 * longest > self.soft_limit:
            raise ValueError(
                f"MOIEN_JOB_LEASE={self.job_lease:g} is too short for a connector's time-out of {longest:g}: a call "
                f"may take {2 * longest:g} s and must end before the lease does; set the lease to at least "
                f"{2.5 * longest:g}"
            )
        return self

    @model_validator(mode="after")
    def _tries_nothing_for_real(self) -> Self:
        for name, one in self._connectors.items():
            if one.url == self.rehearsal_administration != self.sandbox_url:
                raise ValueError(
                    f"MOIEN_REHEARSAL_ADMINISTRATION is the address of {name}: what somebody tries in the studio would "
                    "be filed there for real; name a sandbox, or nothing"
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
    def keep_files(self) -> timedelta:
        """How long documents of administrations are kept."""
        return timedelta(days=self.keep_files_days)

    @property
    def files_dir(self) -> Path:
        """Folder of the file store."""
        return self.state_dir / "files"

    @property
    def logs_dir(self) -> Path:
        """Folder in which the launcher keeps what the processes say."""
        return self.state_dir / "logs"

    @property
    def terms(self) -> Terms:
        """How long each kind of data is kept."""
        return Terms(
            keep=timedelta(days=self.keep_days),
            keep_identified=timedelta(days=self.keep_identified_days or self.keep_days),
            keep_jobs=timedelta(days=self.keep_jobs_days),
            keep_marks=timedelta(days=self.inbox_days),
            keep_logs=timedelta(days=self.keep_logs_days),
            keep_audit=timedelta(days=self.audit_days),
        )

    def connector(self, administration: str) -> ConnectorSettings:
        """Return how an administration is reached: as is set for it, otherwise the sandbox stands in."""
        return self._connectors.get(administration) or ConnectorSettings.model_validate(self._usual)

    def rehearsal_connector(self, administration: str) -> ConnectorSettings | None:
        """Return how the sandbox is reached in the place of an administration; None where nothing is to be sent.

        It gets the administration's credentials only where they are for this very address.
        """
        if self.rehearsal_administration is None:
            return None
        real = self.connector(administration)
        if real.url == self.rehearsal_administration:
            return real
        return ConnectorSettings.model_validate(self._usual | {"url": self.rehearsal_administration})

    def check_connectors(self, administrations: Collection[str]) -> None:
        """Raise ValueError where something is set for an administration that there is no connector for."""
        for name in self._connectors:
            if name not in administrations:
                known = ", ".join(sorted(administrations)) or "none"
                raise ValueError(f"MOIEN_CONNECTOR_{name.upper()}_…: no connector {name!r}; there are: {known}")

    @property
    def _usual(self) -> dict[str, object]:
        return {"url": self.sandbox_url, "timeout": self.connector_timeout, "inner_hosts": self.inner_hosts}


def read_worker_settings() -> WorkerSettings:
    """Read the environment; raises pydantic's ValidationError, see `describe_problems`."""
    return WorkerSettings.model_validate({})


def read_beat_settings() -> BeatSettings:
    """Read the environment; raises pydantic's ValidationError, see `describe_problems`."""
    return BeatSettings.model_validate({})
