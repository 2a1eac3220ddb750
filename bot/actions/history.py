"""Looks back in the tracker's events: what the conversation was about, how often the bot did not understand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.buttons import from_rasa_button
from contracts.catalogue.model import Catalogue
from contracts.names import ANSWER_INTENT, FALLBACK_INTENT, START_INTENT, split_intent
from contracts.parts import Button

Event = Mapping[str, Any]

POSSIBLE = 0.05
"""Confidence, over all questions about a service, from which it may be what a message is about."""

MOST_EARLIER = 2
"""Earlier messages that a question may lean on."""


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
        """Count the latest messages in a row that were not understood, the present one included.

        Where the official content answered one of them, it counts as understood.
        """
        count = 0
        for event in self._messages():
            if _answered_service(event) is not None or _intent(event) not in (FALLBACK_INTENT, ANSWER_INTENT):
                break
            count += _intent(event) == FALLBACK_INTENT
        return count

    def last_intent(self) -> str | None:
        """Give the intent of the citizen's latest message; an answer from the official content is none."""
        intents = (_intent(event) for event in self._messages())
        return next((intent for intent in intents if intent != ANSWER_INTENT), None)

    def earlier_texts(self) -> list[str]:
        """Give what the citizen wrote before the latest message, oldest first, at most ``MOST_EARLIER``."""
        texts = [event["text"] for event in self._messages() if (event.get("metadata") or {}).get("input") == "text"]
        return texts[1 : 1 + MOST_EARLIER][::-1]

    def last_service(self, catalogue: Catalogue) -> str | None:
        """Name the service the citizen asked about, applied for or got an answer on last, or an agent began."""
        for event in self._messages():
            split = split_intent(_intent(event))
            service = _answered_service(event) or _started_service(event) or (split[0] if split else "")
            if service in catalogue.services:
                return service
        return None

    def guessed_services(self, catalogue: Catalogue) -> list[str]:
        """Name the services that the NLU held possible for the citizen's latest message, likeliest first."""
        latest = next((event for event in self._messages() if _intent(event) != ANSWER_INTENT), None)
        weights: Counter[str] = Counter()
        for guess in latest["parse_data"].get("intent_ranking") or [] if latest else []:
            split = split_intent(guess["name"])
            if split and split[0] in catalogue.services:
                weights[split[0]] += guess["confidence"]
        return [service for service, weight in weights.most_common() if weight >= POSSIBLE]

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

    def _messages(self) -> Iterator[Event]:
        """Give the messages and system turns, latest first."""
        return (event for event in reversed(self._events) if event["event"] == "user")


def _intent(message: Event) -> str:
    return str(message["parse_data"]["intent"].get("name"))


def _started_service(message: Event) -> str | None:
    """Name the service whose form an agent began."""
    data = (message.get("metadata") or {}).get("data") or {}
    return data.get("service") if _intent(message) == START_INTENT else None


def _answered_service(message: Event) -> str | None:
    """Name the page of the official content that answered a question; the service where it is one."""
    data = (message.get("metadata") or {}).get("data") or {}
    if _intent(message) != ANSWER_INTENT or data.get("standing") != "answered":
        return None
    return next(iter(data.get("services") or []), "")
