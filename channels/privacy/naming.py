"""What things of a conversation are called in a citizen's language: services, fields, moments, sizes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from channels.wording import Wording
from contracts.catalogue.model import Field, Service
from contracts.languages import Language

WORDING = Wording(Path(__file__).with_name("words.yaml"))
LUXEMBOURG = ZoneInfo("Europe/Luxembourg")


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
        """Return a value of a field: of a choice what it is called."""
        field = self._field(service, name)
        choices = field.choices if field else []
        return next((choice.label[self.language] for choice in choices if choice.value == value), value)

    def moment(self, moment: str) -> str:
        """Write a moment as clocks in Luxembourg show it; numbers read the same in all four languages."""
        return datetime.fromisoformat(moment).astimezone(LUXEMBOURG).strftime("%d.%m.%Y, %H:%M")

    def day(self, moment: str) -> str:
        """Write the day of a moment."""
        return datetime.fromisoformat(moment).astimezone(LUXEMBOURG).strftime("%d.%m.%Y")

    def _field(self, service: str, name: str) -> Field | None:
        known = self._services.get(service)
        fields = known.form.fields if known and known.form else []
        return next((field for field in fields if field.name == name), None)
