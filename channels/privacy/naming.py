"""What things of a conversation are called in a citizen's language: services, fields, moments, sizes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from channels.local_time import LUXEMBOURG, day_of, write_day, write_moment
from channels.wording import Wording
from contracts.catalogue.model import Field, Service
from contracts.jobs import ResultValue
from contracts.languages import Language
from nlu.text.fields import Checked, check_field

WORDING = Wording(Path(__file__).with_name("words.yaml"))


class Names:
    """The names of one language. What the catalogue does not have (any more) keeps its id."""

    def __init__(self, language: Language, services: Mapping[str, Service]) -> None:
        """``services``: those of the catalogue."""
        self.language = language
        self._services = services

    def say(self, key: str, **values: object) -> str:
        """Return a text of the page."""
        return WORDING.say(key, self.language, **values)

    def service(self, service: str) -> str:
        """Return the title of a service."""
        known = self._services.get(service)
        return known.title[self.language] if known else service

    def field(self, service: str, name: str) -> str:
        """Return what a field is called."""
        field = self._field(service, name)
        return field.label[self.language] if field else name

    def value(self, service: str, name: str, value: str) -> str:
        """Return a value of a field as people write it: of a choice, or a commune, what it is called."""
        field = self._field(service, name)
        if field and field.type == "date":
            return self._date(value)
        if field and field.type == "commune":
            checked = check_field("commune", value, language=self.language)
            return checked.shown if isinstance(checked, Checked) else value
        choices = field.choices if field else []
        return next((choice.label[self.language] for choice in choices if choice.value == value), value)

    def result(self, service: str, name: str, result: ResultValue) -> str:
        """Return a value that an administration gave; the catalogue has words for codes."""
        if result.kind in ("day", "moment"):
            return self._date(result.value)
        known = self._services.get(service)
        words = known.form.words if known and known.form else {}
        word = words.get(name, {}).get(result.value) if result.kind == "code" else None
        return word[self.language] if word else result.value

    def claim(self, name: str, value: str) -> tuple[str, str]:
        """Return what something that a login says is called, and its value."""
        key = f"claim_{name}"
        label = self.say(key if key in WORDING.keys else "claim_other")
        return label, self._date(value) if name == "birthdate" else value

    def moment(self, moment: str) -> str:
        """Write day and time of a moment."""
        return write_moment(moment)

    def day(self, moment: str) -> str:
        """Write the day of a moment."""
        return write_day(day_of(moment))

    def _date(self, value: str) -> str:
        """Write an ISO 8601 date, or date and time, of Luxembourg; anything else stays."""
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return value
        if "T" not in value:
            return write_day(moment)
        return self.moment((moment if moment.tzinfo else moment.replace(tzinfo=LUXEMBOURG)).isoformat())

    def _field(self, service: str, name: str) -> Field | None:
        known = self._services.get(service)
        fields = known.form.fields if known and known.form else []
        return next((field for field in fields if field.name == name), None)
