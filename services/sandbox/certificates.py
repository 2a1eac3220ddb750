"""Writes the documents that the sandbox issues as PDF, plainly marked as void in four languages."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from ruamel.yaml import YAML

from contracts.languages import LANGUAGES
from services.sandbox.applications import LUXEMBOURG
from services.sandbox.appointments import place_of
from services.sandbox.store import filed_at_of

WORDS: Mapping[str, Any] = YAML(typ="safe").load(Path(__file__).with_name("certificates.yaml"))
ENCODING = "windows-1252"
"""What PDF's own fonts can write: all letters of the four languages."""
SHOWN_DIGITS = 4
"""Of a national id; references are numbered in a row, so a document must not tell strangers whose it is."""

RED = (176, 0, 32)
GREY = (90, 90, 90)
PALE = (238, 221, 224)


class Sheet(FPDF):
    """An A4 page with the mark of the sandbox across it."""

    def __init__(self, made_at: datetime) -> None:
        """``made_at`` is written into the file, so that the same document has the same bytes whenever it is fetched."""
        super().__init__(format="A4")
        self.core_fonts_encoding = ENCODING
        self.set_creation_date(made_at)
        self.set_margin(22)
        self.add_page()

    def header(self) -> None:
        """Write the mark across the page."""
        self.set_font("helvetica", "B", 92)
        self.set_text_color(*PALE)
        with self.rotation(52, x=self.w / 2, y=self.h / 2):
            self.text(self.w / 2 - self.get_string_width("SANDBOX") / 2, self.h / 2 + 16, "SANDBOX")

    def line_of(self, words: str, size: float, *, bold: bool = False, color: tuple[int, int, int] = (0, 0, 0)) -> None:
        """Write one paragraph; letters that the font lacks become question marks."""
        self.set_font("helvetica", "B" if bold else "", size)
        self.set_text_color(*color)
        written = words.encode(ENCODING, "replace").decode(ENCODING)
        self.multi_cell(0, size * 0.5, written, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def write_certificate(row: Any) -> bytes:  # noqa: ANN401 - a row of filing_table
    """Return the document of an application."""
    filed_at = filed_at_of(row).astimezone(LUXEMBOURG)
    titles = WORDS[row.kind]
    sheet = Sheet(filed_at)
    sheet.set_title(f"{titles['en']} {row.reference} (sandbox, void)")
    sheet.set_author("Sandbox administration")
    sheet.set_lang("lb")
    for language in LANGUAGES:
        sheet.line_of(WORDS["void"][language], 11, bold=True, color=RED)
    sheet.ln(14)
    sheet.line_of(titles[LANGUAGES[0]], 24, bold=True)
    for language in LANGUAGES[1:]:
        sheet.line_of(titles[language], 13, color=GREY)
    sheet.ln(12)
    for label, value in _rows(row, filed_at):
        sheet.line_of(" / ".join(dict.fromkeys(WORDS["labels"][label].values())), 9, color=GREY)
        sheet.line_of(value, 13, bold=True)
        sheet.ln(3)
    return bytes(sheet.output())


def _rows(row: Any, filed_at: datetime) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - a row of filing_table
    yield "reference", row.reference
    yield "filed_on", f"{filed_at:%d.%m.%Y}"
    yield "national_id", row.national_id[-SHOWN_DIGITS:].rjust(len(row.national_id), "*")
    if row.commune:
        yield "commune", place_of(row.commune)
    if row.plate:
        yield "plate", row.plate
    if year := json.loads(row.details).get("year"):
        yield "year", year
