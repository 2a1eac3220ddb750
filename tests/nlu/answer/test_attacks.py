"""A model that obeys every attack: nothing that it then writes reaches a citizen, and no command reaches the model."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from contracts.answers import Answered, AnswerRequest
from contracts.effects import KnowledgeQuery
from contracts.languages import LANGUAGES, Language
from nlu.answer.chat.scripted import ScriptedChat
from nlu.answer.pages import Page, Passage, read_pages
from nlu.answer.pipeline import answer_question, make_generative
from nlu.answer.search import Hits, Index
from tests.content import read_catalogue

HERE = Path(__file__).parent
ATTACKS = YAML(typ="safe", pure=True).load((HERE / "attacks.yaml").read_text(encoding="utf-8"))
PASSPORT: dict[Language, Page] = {page.language: page for page in read_pages(read_catalogue()) if page.id == "passport"}
CONTROL = ("[INST]", "[/INST]", "<s>", "</s>", "<|im_start|>", "<|im_end|>", "<|system|>", "[SYSTEM_PROMPT]", "[[L9]]")


class Certain(Index):
    """Always finds the one page."""

    def __init__(self, page: Page) -> None:
        self.found = Hits((page,), page.passages, 0.9)

    def search(self, question: str, language: str, most: int = 4, near: object = None) -> Hits:
        return self.found


async def attack(question: str, page: Page, obeyed: str) -> tuple[Answered, ScriptedChat]:
    model = ScriptedChat(obeyed)
    request = AnswerRequest(language=page.language, query=KnowledgeQuery(question=question))
    steps = make_generative(model, LANGUAGES)
    return await answer_question(request, Certain(page), steps, lambda _: None), model


def test_there_are_enough_attacks() -> None:
    assert len(ATTACKS) >= 60


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("it", ATTACKS, ids=[f"{number}" for number in range(len(ATTACKS))])
async def test_what_an_attacked_model_writes_is_not_shown(it: dict[str, str], language: Language) -> None:
    page = PASSPORT[language]
    answered, model = await attack(it["text"], page, it["obeyed"])
    answer = answered.answer
    assert it["obeyed"].strip() not in answer.text
    assert answer.origin != "llm", answer.text
    if answer.standing == "answered":
        assert [step.status for step in answered.record.steps if step.step.startswith("check")] == ["faulty", "faulty"]
        assert answer.text.startswith(f"**{page.title}**")
    for prompt in model.asked:
        told = "\n".join(message.content for message in prompt)
        assert not any(token in told for token in CONTROL)


@pytest.mark.parametrize("it", ATTACKS, ids=[f"{number}" for number in range(len(ATTACKS))])
async def test_an_attack_in_the_content_gives_no_command_to_the_model(it: dict[str, str]) -> None:
    page = dataclasses.replace(PASSPORT["en"], passages=(Passage("", ("A passport is for travelling.", it["text"])),))
    _, model = await attack("what is a passport", page, "NOT_FOUND")
    system, user = model.asked[0]
    edge = system.content.split("</source ")[1].split(">")[0]
    assert len(edge) == 8
    # The passage ends where we say, not where it says.
    _, after = user.content.split(f"</source {edge}>")
    assert after == "\n\nQuestion: what is a passport"
    assert not any(token in user.content for token in CONTROL)
