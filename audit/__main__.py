"""Runs all checks of what we hold and depend on: ``python -m audit``; `./moien audit` and CI do."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from audit.known import judge, read_known
from audit.licences import find_strange, read_policy
from audit.reports import Broken, Unreachable
from audit.sbom import ENVIRONMENTS, WEB, check_bill, make_bill
from audit.secrets import REVIEWED, find_secrets, read_reviewed, tracked_files, unreviewed
from audit.tools import LOCKS, ask

ROOT = Path(__file__).parents[1]


def main() -> int:
    """Say what was found; gives 1 where something has to be looked at.

    Where no service could be asked, that is said as loudly, and is no failure: a build without a network is right.
    """
    found = [*check_secrets(), *check_vulnerabilities(), *check_licences()]
    for line in found:
        sys.stdout.write(f"FOUND {line}\n")
    sys.stdout.write(f"audit: {len(found)} to be looked at\n")
    return 1 if found else 0


def check_secrets() -> list[str]:
    """Return what looks like a secret in tracked files and was not reviewed."""
    files = tracked_files()
    suspects = unreviewed(find_secrets(files), read_reviewed())
    sys.stdout.write(f"secrets: {len(files)} files, {len(suspects)} to be looked at\n")
    told = f"take the secret out and change it, or review it in {REVIEWED.relative_to(ROOT)}"
    return [f"{suspect}: {told}" for suspect in suspects]


def check_vulnerabilities() -> list[str]:
    """Return known vulnerabilities of what the locks pin, but for those that were reviewed."""
    known, today = read_known(), datetime.now(UTC).date()
    found = []
    for lock in (*LOCKS, WEB):
        outcome = ask(lock)
        if isinstance(outcome, Unreachable):
            sys.stdout.write(f"vulnerabilities: {lock}: NOT CHECKED: {outcome.why}\n")
            continue
        if isinstance(outcome, Broken):
            found.append(f"{lock}: its audit does not work: {outcome.why}: mend it, nothing was checked")
            continue
        verdict = judge(outcome.findings, lock, known, today)
        sys.stdout.write(f"vulnerabilities: {lock}: {len(verdict.accepted)} known, {len(verdict.new)} new\n")
        if outcome.unknown:
            told = (
                f"{len(outcome.unknown)} packages, which the service does not know ({', '.join(outcome.unknown[:5])} …)"
            )
            sys.stdout.write(f"vulnerabilities: {lock}: NOT CHECKED: {told}\n")
        review = "take a newer version, or say in requirements/known-vulnerabilities.yaml why it does not bite"
        found += [f"{lock}: {finding}: {review}" for finding in verdict.new]
        found += [f"{lock}: {finding}: its review is too old; look again" for finding in verdict.outdated]
    return found


def check_licences() -> list[str]:
    """Return what is shipped under a licence that nobody has allowed."""
    policy, environments = read_policy(), Path(os.environ.get("MOIEN_ENV_DIR") or ROOT / ".moien" / "env")
    found = []
    for name in (*ENVIRONMENTS, WEB):
        if name != WEB and not (environments / name / "bin" / "python").exists():
            sys.stdout.write(f"licences: {name}: NOT CHECKED: the environment is not made\n")
            continue
        bill = make_bill(name, environments)
        problem = check_bill(bill)
        strange = find_strange(bill, policy)
        sys.stdout.write(f"licences: {name}: {len(bill['components'])} components, {len(strange)} to be looked at\n")
        found += [f"{name}: {one}: allow it in audit/licences.yaml, or do without" for one in strange]
        found += [f"{name}: the bill of materials is not CycloneDX: {problem}"] if problem else []
    return found


if __name__ == "__main__":
    sys.exit(main())
