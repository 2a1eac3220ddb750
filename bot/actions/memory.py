"""What the bot remembers between turns: reads it from slots, says what a system turn or a form's end changes there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from bot.actions.incoming import Incoming
from bot.actions.offers import NOTHING, Offer, after, forget
from bot.actions.reports import read_job
from bot.names import SLOT_IDENTITY, offer_slots
from contracts.catalogue.model import Catalogue, Service, slot_name
from contracts.turns import LoginReport

Slots = Mapping[str, Any]


def read_claims(slots: Slots) -> dict[str, str] | None:
    """Give what the login says about the citizen; None while nobody is logged in."""
    written = slots.get(SLOT_IDENTITY)
    return msgspec.json.decode(written, type=dict[str, str]) if written else None


def read_offers(service: Service, slots: Slots) -> dict[str, Offer]:
    """Give what is on offer for the fields of a service, by field name."""
    written = {name: slots.get(slot) for name, slot in offer_slots(service).items()}
    return {name: msgspec.json.decode(text, type=Offer) for name, text in written.items() if text}


def write_offer(offer: Offer) -> str | None:
    """Give the value of the slot of an offer; None where nothing is known."""
    return None if offer == NOTHING else msgspec.json.encode(offer).decode()


def forget_own(service: Service, slots: Slots) -> dict[str, str | None]:
    """Empty the slots of a service alone; what all forms share stays known, as does a look-up on its way."""
    fields = service.form.fields if service.form else []
    own = {slot_name(service.id, field) for field in fields}
    values: dict[str, str | None] = {slot: None for slot in sorted(own) if slot.startswith(f"{service.id}__")}
    return {**values, **_forget_offers(service, slots, offer_slots(service))}


def after_report(
    catalogue: Catalogue, incoming: Incoming, slots: Slots, *, open_service: str | None = None
) -> dict[str, str | None]:
    """Give the slots that a system turn changes; those of the open form of ``open_service`` it changes itself.

    A filed application is forgotten. A rejected one keeps its values for the next attempt, but for what was chosen
    from an offer: that is looked up again.
    """
    if incoming.intent == "system_logged_in":
        claims = msgspec.convert(incoming.data, LoginReport).claims
        return {SLOT_IDENTITY: msgspec.json.encode(claims).decode()}
    if incoming.intent == "system_logged_out":
        return {SLOT_IDENTITY: None}
    job = read_job(incoming)
    service = catalogue.services.get(job.service) if job else None
    if job is None or service is None or service.id == open_service:
        return {}
    if job.field is not None:
        offer = after(read_offers(service, slots).get(job.field, NOTHING), incoming, job)
        return {slot: write_offer(offer) for name, slot in offer_slots(service).items() if name == job.field}
    if job.kind != "undo" and incoming.intent == "system_job_succeeded":
        return forget_own(service, slots)
    if job.kind != "undo" and incoming.intent == "system_job_rejected":
        fields = service.form.fields if service.form else []
        chosen = {field.name: slot_name(service.id, field) for field in fields if field.choices_from}
        return {**dict.fromkeys(chosen.values()), **_forget_offers(service, slots, set(chosen))}
    return {}


def _forget_offers(service: Service, slots: Slots, names: Collection[str]) -> dict[str, str | None]:
    offers = read_offers(service, slots)
    of = offer_slots(service)
    return {of[name]: write_offer(forget(offers.get(name, NOTHING))) for name in of if name in names}
