"""What a file is, by its content alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.uploads.kinds import MEDIA_TYPES, UnknownKindError, media_type_of
from tests.channels.uploads.samples import EICAR, GIF, HTML, JPEG, PDF, PNG, SVG, chunk, zipped


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (PDF.replace(b"1.7", b"2.0"), "application/pdf"),
        (PDF + b"\n" * 200, "application/pdf"),
        (PNG, "image/png"),
        (PNG[:8] + PNG[8:-12] + chunk(b"tEXt", b"Comment\0hello") + PNG[-12:], "image/png"),
        (JPEG, "image/jpeg"),
        (JPEG + JPEG, "image/jpeg"),
    ],
)
def test_the_three_kinds(content: bytes, kind: str) -> None:
    assert media_type_of(content) == kind


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"hello",
        EICAR,
        SVG,
        b"<?xml version='1.0'?>" + SVG,
        HTML,
        GIF,
        zipped(),
        b"MZ" + b"\0" * 100,
        b"%!PS-Adobe-3.0\n",
        # Cut or without an end.
        PDF[: len(PDF) // 2],
        PNG[:-1],
        PNG[:-12],
        PNG[:20],
        JPEG[:-2],
        b"\xff\xd8\xff",
        b"%PDF-",
        # Something before.
        b"\xef\xbb\xbf" + PDF,
        b"\n" + PDF,
        HTML + PDF,
        # Something behind or within: also a web page, also an archive.
        PDF + zipped(),
        PDF.replace(b"1 0 obj", b"<html><script>alert(1)</script>1 0 obj"),
        PDF.replace(b"1 0 obj", b"<SVG onload=alert(1)>1 0 obj"),
        PNG + HTML,
        PNG + zipped(),
        PNG + PDF,
        PNG.replace(b"IDAT", b"IDAX"),
        JPEG + zipped(),
        JPEG[:20] + b"<script>alert(1)</script>" + JPEG[20:],
        JPEG[:20] + PDF + JPEG[20:],
        JPEG[:20] + b"<?php system('id'); ?>" + JPEG[20:],
    ],
)
def test_everything_else_is_refused(content: bytes) -> None:
    with pytest.raises(UnknownKindError):
        media_type_of(content)


@given(st.binary(max_size=300), st.sampled_from([b"", PDF[:9], PNG[:20], JPEG[:12]]))
def test_no_content_breaks_it(content: bytes, begin: bytes) -> None:
    try:
        assert media_type_of(begin + content) in MEDIA_TYPES
    except UnknownKindError:
        return


@given(st.integers(min_value=8, max_value=len(PNG) - 1), st.integers(min_value=1, max_value=255))
def test_a_png_in_which_one_byte_changed_is_none(at: int, change: int) -> None:
    with pytest.raises(UnknownKindError):
        media_type_of(PNG[:at] + bytes([PNG[at] ^ change]) + PNG[at + 1 :])
