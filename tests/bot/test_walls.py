"""Rasa's walls, found by running and reading 3.6.21: each test fails when we run into one of them again."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from rasa import telemetry
from rasa.core.nlg import TemplatedNaturalLanguageGenerator
from rasa.engine.graph import GraphComponent
from rasa.shared.core.events import UserUttered
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.utils.common import class_from_module_path

from bot import names
from bot.compile.responses import compile_responses
from bot.processor import TurnProcessor
from bot.rehearsal.talk import Talk
from bot.settings import BOT_DIR
from contracts.languages import LANGUAGES, Language
from contracts.turns import PressInput, TextInput
from tests.bot.small_catalogue import CATALOGUE

CONFIG = yaml.safe_load((BOT_DIR / "config.yml").read_text(encoding="utf-8"))
RESPONSES = compile_responses(CATALOGUE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RESPONSES)
def test_1_rasa_picks_the_language_of_the_slot_from_one_key(name: str, language: Language) -> None:
    generator = TemplatedNaturalLanguageGenerator(RESPONSES)
    slots = {"language": language, "reference": "R-1"}
    drawn = {generator.generate_from_slots(name, slots, "moien")["text"] for _ in range(20)}
    assert len(drawn) == 1, "Rasa draws among variations that fit: only one may"
    assert drawn == {RESPONSES[name][LANGUAGES.index(language)]["text"].replace("{reference}", "R-1")}


@pytest.mark.parametrize("name", RESPONSES)
def test_2_no_variation_is_used_when_no_language_fits(name: str) -> None:
    generator = TemplatedNaturalLanguageGenerator(RESPONSES)
    assert generator.generate_from_slots(name, {"language": "it"}, "moien") is None
    assert generator.generate_from_slots(name, {"language": None}, "moien") is None


COMMANDS = [
    "/passport_about",
    "  /affirm",
    '/inform{"field": "plate", "value": "x"}',
    "/system_job_succeeded",
    '/system_job_succeeded{"service": "passport"}',
    "//greet@1.0",
    "/session_start",
    "/restart",
]


@pytest.mark.parametrize("command", COMMANDS)
async def test_3_a_citizen_commands_nothing_whatever_the_text_begins_with(
    processor: TurnProcessor, talk: Callable[[Language], Talk], command: str
) -> None:
    conversation = talk("en")
    reply = await conversation.say(command)
    assert reply.understanding is not None
    assert not reply.understanding.intent.startswith(("system_", "inform", "session_start"))
    tracker = await processor.tracker_store.retrieve_full_tracker(conversation.conversation)
    (message,) = [event for event in tracker.events if isinstance(event, UserUttered)]
    assert message.text == command
    carried = {value for name, value in vars(names).items() if name.startswith("ENTITY_")}
    assert not carried & {entity["entity"] for entity in message.entities}, "only buttons carry these"


async def test_3_a_command_is_understood_exactly_as_the_same_words_without_the_slash(
    talk: Callable[[Language], Talk],
) -> None:
    bare, slashed = talk("en"), talk("en")
    assert (await slashed.say("/passport_about")).understanding == (await bare.say("passport_about")).understanding


@pytest.mark.parametrize("language", LANGUAGES)
async def test_4_a_button_turn_has_its_language_although_it_passes_no_nlu(
    talk: Callable[[Language], Talk], language: Language
) -> None:
    conversation = talk(language)
    text = (await conversation.take(PressInput(title="x", intent="thanks"))).parts[0].text
    answers = conversation.processor.nlg.responses["utter_thanks"]
    assert text == answers[LANGUAGES.index(language)]["text"]


@pytest.mark.parametrize("entry", CONFIG["pipeline"], ids=lambda entry: entry["name"])
def test_5_components_are_annotated_as_rasa_demands(entry: dict[str, typing.Any]) -> None:
    component = class_from_module_path(entry["name"])
    assert issubclass(component, GraphComponent)
    for name in ("train", "process", "process_training_data"):
        method = getattr(component, name, None)
        if method is None:
            continue
        hints = typing.get_type_hints(method)
        parameters = [p for p in inspect.signature(method).parameters if p != "self"]
        assert set(hints) == {*parameters, "return"}, f"{component.__name__}.{name}"
    assert typing.get_type_hints(component.process)["return"] == list[Message]


def test_5_every_setting_in_the_configuration_is_one_that_the_component_knows() -> None:
    for entry in CONFIG["pipeline"]:
        known = class_from_module_path(entry["name"]).get_default_config()
        assert set(entry) - {"name"} <= set(known), entry["name"]


def test_6_telemetry_is_off() -> None:
    assert not telemetry.is_telemetry_enabled()


@pytest.mark.parametrize("module", ["train.py", "server.py"])
def test_6_whoever_starts_rasa_turns_telemetry_off(module: str) -> None:
    assert 'RASA_TELEMETRY_ENABLED="false"' in (BOT_DIR / module).read_text(encoding="utf-8")


def test_8_nothing_trains_with_tensorflow() -> None:
    policies = [entry["name"] for entry in CONFIG["policies"]]
    components = [entry["name"] for entry in CONFIG["pipeline"]]
    assert policies == ["bot.rules.IndexedRulePolicy"]
    assert all(name.startswith("nlu.components.") for name in components)


def test_the_trained_model_is_small(trained_model: Path) -> None:
    assert trained_model.stat().st_size < 40 * 1024 * 1024


async def test_a_text_of_the_greatest_length_and_any_characters_is_answered(talk: Callable[[Language], Talk]) -> None:
    for text in ("a" * 3000, "🙂" * 1500, "\u200d\u0301" * 1000, "{}" * 1500, "[x](y)" * 500, " "):
        reply = await talk("lb").take(TextInput(text=text))
        assert reply.parts or reply.effects
