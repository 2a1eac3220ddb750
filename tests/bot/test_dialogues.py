"""Whole conversations with Rasa, the trained model and the real actions: those of ``bot/tests``, in every language.

How they are written stands in ``contracts/catalogue/tests.schema.json``.
"""

from __future__ import annotations

import pytest

from bot.processor import TurnProcessor
from bot.rehearsal.conversations import hold, read
from contracts.catalogue.conversations import Conversation
from contracts.catalogue.model import Catalogue
from contracts.effects import ServiceRequest
from contracts.languages import LANGUAGES, Language
from contracts.models import DEFAULT_CONTENT
from contracts.names import SYSTEM_INTENTS

CONVERSATIONS = {f"{it.path}: {it.name}": it for it in read(DEFAULT_CONTENT)}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("conversation", CONVERSATIONS.values(), ids=CONVERSATIONS)
async def test_dialogue(
    processor: TurnProcessor, catalogue: Catalogue, conversation: Conversation, language: Language
) -> None:
    run = await hold(processor, catalogue, conversation, language)
    assert (run.turn, run.problem) == (0, "")


def test_the_dialogues_cover_every_form_and_every_system_turn(catalogue: Catalogue) -> None:
    turns = [turn for conversation in CONVERSATIONS.values() for turn in conversation.turns]
    filed = {effect.service for turn in turns for effect in turn.effects if isinstance(effect, ServiceRequest)}
    assert filed == {name for name, service in catalogue.services.items() if service.form}
    reported = {turn.system["intent"] for turn in turns if turn.system is not None}
    assert reported == set(SYSTEM_INTENTS)
