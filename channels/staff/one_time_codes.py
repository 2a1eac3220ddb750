"""One-time codes of the second factor (TOTP, RFC 6238): making secrets, showing them, checking codes."""

from __future__ import annotations

import hmac
import time

import pyotp
import segno

PERIOD = 30
"""Seconds that one code is shown."""
WINDOW = 1
"""Periods by which a telephone's clock may be wrong, each way."""
QUIET_ZONE = 4
"""Modules of white around the picture; readers need them on a dark page."""


def new_secret() -> str:
    """Return a fresh secret: 160 random bits, as RFC 4226 recommends, in base32."""
    return pyotp.random_base32()


def address_of(secret: str, name: str, issuer: str) -> str:
    """Return the ``otpauth:`` address that an authenticator app reads."""
    return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name=issuer)


def draw(address: str) -> str:
    """Return the address as a QR code: an SVG element, black on white whatever the page's colours."""
    code = segno.make(address, error="m", micro=False)
    return code.svg_inline(border=QUIET_ZONE, dark="#000", light="#fff", omitsize=True)


def find_step(secret: str, code: str, *, now: float | None = None) -> int | None:
    """Return the number of the period to which a code belongs; None where it belongs to none near ``now``.

    ``now``: Unix time; the present where it is not given.
    """
    given = "".join(code.split())
    current = int((time.time() if now is None else now) // PERIOD)
    totp = pyotp.TOTP(secret, interval=PERIOD)
    found = None
    for step in range(max(0, current - WINDOW), current + WINDOW + 1):
        # All are compared, so that the time taken says nothing.
        if hmac.compare_digest(totp.generate_otp(step).encode(), given.encode("utf-8", "replace")):
            found = step
    return found
