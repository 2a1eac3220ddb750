"""Whole conversations with Rasa, the trained model and the real actions, written down in ``dialogues/*.yaml``.

Each dialogue is held in every language. A turn is one of

- ``say``: what the citizen writes, one text for all languages or one per language; ``other_language`` beside it: the
  hub found that it is in none of the four;
- ``press``: the intent of a button of the last reply, with its entities (``press: {intent: inform, value: school}``);
- ``file``: the name of a file that the citizen uploads;
- ``system``: what the hub reports, with its data.

``expect`` lists what the bot says, one entry per part, by what it is and never by its words:

- ``response: utter_x`` – exactly this response of the domain (``values`` fills its placeholders);
- ``told: success`` – what the catalogue says about the job (``success``, ``ready``, ``undone``) of the dialogue's
  service, with ``values`` in it (one text, or one per language) and ``document: true`` where one came with it;
- ``answer: passport_fee`` – the answer to this question about this service;
- ``asks: field`` – the question of a field; ``problem: code`` – what is wrong, then the question of ``field``;
- ``text: …`` – these words, with ``origin`` and ``code``, of an answer that a system turn brought;
- ``wording: key`` – this sentence (``values`` fills its placeholders, ``login: true`` where the way to the login stands
  beside it); ``summary: {field: shown value}``, with ``after: key`` for a sentence before it.

``effects`` lists effects as JSON, without what has its usual value; ``buttons`` the intents of the last part's buttons.
``asks_content`` stands in place of ``expect``: the bot says nothing and has the official content searched; these are
values of its ``KnowledgeQuery``.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
import yaml

from bot.actions.answers import answer
from bot.actions.voice import Voice
from contracts.catalogue.model import Catalogue, Field
from contracts.effects import Effect
from contracts.languages import LANGUAGES, Language
from contracts.names import SYSTEM_INTENTS, split_intent
from contracts.parts import Part
from contracts.turns import TextInput, TurnReply
from tests.bot.talk import Talk

FOLDER = Path(__file__).parent / "dialogues"
DIALOGUES = {
    f"{path.stem}: {dialogue['name']}": dialogue
    for path in sorted(FOLDER.glob("*.yaml"))
    for dialogue in yaml.safe_load(path.read_text(encoding="utf-8"))
}
CHECKS = {"response", "told", "answer", "asks", "problem", "wording", "summary", "text"}


class Expectations:
    """What parts must be, in the words of the catalogue and of the domain."""

    def __init__(
        self, catalogue: Catalogue, responses: dict[str, Any], service: str | None, language: Language
    ) -> None:
        self.catalogue = catalogue
        self.responses = responses
        self.service = service
        self.language = language

    def check(self, part: Part, expected: dict[str, Any]) -> None:
        """Compare one part; exactly one kind of check stands in an entry."""
        (kind,) = CHECKS & set(expected)
        getattr(self, f"check_{kind}")(part, expected)

    def check_response(self, part: Part, expected: dict[str, Any]) -> None:
        text = self.responses[expected["response"]][LANGUAGES.index(self.language)]["text"]
        for name, value in expected.get("values", {}).items():
            text = text.replace(f"{{{name}}}", value)
        assert part.text == text

    def check_answer(self, part: Part, expected: dict[str, Any]) -> None:
        asked = split_intent(expected["answer"])
        assert asked is not None
        assert part == answer(Voice(self.catalogue, self.language), self.catalogue.services[asked[0]], asked[1])

    def check_text(self, part: Part, expected: dict[str, Any]) -> None:
        assert (part.text, part.origin, part.code) == (expected["text"], expected["origin"], expected["code"])

    def check_told(self, part: Part, expected: dict[str, Any]) -> None:
        form = self.catalogue.services[expected.get("service", str(self.service))].form
        assert form is not None
        text = getattr(form.said, expected["told"])[self.language].strip()
        for name, value in expected["values"].items():
            text = text.replace(f"{{{name}}}", one(value, self.language))
        document = [self.wording("document_here")] if expected.get("document") else []
        assert part.text == "\n\n".join([text, *document])

    def check_wording(self, part: Part, expected: dict[str, Any]) -> None:
        before = [self.wording(expected["after"])] if "after" in expected else []
        text = self.wording(expected["wording"])
        for name, value in expected.get("values", {}).items():
            text = text.replace(f"{{{name}}}", one(value, self.language))
        assert part.text == "\n\n".join([*before, text])
        assert part.login == (self.service if expected.get("login") else None)

    def check_asks(self, part: Part, expected: dict[str, Any]) -> None:
        field = self.field(expected["asks"])
        before = [self.wording(expected["after"])] if "after" in expected else []
        assert part.text == "\n\n".join([*before, field.question[self.language]])
        assert part.field is not None
        assert (part.field.service, part.field.name, part.field.problem) == (self.service, field.name, False)

    def check_problem(self, part: Part, expected: dict[str, Any]) -> None:
        field = self.field(expected["field"])
        assert part.text == f"{self.wording('problem_' + expected['problem'])}\n\n{field.question[self.language]}"
        assert part.field is not None
        assert (part.field.name, part.field.problem) == (field.name, True)

    def check_summary(self, part: Part, expected: dict[str, Any]) -> None:
        before = [self.wording(expected["after"])] if "after" in expected else []
        assert part.text == "\n\n".join([*before, self.wording("confirm_summary")])
        shown = {row.field: row.value for row in part.summary}
        wanted = {name: one(value, self.language) for name, value in expected["summary"].items()}
        assert shown == wanted
        assert [row.label for row in part.summary] == [self.field(name).label[self.language] for name in shown]

    def wording(self, key: str) -> str:
        return self.catalogue.wording[key][self.language]

    def field(self, name: str) -> Field:
        form = self.catalogue.services[str(self.service)].form
        assert form is not None
        return next(field for field in form.fields if field.name == name)


def one(value: Any, language: Language) -> str:
    """Give the text of a language where there is one per language."""
    return str(value[language] if isinstance(value, dict) else value)


async def take(talk: Talk, turn: dict[str, Any]) -> TurnReply:
    if "file" in turn:
        return await talk.send_file(turn["file"])
    if "say" in turn:
        text = one(turn["say"], talk.language)
        return await talk.take(TextInput(text=text, other_language=turn.get("other_language")))
    if "press" in turn:
        pressed = turn["press"] if isinstance(turn["press"], dict) else {"intent": turn["press"]}
        return await talk.press(**pressed)
    return await talk.happen(**turn["system"])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dialogue", DIALOGUES.values(), ids=DIALOGUES)
async def test_dialogue(
    talk: Callable[[Language], Talk], catalogue: Catalogue, dialogue: dict[str, Any], language: Language
) -> None:
    conversation = talk(language)
    service = dialogue.get("service")
    for number, turn in enumerate(dialogue["turns"], start=1):
        service = turn.get("service", service)
        expectations = Expectations(catalogue, conversation.processor.nlg.responses, service, language)
        reply = await take(conversation, turn)
        said = [part.text for part in reply.parts]
        expected_parts = turn["expect"] if "asks_content" not in turn else []
        assert len(said) == len(expected_parts), f"turn {number}: {said}"
        for part, expected in zip(reply.parts, expected_parts, strict=True):
            expectations.check(part, expected)
        if "asks_content" in turn:
            (query,) = msgspec.to_builtins(reply.effects)
            assert query["type"] == "knowledge_query", f"turn {number}"
            assert query.items() >= turn["asks_content"].items(), f"turn {number}: {query}"
        else:
            assert reply.effects == msgspec.convert(turn.get("effects", []), list[Effect]), f"turn {number}"
        if "buttons" in turn:
            assert [button.intent for button in reply.parts[-1].buttons] == turn["buttons"], f"turn {number}"


def test_the_dialogues_cover_every_form_and_every_system_turn(catalogue: Catalogue) -> None:
    turns = [turn for dialogue in DIALOGUES.values() for turn in dialogue["turns"]]
    filed = {effect["service"] for turn in turns for effect in turn.get("effects", []) if "operation" in effect}
    assert filed == {name for name, service in catalogue.services.items() if service.form}
    reported = {turn["system"]["intent"] for turn in turns if "system" in turn}
    assert reported == set(SYSTEM_INTENTS)
