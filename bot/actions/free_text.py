"""Free text: what the hub is asked to look up, and how what was found is put into words."""

from __future__ import annotations

from collections.abc import Iterator

from bot.actions.fallback import fall_back
from bot.actions.history import History
from bot.actions.incoming import Incoming
from bot.actions.outcome import Response, Said
from bot.actions.pauses import is_paused, say_paused
from bot.actions.replies import reply
from bot.actions.voice import Voice
from bot.names import UTTER_OUT_OF_SCOPE
from contracts.answers import Answer
from contracts.catalogue.model import Service
from contracts.effects import HandoverReason, KnowledgeQuery
from contracts.names import OUT_OF_SCOPE_INTENT, service_intent
from contracts.parts import Button, Part


def ask_content(voice: Voice, incoming: Incoming, history: History) -> Said:
    """Have the official content searched for a text that no intent explains.

    A button that means nothing (of an older model, or *something else*) is no question.
    """
    if incoming.kind != "text":
        return fall_back(voice, history.fallbacks())
    return KnowledgeQuery(
        question=incoming.text,
        earlier=history.earlier_texts(),
        service=history.last_service(voice.catalogue),
        guesses=list(incoming.guesses),
        beside=incoming.intent == OUT_OF_SCOPE_INTENT,
    )


def tell(voice: Voice, answer: Answer, history: History) -> Said:
    """Put into words what was found in the official content; where that is nothing, say so.

    Of what the NLU took for none of the bot's matters, the bot says that; of the rest, that it did not understand.
    """
    if answer.standing == "routed" and answer.intent is not None:
        return reply(voice, answer.intent, history.last_service(voice.catalogue))
    services = [voice.catalogue.services[name] for name in answer.services if name in voice.catalogue.services]
    if answer.standing == "answered" and services and is_paused(voice, services[0]):
        return say_paused(voice, services[0])
    if answer.standing == "answered":
        return Part(
            text="\n\n".join(_paragraphs(voice, answer)),
            origin=answer.origin,
            citations=answer.citations,
            buttons=list(_ways_on(voice, services)),
            code=answer.code,
            model=answer.model,
        )
    if answer.standing == "related" and (services or answer.citations):
        return _offer(voice, answer, services, history)
    if history.last_intent() != OUT_OF_SCOPE_INTENT and _harms(_guessed(voice, history)):
        return _offer(voice, answer, [], history)
    if history.last_intent() == OUT_OF_SCOPE_INTENT:
        return Response(UTTER_OUT_OF_SCOPE)
    return fall_back(voice, history.fallbacks())


def _offer(voice: Voice, answer: Answer, services: list[Service], history: History) -> Part:
    """Offer what may help and a person, who comes first where a wrong answer does harm."""
    offered = [Button(title=it.title[voice.language], intent=service_intent(it.id, "about")) for it in services]
    if _harms(services or _guessed(voice, history)):
        text, buttons = "related_regulated", [voice.person_button("low_confidence"), *offered]
    else:
        reason: HandoverReason = "repeated_failure" if history.fallbacks() > 1 else "asked"
        text, buttons = "related_pages", [*offered, voice.person_button(reason)]
    return Part(
        text=voice.text(text), origin=answer.origin, citations=answer.citations, buttons=buttons, code=answer.code
    )


def _harms(services: list[Service]) -> bool:
    """Tell whether a wrong answer does harm: judged by the service that is meant most likely."""
    return bool(services) and services[0].regulated


def _guessed(voice: Voice, history: History) -> list[Service]:
    """Give the services that the NLU held possible for the question, best first."""
    return [voice.catalogue.services[name] for name in history.guessed_services(voice.catalogue)]


def _paragraphs(voice: Voice, answer: Answer) -> Iterator[str]:
    if answer.source_language is not None:
        yield voice.text(f"source_in_{answer.source_language}")
    yield answer.text


def _ways_on(voice: Voice, services: list[Service]) -> Iterator[Button]:
    """Offer to apply for what the answer is about, the whole answer on it, and a person."""
    for service in services[:1]:
        if service.form is not None:
            yield voice.apply_button("button_apply", service.id)
        yield voice.button("label_about", service_intent(service.id, "about"))
    yield voice.person_button("asked")
