"""Says what a file is by its content alone: PDF, PNG or JPEG, and nothing that is also something else."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from typing import Literal, get_args

import filetype

MediaType = Literal["application/pdf", "image/png", "image/jpeg"]
MEDIA_TYPES: tuple[MediaType, ...] = get_args(MediaType)
ENDINGS: dict[MediaType, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}
"""How names of such files end; the first is put behind a name that ends otherwise."""

HEAD = 1024
"""Bytes at the beginning in which readers look for what a file is."""
MARKUP = (b"<html", b"<!doctype", b"<script", b"<svg", b"<body", b"<iframe", b"<?php")
PNG_BEGIN = b"\x89PNG\r\n\x1a\n"


class UnknownKindError(ValueError):
    """The content is none of the three kinds, or more than one thing at once."""


def media_type_of(content: bytes) -> MediaType:
    """Return what ``content`` is; raises `UnknownKindError`."""
    guessed = filetype.guess_mime(content)
    kind = next((known for known in MEDIA_TYPES if known == guessed), None)
    if kind is None or not _CHECKS[kind](content) or _is_more(content):
        raise UnknownKindError
    return kind


def _is_more(content: bytes) -> bool:
    """Tell whether the content could also be read as a web page or an archive."""
    head = content[:HEAD].lower()
    return any(mark in head for mark in MARKUP) or zipfile.is_zipfile(io.BytesIO(content))


def _is_pdf(content: bytes) -> bool:
    return content.startswith(b"%PDF-") and b"%%EOF" in content[-HEAD:]


def _is_png(content: bytes) -> bool:
    """Walk through the chunks: each whole and with its right sum, the first IHDR, the last IEND, nothing behind it."""
    if not content.startswith(PNG_BEGIN + b"\x00\x00\x00\x0dIHDR"):
        return False
    at = len(PNG_BEGIN)
    while at + 12 <= len(content):
        length = int.from_bytes(content[at : at + 4])
        end = at + 12 + length
        if end > len(content) or zlib.crc32(content[at + 4 : end - 4]) != int.from_bytes(content[end - 4 : end]):
            return False
        if content[at + 4 : at + 8] == b"IEND":
            return end == len(content)
        at = end
    return False


def _is_jpeg(content: bytes) -> bool:
    """Cameras put more pictures behind the first one; a document that hides there is none of theirs."""
    return content.startswith(b"\xff\xd8\xff") and b"\xff\xd9" in content and b"%PDF-" not in content[:HEAD]


_CHECKS: dict[MediaType, Callable[[bytes], bool]] = {
    "application/pdf": _is_pdf,
    "image/png": _is_png,
    "image/jpeg": _is_jpeg,
}
