"""Compiles what the bot says into Rasa responses: one key per sentence, one variation per language in it.

Each variation is conditioned on the slot ``language`` and none stands without a condition: Rasa would use an
unconditioned one without a word whenever no language fits.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import msgspec

from bot.buttons import as_rasa_button
from bot.compile.answer import cite, write_answer
from bot.names import UTTER_HELP, WORDED, rejection_name, utter
from contracts.catalogue.model import Catalogue, Form, Service
from contracts.languages import LANGUAGES, Language
from contracts.names import INTENT_HUMAN, SLOT_LANGUAGE, about_intent, apply_intent
from contracts.parts import Button

Response = list[dict[str, Any]]

MAX_HELP_BUTTONS = 10


def compile_responses(catalogue: Catalogue) -> dict[str, Response]:
    """Give every response of the domain by its name."""
    responses = {name: _worded(catalogue, key) for name, key in WORDED.items()}
    responses[UTTER_HELP] = _help(catalogue)
    for talk in catalogue.small_talk.values():
        if talk.answer is not None:
            responses[utter(talk.intent)] = _in_each_language(talk.answer.__getitem__)
    for service in catalogue.services.values():
        responses[utter(about_intent(service.id))] = _about(catalogue, service)
        if service.form is not None:
            responses.update(_form_responses(catalogue, service, service.form))
    return responses


def _in_each_language(
    text: Callable[[Language], str],
    buttons: Callable[[Language], Sequence[Button]] = lambda _: (),
    part: Callable[[Language], dict[str, Any]] = lambda _: {},
) -> Response:
    variations = []
    for language in LANGUAGES:
        condition = [{"type": "slot", "name": SLOT_LANGUAGE, "value": language}]
        variation: dict[str, Any] = {"condition": condition, "text": text(language).strip()}
        if buttons(language):
            variation["buttons"] = [as_rasa_button(button) for button in buttons(language)]
        if part(language):
            variation["custom"] = {"part": part(language)}
        variations.append(variation)
    return variations


def _worded(catalogue: Catalogue, key: str) -> Response:
    return _in_each_language(catalogue.wording[key].__getitem__)


def _help(catalogue: Catalogue) -> Response:
    """Offer services, those that can be applied for here first."""
    services = sorted(catalogue.services.values(), key=lambda service: service.form is None)[:MAX_HELP_BUTTONS]

    def buttons(language: Language) -> list[Button]:
        return [Button(title=service.title[language], intent=about_intent(service.id)) for service in services]

    return _in_each_language(catalogue.wording["help_intro"].__getitem__, buttons)


def _about(catalogue: Catalogue, service: Service) -> Response:
    def buttons(language: Language) -> list[Button]:
        if service.form is None:
            return []
        return [Button(title=catalogue.wording["button_apply"][language], intent=apply_intent(service.id))]

    return _in_each_language(
        lambda language: write_answer(catalogue, service, language),
        buttons,
        lambda language: {"citations": [msgspec.to_builtins(cite(service, language))]},
    )


def _form_responses(catalogue: Catalogue, service: Service, form: Form) -> dict[str, Response]:
    wording = catalogue.wording

    def try_again(language: Language) -> list[Button]:
        return [
            Button(title=wording["button_try_again"][language], intent=apply_intent(service.id)),
            Button(title=wording["button_human"][language], intent=INTENT_HUMAN),
        ]

    said = form.said
    responses = {
        utter(f"{service.id}_intro"): _in_each_language(form.intro.__getitem__),
        utter(f"{service.id}_waiting"): _in_each_language(said.waiting.__getitem__),
        utter(f"{service.id}_succeeded"): _in_each_language(said.success.__getitem__),
        utter(f"{service.id}_failed"): _in_each_language(said.failure.__getitem__, try_again),
    }
    for code, texts in said.rejection.items():
        responses[rejection_name(service.id, code)] = _in_each_language(texts.__getitem__, try_again)
    return responses
