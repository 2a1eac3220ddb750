"""One-time codes: the vectors of RFC 6238, tolerance, pictures."""

from __future__ import annotations

import base64
from xml.etree import ElementTree as ET

import pyotp
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.staff.one_time_codes import address_of, draw, find_step, new_secret

# RFC 6238, appendix B, shortened to six digits.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("now", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_codes_are_those_of_the_standard(now: int, code: str) -> None:
    assert find_step(RFC_SECRET, code, now=now) == now // 30


@given(st.integers(0, 4_000_000_000), st.integers(-3, 3))
def test_a_clock_may_be_wrong_by_one_period(now: int, away: int) -> None:
    then = max(0, now + 30 * away)
    step = find_step(RFC_SECRET, pyotp.TOTP(RFC_SECRET).at(then), now=now)
    if abs(then // 30 - now // 30) <= 1:
        assert step is not None
        assert abs(step - now // 30) <= 1


@given(st.text(max_size=12).filter(lambda code: "".join(code.split()) != "287082"))
def test_anything_else_is_no_code(code: str) -> None:
    near = {pyotp.TOTP(RFC_SECRET).at(moment) for moment in (29, 59, 89)}
    assert find_step(RFC_SECRET, code, now=59) is None or "".join(code.split()) in near


@pytest.mark.parametrize("code", ["287 082", " 287082\n", "287\u00a0082"])
def test_blanks_do_not_matter(code: str) -> None:
    assert find_step(RFC_SECRET, code, now=59) == 1


def test_secrets_are_long_and_all_different() -> None:
    secrets = {new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert all(len(base64.b32decode(secret)) == 20 for secret in secrets)


def test_the_picture_is_an_svg_without_scripts_styles_or_foreign_addresses() -> None:
    address = address_of(new_secret(), "marie.m", "Moien")
    assert address.startswith("otpauth://totp/Moien:marie.m?secret=")
    picture = ET.fromstring(draw(address))
    assert "viewBox" in picture.attrib
    for part in picture.iter():
        assert part.tag.rpartition("}")[2] in ("svg", "path")
        assert not {"style", "href", "onload"} & set(part.attrib)
