"""Names of files for people."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.uploads.kinds import ENDINGS, MEDIA_TYPES, MediaType
from channels.uploads.names import LONGEST_NAME, content_disposition, display_name


@pytest.mark.parametrize(
    ("given_name", "media_type", "shown"),
    [
        ("lease.pdf", "application/pdf", "lease.pdf"),
        ("Bail signé.PDF", "application/pdf", "Bail signé.pdf"),
        ("photo.jpeg", "image/jpeg", "photo.jpeg"),
        ("photo.png", "image/jpeg", "photo.png.jpg"),
        ("evil.html", "application/pdf", "evil.html.pdf"),
        ("", "application/pdf", "document.pdf"),
        (".pdf", "application/pdf", "document.pdf"),
        ("...", "image/png", "document.png"),
        ("../../etc/passwd", "application/pdf", "passwd.pdf"),
        ("C:\\Users\\Léa\\Kaart.png", "image/png", "Kaart.png"),
        ("a\r\nSet-Cookie: x=1.pdf", "application/pdf", "a Set-Cookie_ x=1.pdf"),
        ("fdp.\u202egnp.pdf", "application/pdf", "fdp.gnp.pdf"),
        ("a\x00b.pdf", "application/pdf", "ab.pdf"),
        ('"<script>".pdf', "application/pdf", "__script__.pdf"),
        ("x" * 300 + ".pdf", "application/pdf", "x" * (LONGEST_NAME - 4) + ".pdf"),
        ("  a   b .pdf", "application/pdf", "a b.pdf"),
        ("Le\u0301a.pdf", "application/pdf", "Léa.pdf"),
    ],
)
def test_what_is_left_of_a_name(given_name: str, media_type: MediaType, shown: str) -> None:
    assert display_name(given_name, media_type) == shown


@given(st.text(), st.sampled_from(MEDIA_TYPES))
def test_every_name_is_safe_to_show_and_to_save(given_name: str, media_type: MediaType) -> None:
    name = display_name(given_name, media_type)
    assert 0 < len(name) <= LONGEST_NAME
    assert name.lower().endswith(ENDINGS[media_type])
    assert not name.startswith(".")
    assert not set(name) & set('/\\<>:"|?*')
    assert not any(unicodedata.category(character)[0] == "C" for character in name)
    assert display_name(name, media_type) == name


@given(st.text(), st.sampled_from(MEDIA_TYPES))
def test_the_header_makes_browsers_save_it_under_its_name(given_name: str, media_type: MediaType) -> None:
    name = display_name(given_name, media_type)
    header = content_disposition(name)
    assert header.isascii()
    assert header.isprintable()
    plain, _, encoded = header.partition("; filename*=UTF-8''")
    assert unquote(encoded) == name
    assert re.fullmatch(r'attachment; filename="[A-Za-z0-9 ._-]+"', plain)
