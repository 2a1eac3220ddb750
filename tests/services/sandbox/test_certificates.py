"""The documents that the sandbox issues: void in four languages, the same every time, and silent about the person."""

import json
import re
import zlib
from types import SimpleNamespace

import pytest

from contracts.languages import LANGUAGES
from services.sandbox.applications import WITH_DOCUMENT
from services.sandbox.certificates import ENCODING, WORDS, write_certificate
from tests.services.people import BRUNO


def row(kind: str, **details: str) -> SimpleNamespace:
    return SimpleNamespace(
        reference="RC-2026-000001",
        kind=kind,
        national_id=BRUNO,
        commune=None,
        plate=None,
        details=json.dumps(details),
        filed_at="2026-11-23T23:30:00+00:00",
    )


def texts_of(pdf: bytes) -> str:
    """The strings on the page, one a line."""
    streams = re.findall(rb"stream\n(.*?)\nendstream", pdf, re.DOTALL)
    content = b"".join(zlib.decompress(stream) for stream in streams if stream[:1] == b"x")
    shown = re.findall(rb"\((.*?)(?<!\\)\) Tj", content, re.DOTALL)
    return "\n".join(re.sub(rb"\\(.)", rb"\1", text).decode(ENCODING) for text in shown)


@pytest.mark.parametrize("kind", sorted(WITH_DOCUMENT))
def test_every_document_is_void_in_four_languages(kind: str) -> None:
    shown = texts_of(write_certificate(row(kind))).split("\n")
    assert tuple(WORDS["void"]) == tuple(WORDS[kind]) == LANGUAGES
    assert {*WORDS["void"].values(), *WORDS[kind].values(), "SANDBOX", "RC-2026-000001", "24.11.2026"} <= set(shown)


def test_the_document_does_not_tell_whose_it_is() -> None:
    pdf = write_certificate(row("criminal_record", family_name="Schmit", birthdate="1985-04-12"))
    shown = texts_of(pdf)
    assert "*********2393" in shown
    assert not any(secret in shown for secret in (BRUNO, "1985", "Schmit"))


def test_what_the_application_named_is_shown() -> None:
    asked = row("parking_permit")
    asked.commune, asked.plate = "esch-sur-alzette", "AB1234"
    assert {"Esch-sur-Alzette", "AB1234"} <= set(texts_of(write_certificate(asked)).split("\n"))
    assert "2025" in texts_of(write_certificate(row("tax_card_copy", year="2025"))).split("\n")


def test_a_name_outside_the_fonts_letters_is_no_obstacle() -> None:
    asked = row("residence_certificate")
    asked.commune = "Ѐкаш"
    assert "????" in texts_of(write_certificate(asked)).split("\n")


def test_the_same_document_has_the_same_bytes() -> None:
    assert write_certificate(row("tax_card_copy", year="2026")) == write_certificate(row("tax_card_copy", year="2026"))


def test_all_words_can_be_written() -> None:
    for words in (WORDS["void"], *(WORDS[kind] for kind in WITH_DOCUMENT), *WORDS["labels"].values()):
        assert tuple(words) == LANGUAGES
        assert all(text.encode(ENCODING) for text in words.values())
