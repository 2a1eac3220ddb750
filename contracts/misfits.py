"""Says where a message does not fit its type, without what stands there: that may be a citizen's."""

from __future__ import annotations

import re

import msgspec

_PLACE = re.compile(r"- at `((?:key in )?\$[^`]*)`$")


def describe_misfit(error: msgspec.DecodeError) -> str:
    """Return the place at which a message does not fit, for a log; msgspec's own words repeat values."""
    if not isinstance(error, msgspec.ValidationError):
        return "it is no JSON"
    found = _PLACE.search(str(error))
    return f"it does not fit at {found[1] if found else '$'}"
