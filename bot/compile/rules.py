"""Compiles the rules that depend on the catalogue: which answer follows which intent, how forms begin and end."""

from __future__ import annotations

from typing import Any

from bot.names import utter
from contracts.catalogue.model import Catalogue
from contracts.names import about_intent, apply_intent, form_name


def compile_rules(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Give rules as Rasa's YAML would hold them; to be read together with ``bot/data/rules.yml``.

    Inside a form no rule applies: its validation action answers everything, questions in between included.
    """
    rules = [_answer(talk.intent) for talk in catalogue.small_talk.values() if talk.answer is not None]
    for service in catalogue.services.values():
        rules.append(_answer(about_intent(service.id)))
        if service.form is not None:
            rules += _form_rules(service.id)
    return rules


def _answer(intent: str) -> dict[str, Any]:
    return {"rule": f"answer {intent}", "steps": [{"intent": intent}, {"action": utter(intent)}]}


def _form_rules(service: str) -> list[dict[str, Any]]:
    form = form_name(service)
    return [
        {
            "rule": f"{form} begins",
            "steps": [{"intent": apply_intent(service)}, {"action": form}, {"active_loop": form}],
        },
        {
            "rule": f"{form} ends",
            "condition": [{"active_loop": form}],
            "steps": [{"action": form}, {"active_loop": None}],
        },
    ]
