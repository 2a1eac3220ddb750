"""What the sandbox identity provider does wrong when a test asks for it: ``kind`` or ``kind:seconds``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "access_denied",
    "slow",
    "wrong_nonce",
    "wrong_issuer",
    "wrong_audience",
    "wrong_signature",
    "expired_token",
    "low_acr",
]

KINDS: tuple[Kind, ...] = get_args(Kind)
SLOW_SECONDS = 30.0
"""How long ``slow`` waits where nothing else is said."""
LONGEST_SECONDS = 300.0


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong in every login."""

    kind: Kind
    seconds: float = 0.0
    """How long ``slow`` keeps the client waiting."""


def parse_fault(text: str) -> Fault:
    """Read a fault, such as ``wrong_nonce`` or ``slow:5``; raises ValueError that says what there is."""
    name, colon, amount = text.strip().partition(":")
    if name not in KINDS or (colon and name != "slow"):
        raise ValueError(f"{text!r} is no fault; there are {', '.join(KINDS)}; slow may have :seconds")
    kind: Kind = name
    if kind != "slow":
        return Fault(kind)
    try:
        seconds = float(amount) if colon else SLOW_SECONDS
    except ValueError:
        raise ValueError(f"{text!r}: write the seconds as a number, such as slow:5") from None
    if not 0 < seconds <= LONGEST_SECONDS:
        raise ValueError(f"{text!r}: write more than 0 and at most {LONGEST_SECONDS:g} seconds")
    return Fault(kind, seconds)
