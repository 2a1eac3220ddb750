"""Takes U+0000 out of JSON: no database of ours holds it, no text needs it, and no call is to fail because of it."""

from __future__ import annotations

import re

_ESCAPES = re.compile(rb"\\u0000|(\\.)", re.DOTALL)
_NAMED = re.compile(rb"\\u0000")


def without_nul(json: bytes) -> bytes:
    """Return JSON without the escapes of U+0000; itself it may stand in no JSON."""
    if _NAMED.search(json) is None:
        return json
    # Escapes are read one by one: in two backslashes and u0000 the first hides the second.
    return _ESCAPES.sub(lambda found: found[1] or b"", json)
