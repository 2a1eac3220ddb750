"""Puts system turns into words: how an application went, that a person gave the conversation back."""

from __future__ import annotations

from bot.actions.incoming import Incoming
from bot.actions.outcome import Response
from bot.names import UTTER_HANDED_BACK, rejection_name, utter
from contracts.catalogue.model import Catalogue

NO_REFERENCE = "–"


class UnknownReportError(ValueError):
    """A system turn names something the catalogue cannot word."""


def report(catalogue: Catalogue, incoming: Incoming) -> tuple[Response, ...]:
    """Give the response for a system turn.

    Raises:
        UnknownReportError: an intent this bot does not know, or a service without a form.
    """
    if incoming.intent == "system_handed_back":
        return (Response(UTTER_HANDED_BACK),)
    service = catalogue.services.get(str(incoming.data.get("service")))
    if service is None or service.form is None:
        raise UnknownReportError(f"system turn {incoming.intent}: service {incoming.data.get('service')!r} has no form")
    if incoming.intent == "system_job_succeeded":
        reference = incoming.data.get("reference") or NO_REFERENCE
        return (Response(utter(f"{service.id}_succeeded"), values={"reference": str(reference)}),)
    if incoming.intent == "system_job_rejected":
        code = incoming.data.get("code")
        known = code if code in service.form.said.rejection else "other"
        return (Response(rejection_name(service.id, str(known))),)
    if incoming.intent == "system_job_failed":
        return (Response(utter(f"{service.id}_failed")),)
    raise UnknownReportError(f"system turn {incoming.intent!r}: no wording for it; known are those of contracts.names")
