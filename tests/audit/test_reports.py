"""Reports of pip-audit and npm audit, in the form in which these tools write them.

They were written by hand after the tools' documentation: where these tests were made, neither service could be reached.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from audit.reports import Audited, NoReportError, Unreachable, read_npm_audit, read_pip_audit

PIP = {
    "dependencies": [
        {"name": "aiohttp", "version": "3.9.5", "vulns": []},
        {
            "name": "sanic-cors",
            "version": "2.0.1",
            "vulns": [
                {
                    "id": "PYSEC-2026-1",
                    "fix_versions": [],
                    "aliases": ["CVE-2026-37737", "GHSA-aaaa-bbbb-cccc"],
                    "description": "x",
                }
            ],
        },
        {"name": "own", "skip_reason": "Dependency not found"},
    ],
    "fixes": [],
}
NPM = {
    "auditReportVersion": 2,
    "vulnerabilities": {
        "inner": {
            "name": "inner",
            "severity": "high",
            "isDirect": False,
            "via": [
                {
                    "source": 1097,
                    "name": "inner",
                    "title": "x",
                    "url": "https://github.com/advisories/GHSA-dddd-eeee-ffff",
                    "severity": "high",
                    "range": "<2.0.0",
                }
            ],
            "effects": ["outer"],
            "range": "<2.0.0",
        },
        "outer": {"name": "outer", "severity": "high", "via": ["inner"], "range": "*"},
    },
    "metadata": {},
}
NPM_OWN_ERROR = {"error": {"code": "ENOLOCK", "summary": "This command requires an existing lockfile.", "detail": ""}}
NPM_ERROR = {"message": "405 Method Not Allowed", "statusCode": 405, "error": {"summary": "", "detail": ""}}


def test_pip_audit_names_each_vulnerability_with_all_its_names() -> None:
    outcome = read_pip_audit(json.dumps(PIP).encode())
    assert isinstance(outcome, Audited)
    [finding] = outcome.findings
    assert (finding.package, finding.version) == ("sanic-cors", "2.0.1")
    assert finding.names == {"PYSEC-2026-1", "CVE-2026-37737", "GHSA-aaaa-bbbb-cccc"}
    assert outcome.unknown == ("own",)
    assert str(finding) == "sanic-cors 2.0.1: PYSEC-2026-1 (CVE-2026-37737, GHSA-aaaa-bbbb-cccc)"


def test_npm_audit_names_each_advisory_once() -> None:
    outcome = read_npm_audit(json.dumps(NPM).encode())
    assert isinstance(outcome, Audited)
    assert [(it.package, it.version, it.id) for it in outcome.findings] == [("inner", "<2.0.0", "GHSA-dddd-eeee-ffff")]


def test_nothing_found_is_no_failure_to_ask() -> None:
    clean = {"dependencies": [{"name": "a", "version": "1", "vulns": []}], "fixes": []}
    assert read_pip_audit(json.dumps(clean).encode()) == Audited(findings=())
    assert read_npm_audit(json.dumps({**NPM, "vulnerabilities": {}}).encode()) == Audited(findings=())


@pytest.mark.parametrize("written", [b"", b"Traceback", b"{}", b"[]", json.dumps(NPM_OWN_ERROR).encode()])
@pytest.mark.parametrize("read", [read_pip_audit, read_npm_audit])
def test_no_report_is_not_taken_for_a_good_one(read: Any, written: bytes) -> None:
    with pytest.raises(NoReportError, match="gave no report"):
        read(written)


def test_what_npm_says_of_the_service_is_told_from_what_it_says_of_itself() -> None:
    assert read_npm_audit(json.dumps(NPM_ERROR).encode()) == Unreachable(why="405 Method Not Allowed")


def test_a_service_that_knows_no_package_was_not_reached() -> None:
    none = {"dependencies": [{"name": "a", "skip_reason": "Dependency not found"}], "fixes": []}
    assert isinstance(read_pip_audit(json.dumps(none).encode()), Unreachable)
