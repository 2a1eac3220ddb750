"""Reads what pip-audit and npm audit report: vulnerabilities by package, or that nobody could be asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """A known vulnerability of something that we install."""

    package: str
    version: str
    id: str
    aliases: frozenset[str] = field(default_factory=frozenset)
    """Other names of the same: CVE, GHSA, PYSEC."""

    @property
    def names(self) -> frozenset[str]:
        """All names of it."""
        return self.aliases | {self.id}

    def __str__(self) -> str:
        """Say it in a line."""
        others = f" ({', '.join(sorted(self.aliases))})" if self.aliases else ""
        return f"{self.package} {self.version}: {self.id}{others}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Audited:
    """A lock was held against a service that knows vulnerabilities."""

    findings: tuple[Finding, ...]
    unknown: tuple[str, ...] = ()
    """Packages that the service does not know."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Unreachable:
    """The service could not be asked: nothing is known, neither good nor bad."""

    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Broken:
    """The tool itself does not work, whether the service can be reached or not."""

    why: str


Outcome = Audited | Unreachable | Broken


class NoReportError(ValueError):
    """What a tool wrote is no report."""


class _Vulnerability(msgspec.Struct):
    id: str
    aliases: list[str] = []


class _Dependency(msgspec.Struct):
    name: str
    version: str = ""
    vulns: list[_Vulnerability] = []
    skip_reason: str | None = None


class _PipReport(msgspec.Struct):
    dependencies: list[_Dependency]


class _NpmEntry(msgspec.Struct):
    name: str
    range: str = ""
    via: list[dict[str, Any] | str] = []


class _NpmReport(msgspec.Struct):
    audit_report_version: int = msgspec.field(name="auditReportVersion")
    vulnerabilities: dict[str, _NpmEntry]


def read_pip_audit(written: bytes) -> Audited | Unreachable:
    """Read the JSON of pip-audit; raises `NoReportError`."""
    try:
        dependencies = msgspec.json.decode(written, type=_PipReport).dependencies
    except msgspec.DecodeError as error:
        raise NoReportError(f"pip-audit gave no report ({error})") from error
    unknown = tuple(one.name for one in dependencies if one.skip_reason is not None)
    if len(unknown) == len(dependencies):
        return Unreachable(why="the service knows not one of the packages")
    findings = tuple(
        Finding(package=one.name, version=one.version, id=it.id, aliases=frozenset(it.aliases))
        for one in dependencies
        for it in one.vulns
    )
    return Audited(findings=findings, unknown=unknown)


def read_npm_audit(written: bytes) -> Audited | Unreachable:
    """Read the JSON of npm audit; raises `NoReportError`."""
    try:
        told = msgspec.json.decode(written)
        # What the service says, or why it says nothing; what npm does not like about us has no message.
        if isinstance(told, dict) and "message" in told:
            return Unreachable(why=str(told["message"]))
        report = msgspec.convert(told, _NpmReport)
    except msgspec.DecodeError as error:
        raise NoReportError(f"npm audit gave no report ({error})") from error
    found = {finding.id: finding for entry in report.vulnerabilities.values() for finding in _findings_of(entry)}
    return Audited(findings=tuple(found.values()))


def _findings_of(entry: _NpmEntry) -> Iterator[Finding]:
    """Give the advisories themselves: a text in ``via`` names another entry that has them."""
    for advisory in entry.via:
        if isinstance(advisory, dict):
            address = str(advisory.get("url", ""))
            name = address.rpartition("/")[2] or str(advisory.get("source", ""))
            yield Finding(package=str(advisory.get("name", entry.name)), version=entry.range, id=name)
