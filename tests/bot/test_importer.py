"""What Rasa trains on: the catalogue of the project together with ``bot/data``, seen through Rasa's own classes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import get_args

import pytest
import yaml
from rasa.shared.core.constants import DEFAULT_INTENTS
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.training_data.structures import StoryGraph
from rasa.shared.importers.importer import TrainingDataImporter

from bot import names
from bot.actions.registry import make_actions
from bot.importer import CatalogueImporter
from bot.settings import BOT_DIR
from contracts.catalogue.model import Catalogue
from contracts.catalogue.problems import CatalogueError
from contracts.languages import LANGUAGES
from contracts.names import (
    DECISION_INTENTS,
    ENTITY_SERVICE_NAME,
    INTENT_CHANGE_FIELD,
    INTENT_INFORM,
    INTENT_INFORM_FILE,
    SLOT_LANGUAGE,
    SystemIntent,
)
from nlu.text.entities import EntityType

CONFIG = BOT_DIR / "config.yml"


@pytest.fixture(scope="module")
def importer() -> TrainingDataImporter:
    """The importer as Rasa makes it from the configuration file."""
    return TrainingDataImporter.load_from_config(str(CONFIG))


@pytest.fixture(scope="module")
def domain(importer: TrainingDataImporter) -> Domain:
    return importer.get_domain()


@pytest.fixture(scope="module")
def rules(importer: TrainingDataImporter) -> StoryGraph:
    return importer.get_stories()


def test_rasa_finds_the_importer_by_the_name_in_the_configuration() -> None:
    (entry,) = yaml.safe_load(CONFIG.read_text(encoding="utf-8"))["importers"]
    assert entry["name"] == f"{CatalogueImporter.__module__}.{CatalogueImporter.__qualname__}"


def test_every_response_has_a_variation_for_each_language_and_none_for_all(domain: Domain) -> None:
    for name, variations in domain.responses.items():
        languages = [variation["condition"][0]["value"] for variation in variations]
        assert languages == list(LANGUAGES), name


def test_everything_a_rule_does_is_known_to_the_domain(domain: Domain, rules: StoryGraph) -> None:
    done = {
        event.action_name
        for step in rules.story_steps
        for event in step.events
        if isinstance(event, ActionExecuted) and event.action_name != "..."
    }
    assert done <= set(domain.action_names_or_texts)


def test_every_intent_has_a_rule(domain: Domain, rules: StoryGraph) -> None:
    answered = {
        event.intent_name for step in rules.story_steps for event in step.events if isinstance(event, UserUttered)
    }
    carried_out_by_rasa = {"restart"}
    assert set(domain.intents) - set(DEFAULT_INTENTS) - carried_out_by_rasa <= answered
    assert "nlu_fallback" in answered


def test_every_custom_action_of_the_domain_exists_and_the_other_way_round(domain: Domain, catalogue: Catalogue) -> None:
    served = {action.name() for action in make_actions(catalogue)}
    assert {action for name, action in vars(names).items() if name.startswith("ACTION_")} <= served
    asked_for = {name for name in domain.user_actions if not name.startswith("utter_")}
    assert asked_for == served


def test_every_response_that_actions_name_is_in_the_domain(domain: Domain) -> None:
    named = {value for name, value in vars(names).items() if name.startswith("UTTER_")}
    assert named, "bot.names names no response"
    assert named <= set(domain.responses)


def test_system_turns_and_buttons_are_intents_without_sentences(importer: TrainingDataImporter, domain: Domain) -> None:
    unspoken = {*get_args(SystemIntent), *DECISION_INTENTS, INTENT_INFORM, INTENT_INFORM_FILE, INTENT_CHANGE_FIELD}
    assert unspoken <= set(domain.intents)
    learned = {example.get("intent") for example in importer.get_nlu_data().intent_examples}
    assert not unspoken & learned
    assert set(domain.intents) - set(DEFAULT_INTENTS) - unspoken <= learned


def test_entities_decide_no_rule(domain: Domain) -> None:
    carried = {value for name, value in vars(names).items() if name.startswith("ENTITY_")}
    assert carried | {*get_args(EntityType), ENTITY_SERVICE_NAME} == set(domain.entities)
    for intent in domain.intents:
        assert not domain.intent_properties[intent]["used_entities"], intent


def test_slots_decide_no_rule_and_are_filled_by_actions_and_the_channel_only(domain: Domain) -> None:
    for slot in domain.slots:
        assert not slot.influence_conversation, slot.name
        assert slot.mappings == [{"type": "custom"}] or slot.name in {"requested_slot", "session_started_metadata"}
    assert SLOT_LANGUAGE in [slot.name for slot in domain.slots]


def test_sessions_do_not_end_by_themselves(domain: Domain) -> None:
    assert not domain.session_config.are_sessions_enabled()


def test_examples_keep_their_language(importer: TrainingDataImporter, catalogue: Catalogue) -> None:
    languages = {example.get("metadata")["example"]["language"] for example in importer.get_nlu_data().intent_examples}
    assert languages == set(LANGUAGES)


def test_without_a_configuration_file_there_is_no_folder() -> None:
    with pytest.raises(ValueError, match=r"config\.yml"):
        CatalogueImporter()


def test_problems_of_the_catalogue_name_file_and_line(tmp_path: Path) -> None:
    folder = tmp_path / "bot"
    for name in ("catalogue",):
        shutil.copytree(BOT_DIR / name, folder / name)
    for name in ("conversation.yaml", "crisis.yaml", "out_of_scope.yaml", "synonyms.yaml"):
        shutil.copy(BOT_DIR / name, folder / name)
    broken = folder / "catalogue" / "passport.yaml"
    broken.write_text(broken.read_text(encoding="utf-8").replace("title:", "titel:", 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as caught:
        CatalogueImporter(str(CONFIG), training_data_paths=[str(folder)]).get_domain()
    assert all(problem.path.endswith("passport.yaml") and problem.line > 0 for problem in caught.value.problems)
    assert any("titel" in problem.message for problem in caught.value.problems)
