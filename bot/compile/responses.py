"""Compiles what the bot says into Rasa responses: one key per sentence, one variation per language in it.

Each variation is conditioned on the slot ``language`` and none stands without a condition: Rasa would use an
unconditioned one without a word whenever no language fits.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from bot.buttons import as_rasa_button
from bot.names import ENTITY_REASON, UTTER_HELP, UTTER_OTHER_LANGUAGE, UTTER_OUT_OF_SCOPE, WORDED, rejection_name, utter
from contracts.catalogue.model import Catalogue, Form, Service, Texts
from contracts.languages import LANGUAGES, Language
from contracts.names import INTENT_COMPLAINT, INTENT_HELP, INTENT_HUMAN, SLOT_LANGUAGE, crisis_intent, service_intent
from contracts.parts import Button

Response = list[dict[str, Any]]

WAYS_OUT = (INTENT_HELP, INTENT_HUMAN)
"""What is offered where only the list of services or a person helps."""


def compile_responses(catalogue: Catalogue) -> dict[str, Response]:
    """Give every response of the domain by its name."""
    responses = {name: _worded(catalogue, key) for name, key in WORDED.items()}
    responses[UTTER_HELP] = _help(catalogue)
    responses[UTTER_OUT_OF_SCOPE] = _offering(catalogue, catalogue.wording["out_of_scope"], WAYS_OUT)
    # Whoever does not understand one of the four may understand another.
    four = "\n\n".join(catalogue.wording["other_language"][language].strip() for language in LANGUAGES)
    responses[UTTER_OTHER_LANGUAGE] = _offering(catalogue, dict.fromkeys(LANGUAGES, four), WAYS_OUT)
    for kind, crisis in catalogue.crisis.items():
        responses[utter(crisis_intent(kind))] = _in_each_language(crisis.answer.__getitem__)
    for talk in catalogue.small_talk.values():
        if talk.answer is not None:
            reason = {ENTITY_REASON: INTENT_COMPLAINT} if talk.intent == INTENT_COMPLAINT else {}
            responses[utter(talk.intent)] = _offering(catalogue, talk.answer, talk.buttons, reason)
    for service in catalogue.services.values():
        if service.form is not None:
            responses.update(_form_responses(catalogue, service, service.form))
    return responses


def _in_each_language(
    text: Callable[[Language], str],
    buttons: Callable[[Language], Sequence[Button]] = lambda _: (),
) -> Response:
    variations = []
    for language in LANGUAGES:
        condition = [{"type": "slot", "name": SLOT_LANGUAGE, "value": language}]
        variation: dict[str, Any] = {"condition": condition, "text": text(language).strip()}
        if buttons(language):
            variation["buttons"] = [as_rasa_button(button) for button in buttons(language)]
        variations.append(variation)
    return variations


def _worded(catalogue: Catalogue, key: str) -> Response:
    return _in_each_language(catalogue.wording[key].__getitem__)


def _help(catalogue: Catalogue) -> Response:
    """Offer the services that are most wanted."""
    offered = [catalogue.services[name] for name in catalogue.offered]

    def buttons(language: Language) -> list[Button]:
        return [Button(title=it.title[language], intent=service_intent(it.id, "about")) for it in offered]

    return _in_each_language(catalogue.wording["help_intro"].__getitem__, buttons)


def _offering(
    catalogue: Catalogue, said: Texts, intents: Sequence[str], reason: Mapping[str, str] | None = None
) -> Response:
    """Say something with buttons for these intents below it, each with its title from the wording.

    ``reason`` is the entity that says for what a person is called.
    """

    def button(intent: str, language: Language) -> Button:
        carried = dict(reason or {}) if intent == INTENT_HUMAN else {}
        return Button(title=catalogue.wording[f"button_{intent}"][language], intent=intent, entities=carried)

    def buttons(language: Language) -> list[Button]:
        return [button(intent, language) for intent in intents]

    return _in_each_language(said.__getitem__, buttons)


def _form_responses(catalogue: Catalogue, service: Service, form: Form) -> dict[str, Response]:
    wording = catalogue.wording

    def try_again(language: Language) -> list[Button]:
        return [
            Button(title=wording["button_try_again"][language], intent=service_intent(service.id, "apply")),
            Button(title=wording["button_human"][language], intent=INTENT_HUMAN),
        ]

    said = form.said
    responses = {
        utter(f"{service.id}_intro"): _in_each_language(form.intro.__getitem__),
        utter(f"{service.id}_waiting"): _in_each_language(said.waiting.__getitem__),
    }
    if form.kind == "look_up":
        responses[utter(f"{service.id}_failed")] = _in_each_language(said.failure.__getitem__, try_again)
    else:
        # The hub calls a person for it. Who tried again might file twice what that person still files.
        responses[utter(f"{service.id}_failed")] = _in_each_language(
            lambda language: f"{said.failure[language].strip()}\n\n{wording['person_takes_over'][language]}"
        )
    for code, texts in said.rejection.items():
        responses[rejection_name(service.id, code)] = _in_each_language(texts.__getitem__, try_again)
    return responses
