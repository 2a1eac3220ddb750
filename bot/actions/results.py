"""Puts what an administration says into words: days and moments, codes, options, the placeholders of a sentence."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from contracts.catalogue.model import Form, Texts
from contracts.jobs import Option, ResultValue
from contracts.languages import Language
from contracts.turns import JobReport
from nlu.text.fields.dates import show_date

NOT_SAID = "–"
"""Stands where the administration gave no value."""

_PLACEHOLDER = re.compile(r"\{([a-z0-9_]+)\}")
_LUXEMBOURG = ZoneInfo("Europe/Luxembourg")

_WEEKDAYS: dict[Language, tuple[str, ...]] = {
    "lb": ("Méindeg", "Dënschdeg", "Mëttwoch", "Donneschdeg", "Freideg", "Samschdeg", "Sonndeg"),
    "fr": ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
_BETWEEN: dict[Language, str] = {"lb": ", ", "fr": " ", "de": ", ", "en": " "}
"""What stands between weekday and date."""
_TIMES: dict[Language, str] = {"lb": "{}:{:02} Auer", "fr": "{} h {:02}", "de": "{}:{:02} Uhr", "en": "{}:{:02}"}


def show_day(day: date, language: Language) -> str:
    """Write a day with its weekday: ``Mëttwoch, 2. Dezember 2026``, ``mercredi 2 décembre 2026``."""
    return f"{_WEEKDAYS[language][day.weekday()]}{_BETWEEN[language]}{show_date(day, language)}"


def show_moment(moment: datetime, language: Language) -> str:
    """Write a moment as clocks in Luxembourg show it; one without an offset is taken for such a time."""
    local = moment.astimezone(_LUXEMBOURG) if moment.tzinfo else moment
    return f"{show_day(local.date(), language)}, {_TIMES[language].format(local.hour, local.minute)}"


def show_option(option: Option, language: Language) -> str:
    """Write one option: when it is, where it is."""
    when = _show_iso(option.at, language) if option.at else ""
    return " – ".join(part for part in (when, option.label) if part) or option.value


def fill_in(form: Form, said: Texts, report: JobReport, language: Language) -> dict[str, str]:
    """Give the placeholders of a sentence: the reference number, and the values of the operation."""
    values = {name: _show_value(form, name, value, language) for name, value in report.values.items()}
    known = {**values, "reference": report.reference or values.get("reference", NOT_SAID)}
    return {name: known.get(name, NOT_SAID) for name in _PLACEHOLDER.findall(said[language])}


def _show_value(form: Form, name: str, value: ResultValue, language: Language) -> str:
    if value.kind == "code":
        words = form.words.get(name, {}).get(value.value)
        return words[language].strip() if words else NOT_SAID
    return value.value if value.kind == "text" else _show_iso(value.value, language)


def _show_iso(written: str, language: Language) -> str:
    """Write a day or a moment; what is neither stays as the administration wrote it."""
    try:
        if "T" not in written:
            return show_day(date.fromisoformat(written), language)
        return show_moment(datetime.fromisoformat(written.replace("Z", "+00:00")), language)
    except ValueError:
        return written
