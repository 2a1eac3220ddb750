"""Looks back in the tracker's events: what the conversation was about, how often the bot did not understand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.buttons import from_rasa_button
from contracts.catalogue.model import Catalogue
from contracts.names import FALLBACK_INTENT, split_intent
from contracts.parts import Button

Event = Mapping[str, Any]


class History:
    """The events of a conversation since it began or was begun again, in Rasa's JSON form, oldest first."""

    def __init__(self, events: Sequence[Event]) -> None:
        """Take all events; what lies before the last restart is forgotten."""
        restarts = [index for index, event in enumerate(events) if event["event"] == "restart"]
        self._events = events[restarts[-1] + 1 :] if restarts else events

    def form_began(self, form: str) -> bool:
        """Tell whether the form was opened by the latest message."""
        for event in reversed(self._events):
            if event["event"] == "user":
                return False
            if event["event"] == "active_loop":
                return bool(event.get("name") == form)
        return False

    def fallbacks(self) -> int:
        """Count the latest messages in a row that were not understood, the present one included."""
        count = 0
        for intent in self._intents():
            if intent != FALLBACK_INTENT:
                break
            count += 1
        return count

    def last_service(self, catalogue: Catalogue) -> str | None:
        """Name the service the citizen asked about or applied for last."""
        split = map(split_intent, self._intents())
        return next((found[0] for found in split if found and found[0] in catalogue.services), None)

    def last_offers(self) -> list[Button]:
        """Give the buttons with which the bot ended its turn before the latest message."""
        events = iter(reversed(self._events))
        for event in events:
            if event["event"] == "user":
                break
        for event in events:
            if event["event"] == "user":
                break
            if event["event"] == "bot":
                return [from_rasa_button(button) for button in (event.get("data") or {}).get("buttons") or []]
        return []

    def _intents(self) -> Iterator[str]:
        """Give the intents of the messages, latest first."""
        for event in reversed(self._events):
            if event["event"] == "user":
                yield str(event["parse_data"]["intent"].get("name"))
