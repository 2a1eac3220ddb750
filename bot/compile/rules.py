"""Compiles the rules that depend on the catalogue: which answer follows which intent, how forms begin and end."""

from __future__ import annotations

from typing import Any

from bot.names import ACTION_ANSWER, ACTION_CRISIS, utter
from contracts.catalogue.model import Catalogue
from contracts.names import ANY_SERVICE, crisis_intent, form_name, service_intent


def compile_rules(catalogue: Catalogue) -> list[dict[str, Any]]:
    """Give rules as Rasa's YAML would hold them; to be read together with ``bot/data/rules.yml``.

    Inside a form no rule applies: its validation action answers everything, questions in between included.
    """
    rules = [_follow(talk.intent, utter(talk.intent)) for talk in catalogue.small_talk.values() if talk.answer]
    rules += [_follow(crisis_intent(kind), ACTION_CRISIS) for kind in catalogue.crisis]
    rules += [_follow(service_intent(ANY_SERVICE, question), ACTION_ANSWER) for question in catalogue.questions]
    for service in catalogue.services.values():
        for question in service.intents:
            if question == "apply" and service.form is not None:
                rules += _form_rules(service.id)
            else:
                rules.append(_follow(service_intent(service.id, question), ACTION_ANSWER))
    return rules


def _follow(intent: str, action: str) -> dict[str, Any]:
    return {"rule": f"after {intent}", "steps": [{"intent": intent}, {"action": action}]}


def _form_rules(service: str) -> list[dict[str, Any]]:
    form = form_name(service)
    return [
        {
            "rule": f"{form} begins",
            "steps": [{"intent": service_intent(service, "apply")}, {"action": form}, {"active_loop": form}],
        },
        {
            "rule": f"{form} ends",
            "condition": [{"active_loop": form}],
            "steps": [{"action": form}, {"active_loop": None}],
        },
    ]
