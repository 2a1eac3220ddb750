"""Every code with which a call may be refused has a status."""

from __future__ import annotations

from typing import get_args

from channels.answers import STATUS, RestCode


def test_every_code_has_a_status() -> None:
    codes = {code for part in get_args(RestCode) for code in (get_args(part) or (part,))}
    assert set(STATUS) == codes
    assert all(status >= 400 for status in STATUS.values())
