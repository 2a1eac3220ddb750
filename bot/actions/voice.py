"""The wording of the dialogue in one language, for parts that are put together from several sentences."""

from __future__ import annotations

from collections.abc import Mapping

from bot.names import ENTITY_FIELD, ENTITY_REASON, ENTITY_SERVICE, ENTITY_VALUE
from contracts.catalogue.model import Catalogue, Field
from contracts.effects import HandoverReason
from contracts.languages import Language
from contracts.names import (
    INTENT_AFFIRM,
    INTENT_CANCEL,
    INTENT_CHANGE_FIELD,
    INTENT_HELP,
    INTENT_HUMAN,
    INTENT_INFORM,
    service_intent,
)
from contracts.parts import Button


class Voice:
    """Speaks one language with the words of the catalogue."""

    def __init__(self, catalogue: Catalogue, language: Language, paused: Mapping[str, str] | None = None) -> None:
        """Take the catalogue, the language of the conversation, and the notices of services that are offline."""
        self.catalogue = catalogue
        self.language = language
        self.paused = paused or {}

    def text(self, key: str, **values: str) -> str:
        """Give a sentence of the wording by its key, with its placeholders filled in."""
        words = self.catalogue.wording[key][self.language].strip()
        for name, value in values.items():
            words = words.replace(f"{{{name}}}", value)
        return words

    def button(self, key: str, intent: str) -> Button:
        """Make a button with a title of the wording."""
        return Button(title=self.text(key), intent=intent)

    def cancel_button(self) -> Button:
        """Make the button that stops the open form."""
        return self.button("button_cancel", INTENT_CANCEL)

    def help_button(self) -> Button:
        """Make the button that shows what the bot can do."""
        return self.button("button_help", INTENT_HELP)

    def person_button(self, reason: HandoverReason) -> Button:
        """Make the button that calls a person, with the reason for which it is offered."""
        return Button(title=self.text("button_human"), intent=INTENT_HUMAN, entities={ENTITY_REASON: reason})

    def send_button(self, service: str) -> Button:
        """Make the button that files the application of a service, and of no other whose summary is open by then."""
        return Button(title=self.text("button_yes_send"), intent=INTENT_AFFIRM, entities={ENTITY_SERVICE: service})

    def change_button(self, field: Field) -> Button:
        """Make the button that asks for a field again."""
        title = self.text("button_change", label=field.label[self.language])
        return Button(title=title, intent=INTENT_CHANGE_FIELD, entities={ENTITY_FIELD: field.name})

    def value_button(self, field: Field, title: str, value: str) -> Button:
        """Make the button that gives a field this value."""
        return Button(title=title, intent=INTENT_INFORM, entities={ENTITY_FIELD: field.name, ENTITY_VALUE: value})

    def apply_button(self, key: str, service: str) -> Button:
        """Make a button that opens the form of a service, or goes on with it, with a title of the wording."""
        return self.button(key, service_intent(service, "apply"))
