"""Answers a message that was not understood: offers what it may have meant, what the bot can do, and a person."""

from __future__ import annotations

from bot.actions.incoming import Incoming
from bot.actions.outcome import Response
from bot.actions.voice import Voice
from bot.names import UTTER_FALLBACK, UTTER_FALLBACK_AGAIN
from contracts.names import service_intent, split_intent
from contracts.parts import Button

MAX_GUESSES = 2


def fall_back(voice: Voice, incoming: Incoming, times: int) -> Response:
    """Give the answer to the ``times``-th message in a row that was not understood.

    A person is always on offer; from the second time on that is what the answer is about. Nobody is handed over
    without having agreed to it.
    """
    if times > 1:
        buttons = [voice.person_button("repeated_failure"), voice.help_button()]
        return Response(UTTER_FALLBACK_AGAIN, buttons=tuple(buttons))
    buttons = [*_guessed_services(voice, incoming), voice.help_button(), voice.person_button("asked")]
    return Response(UTTER_FALLBACK, buttons=tuple(buttons))


def _guessed_services(voice: Voice, incoming: Incoming) -> list[Button]:
    """Offer the services that the NLU found most likely, though not likely enough to answer."""
    services = voice.catalogue.services
    split = map(split_intent, incoming.guesses)
    guessed = {guess[0]: services[guess[0]] for guess in split if guess and guess[0] in services}
    return [
        Button(title=service.title[voice.language], intent=service_intent(service.id, "about"))
        for service in list(guessed.values())[:MAX_GUESSES]
    ]
