"""The vulnerabilities that we know of and live with, each with its reason and the day on which it was looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import msgspec
import yaml

from audit.reports import Finding

FILE = Path(__file__).parents[1] / "requirements" / "known-vulnerabilities.yaml"
HOLDS = timedelta(days=180)
"""Then somebody looks again whether the reason still holds."""


class Known(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One that does not bite us."""

    id: str
    """CVE, GHSA or PYSEC; any name that the service gives."""
    package: str
    locks: list[str]
    """Locks in which it is accepted."""
    why: str
    """Why it does not bite here."""
    reviewed: date


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    known: list[Known]


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """Findings, sorted by what we know of them."""

    new: tuple[Finding, ...]
    outdated: tuple[Finding, ...]
    """Known, but the review is too old."""
    accepted: tuple[Finding, ...]


def read_known(file: Path = FILE) -> list[Known]:
    """Return the list; raises `ValueError` with what is wrong."""
    try:
        return msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), _File).known
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise ValueError(f"{file}: {error}") from error


def judge(findings: Iterable[Finding], lock: str, known: Iterable[Known], today: date) -> Verdict:
    """Return what is to be thought of the findings in one lock."""
    reviews = [one for one in known if lock in one.locks]
    new, outdated, accepted = [], [], []
    for finding in findings:
        days = [one.reviewed for one in reviews if one.package == finding.package and one.id in finding.names]
        if not days:
            new.append(finding)
        elif max(days) + HOLDS < today:
            outdated.append(finding)
        else:
            accepted.append(finding)
    return Verdict(new=tuple(new), outdated=tuple(outdated), accepted=tuple(accepted))
