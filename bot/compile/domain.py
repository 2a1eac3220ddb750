"""Compiles the services into the part of Rasa's domain that depends on them: intents, slots, forms, actions."""

from __future__ import annotations

from typing import Any

from bot.compile.nlu import compile_intents
from bot.compile.responses import compile_responses
from bot.names import change_slot, confirm_slot, offer_slots, validation_action
from contracts.catalogue.model import Catalogue, Form, Service, slot_name
from contracts.names import form_name


def compile_domain(catalogue: Catalogue) -> dict[str, Any]:
    """Give a domain as Rasa's YAML would hold it; to be merged with ``bot/data/domain.yml``."""
    slots: dict[str, Any] = {}
    forms: dict[str, Any] = {}
    actions = []
    for service in catalogue.services.values():
        if service.form is None:
            continue
        names = form_slots(service, service.form)
        asked = [*names, change_slot(service.id), *offer_slots(service).values()]
        slots.update({name: _text_slot() for name in asked})
        forms[form_name(service.id)] = {"required_slots": names}
        # Rasa would send the whole domain with each message in a form; these actions know the catalogue themselves.
        actions.append({validation_action(service.id): {"send_domain": False}})
    return {
        "intents": compile_intents(catalogue),
        "slots": slots,
        "forms": forms,
        "actions": actions,
        "responses": compile_responses(catalogue),
    }


def form_slots(service: Service, form: Form) -> list[str]:
    """Give the slots a form fills, in the order in which it asks, the confirmation last."""
    return [*(slot_name(service.id, field) for field in form.fields), confirm_slot(service.id)]


def _text_slot() -> dict[str, Any]:
    """Describe a slot that only actions fill and that no rule looks at."""
    return {"type": "text", "influence_conversation": False, "mappings": [{"type": "custom"}]}
