"""Known vulnerabilities: which are accepted, where, and for how long."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from audit.known import HOLDS, Known, judge, read_known
from audit.reports import Finding
from audit.sbom import normal
from audit.tools import LOCKS, ROOT, WEB

DAY = date(2026, 11, 30)
FOUND = Finding(package="sanic-cors", version="2.0.1", id="PYSEC-1", aliases=frozenset({"CVE-1", "GHSA-1"}))


def known(**changes: object) -> Known:
    return Known(**{"id": "CVE-1", "package": "sanic-cors", "locks": ["bot"], "why": "x", "reviewed": DAY, **changes})


@pytest.mark.parametrize(
    ("reviewed", "verdict"),
    [
        ([known()], "accepted"),
        ([known(id="PYSEC-1")], "accepted"),
        ([known(id="CVE-2")], "new"),
        ([known(package="sanic")], "new"),
        ([known(locks=["llm"])], "new"),
        ([known(reviewed=DAY - HOLDS)], "accepted"),
        ([known(reviewed=DAY - HOLDS - (HOLDS / 180))], "outdated"),
        ([], "new"),
    ],
)
def test_only_what_was_reviewed_for_this_lock_and_lately_is_accepted(reviewed: list[Known], verdict: str) -> None:
    judged = judge([FOUND], "bot", reviewed, DAY)
    assert {name: getattr(judged, name) for name in ("new", "outdated", "accepted") if getattr(judged, name)} == {
        verdict: (FOUND,)
    }


def test_the_list_names_what_is_pinned_and_says_why() -> None:
    listed = read_known()
    assert listed
    for one in listed:
        assert set(one.locks) <= {*LOCKS, WEB}
        assert len(one.why) > 40, f"{one.id}: why does it not bite?"
        assert one.reviewed <= datetime.now(UTC).date()
        for lock in one.locks:
            pinned = (ROOT / "requirements" / f"{lock}.txt").read_text(encoding="utf-8")
            assert f"\n{normal(one.package)}==" in pinned, f"{one.id}: {lock} pins no {one.package} any more; delete it"
    assert len({(one.id, one.package) for one in listed}) == len(listed)


@pytest.mark.parametrize("text", ["known: 1", "known: [{id: x}]", "known: [", "others: []"])
def test_a_list_that_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "known.yaml"
    file.write_text(text)
    with pytest.raises(ValueError, match=r"known\.yaml"):
        read_known(file)
