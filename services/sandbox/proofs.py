"""Looks at a file that was sent along: what it is by its content, and a digest to tell it from others.

The file itself is not kept: nobody's rental contract has to lie in a sandbox.
"""

from __future__ import annotations

import hashlib

import filetype

from contracts.files import MAX_FILE_BYTES

READABLE = frozenset({"application/pdf", "image/png", "image/jpeg"})


def describe_proof(content: bytes) -> dict[str, str]:
    """Return its digest, its length in bytes, and its media type, empty where it cannot be read."""
    found = filetype.guess_mime(content) if content and len(content) <= MAX_FILE_BYTES else None
    return {
        "proof": hashlib.sha256(content).hexdigest(),
        "proof_bytes": str(len(content)),
        "proof_type": found if found in READABLE else "",
    }
