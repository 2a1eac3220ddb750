"""Finds what to say to an intent that needs nothing but an answer, in a form or outside of one."""

from __future__ import annotations

from bot.actions.answers import answer
from bot.actions.asking import ask_service
from bot.actions.outcome import Response, Said
from bot.actions.pauses import is_paused, say_paused
from bot.actions.voice import Voice
from bot.names import utter
from contracts.effects import HandoverRequest
from contracts.names import ANY_SERVICE, CRISIS_INTENTS, split_intent


def reply(voice: Voice, intent: str, talked_about: str | None) -> Said:
    """Answer an intent; a question that names no service is about ``talked_about``, the id of a service."""
    if intent in CRISIS_INTENTS:
        return call_for_help(intent, talked_about)
    asked = split_intent(intent)
    if asked is None:
        return Response(utter(intent))
    named, question = asked
    service = voice.catalogue.services.get((talked_about or "") if named == ANY_SERVICE else named)
    if service is None:
        return ask_service(voice, question)
    return say_paused(voice, service) if is_paused(voice, service) else answer(voice, service, question)


def call_for_help(intent: str, talked_about: str | None) -> Response:
    """Say the emergency number first, and call a person at once, without asking."""
    return Response(utter(intent), effects=(HandoverRequest(reason="crisis", service=talked_about),))
