"""The section on sovereign mode names every setting that may hold an address outside, and no other."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
ADDRESS = re.compile(r"_(URL|ISSUER|ADDRESS|ADMINISTRATION|MODEL)$")
CALLS_NOBODY = {"MOIEN_MESSAGES_PER_ADDRESS", "MOIEN_CONVERSATIONS_PER_ADDRESS", "MOIEN_CONNECTIONS_PER_ADDRESS"}
"""Numbers that are counted by address."""


def test_each_setting_with_an_address_says_what_leaves() -> None:
    settings = re.findall(r"^\| `(MOIEN_[A-Z_<>]+)`", (ROOT / "docs/settings.md").read_text("utf-8"), re.M)
    addresses = {name for name in settings if ADDRESS.search(name)} - CALLS_NOBODY
    [section] = re.findall(
        r"^## Sovereign mode\n(.*?)^## ", (ROOT / "docs/operating.md").read_text("utf-8"), re.M | re.S
    )
    rows = [line for line in section.splitlines() if line.startswith("|")]
    assert {name for row in rows for name in re.findall("`(MOIEN_.+?)`", row)} == addresses
