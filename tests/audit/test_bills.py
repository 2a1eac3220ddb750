"""Bills of materials and licences: by the schema, of the locks, and nothing under a licence that nobody allowed."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from audit.licences import Policy, ReviewedLicence, find_strange, is_allowed, read_policy
from audit.sbom import ENVIRONMENTS, ROOT, WEB, check_bill, make_bill, normal, only_locked

MADE = Path(os.environ.get("MOIEN_ENV_DIR") or ROOT / ".moien" / "env")
POLICY = Policy(
    allowed=["MIT", "Apache-2.0", "License :: OSI Approved :: BSD License"],
    reviewed=[
        ReviewedLicence(package="Odd", licence="GPL-2.0", why="x"),
        ReviewedLicence(package="silent", licence="", why="x"),
    ],
)


@pytest.mark.parametrize(
    ("expression", "allowed"),
    [
        ("MIT", True),
        ("mit", True),
        ("GPL-2.0", False),
        ("MIT OR GPL-2.0", True),
        ("MIT AND GPL-2.0", False),
        ("MIT AND Apache-2.0", True),
        ("GPL-2.0 OR MIT AND Apache-2.0", True),
        ("GPL-2.0 OR MIT AND LGPL-3.0", False),
        ("License :: OSI Approved :: BSD License", True),
        ("(MIT OR GPL-2.0) AND Apache-2.0", False),
        ("", False),
    ],
)
def test_an_expression_of_licences(expression: str, allowed: bool) -> None:
    assert is_allowed(expression, POLICY) is allowed


def test_a_licence_that_is_new_or_missing_is_named() -> None:
    def component(name: str, *licences: dict[str, object]) -> dict[str, object]:
        return {"name": name, "version": "1", "licenses": list(licences)}

    bill = {
        "components": [
            component("fine", {"license": {"id": "MIT"}}),
            component("two", {"license": {"name": "License :: OSI Approved :: BSD License"}}, {"license": {"id": "X"}}),
            component("odd", {"license": {"id": "GPL-2.0"}}),
            component("odd", {"license": {"id": "GPL-3.0"}}),
            component("silent"),
            component("mute"),
            component("chosen", {"expression": "GPL-2.0 OR MIT"}),
        ]
    }
    assert find_strange(bill, POLICY) == ["odd 1: GPL-3.0", "mute 1: names no licence"]


def test_a_bill_holds_what_the_lock_names() -> None:
    bill = {
        "components": [{"name": "A_b", "bom-ref": "1"}, {"name": "pytest", "bom-ref": "2"}],
        "dependencies": [{"ref": "1", "dependsOn": ["2"]}, {"ref": "2"}],
    }
    kept = only_locked(bill, "a-b[extra]==1.0 \\\n    --hash=sha256:0\n")
    assert kept == {"components": [{"name": "A_b", "bom-ref": "1"}], "dependencies": [{"ref": "1", "dependsOn": []}]}


@pytest.mark.slow
@pytest.mark.parametrize("name", [*ENVIRONMENTS, WEB])
def test_each_bill_is_right_whole_and_allowed(name: str) -> None:
    bill = make_bill(name, MADE)
    assert check_bill(bill) is None
    if name == WEB:
        assert len(bill["components"]) > 50
    else:
        lock = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        pinned = {normal(it) for it in re.findall(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==", lock, re.MULTILINE)}
        assert pinned - {normal(one["name"]) for one in bill["components"]} <= OF_OTHER_MACHINES
    if name == WEB or (MADE / name / "bin" / "python").exists():
        assert find_strange(bill, read_policy()) == []


OF_OTHER_MACHINES = {"colorama", "pywin32", "tensorflow-macos", "tensorflow-intel", "tzdata", "backports-zoneinfo"}
"""What locks name for other systems than the one that runs this."""


def test_a_bill_that_is_none_is_told() -> None:
    assert check_bill({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "x"}]}) is not None
