"""Asks which of up to three things a message meant, or which service a question without one is about."""

from __future__ import annotations

from bot.actions.answers import name_intent
from bot.actions.incoming import Incoming
from bot.actions.voice import Voice
from contracts.names import FALLBACK_INTENT, Question, service_intent, split_intent
from contracts.parts import Button, Part

MOST_CHOICES = 3


def ask_which(voice: Voice, incoming: Incoming) -> Part:
    """Offer what the message may mean, likeliest first, and none of it."""
    services = voice.catalogue.services
    split = [split_intent(guess.intent) for guess in incoming.guesses]
    meant = [asked for asked in split if asked and asked[0] in services]
    buttons = [
        Button(title=name_intent(voice, services[service], question), intent=service_intent(service, question))
        for service, question in meant[:MOST_CHOICES]
    ]
    question = "ask_which" if len(buttons) > 1 else "ask_whether"
    return Part(text=voice.text(question), buttons=[*buttons, voice.button("button_none", FALLBACK_INTENT)])


def ask_service(voice: Voice, question: Question) -> Part:
    """Ask what a question without a service is about, and offer the services that are most wanted."""
    services = [voice.catalogue.services[name] for name in voice.catalogue.offered]
    buttons = [
        Button(title=service.title[voice.language], intent=service_intent(service.id, question))
        for service in services
        if question in service.intents
    ]
    return Part(text=voice.text("ask_service"), buttons=buttons)
