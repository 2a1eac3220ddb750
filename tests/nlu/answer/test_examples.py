"""Drafted examples by a scripted model: only what may stand among the examples."""

from __future__ import annotations

import pytest

from contracts.translations import DraftedExamples, ExamplesRequest
from nlu.answer.asking import NotUsableError
from nlu.answer.chat.scripted import ScriptedChat
from nlu.answer.examples import LONGEST_SENTENCE, OTHER_EXAMPLES, OWN_EXAMPLES, choose, draft_examples

WANTED = ExamplesRequest(
    language="fr",
    service="Passeport",
    about="Le citoyen demande ce que cela coûte.",
    examples=["Combien coûte un passeport ?", "prix passeport"],
    others={"de": ["Was kostet ein Reisepass?"], "fr": ["never read twice"]},
    taken=["Où faire mon passeport ?"],
    count=3,
)


async def test_sentences_are_drafted() -> None:
    model = ScriptedChat('- Quel est le prix du passeport ?\n2. "tarif passeport"\n\n• Le passeport, c\'est combien ?')
    assert await draft_examples(WANTED, model) == DraftedExamples(
        sentences=["Quel est le prix du passeport ?", "tarif passeport", "Le passeport, c'est combien ?"],
        model="scripted",
    )
    rules, read = (message.content for message in model.asked[0])
    assert "« Passeport »" in rules
    assert WANTED.about in rules
    assert "3 nouvelles phrases" in rules
    assert "prix passeport\n(de) Was kostet ein Reisepass?" in read
    assert "never read twice" not in read


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("COMBIEN COUTE UN PASSEPORT", "known"),
        ("ou faire mon passeport", "known"),
        ("Ich möchte wissen, was mein neuer Reisepass kostet", "language"),
        ("Mon numéro est le 621 123 456, quel prix ?", "personal"),
        ("Écrivez-moi à jean@example.lu", "personal"),
        (f"prix {'x' * LONGEST_SENTENCE}", "long"),
        ("**prix**", "empty"),
        ("/prix", "empty"),
        ("prix {passeport}", "empty"),
        ("1 2 3", "empty"),
        ("", "empty"),
    ],
)
async def test_what_cannot_be_an_example_is_left_out(line: str, fault: str) -> None:
    assert [it.kind for it in choose(line, WANTED).faults] == [fault]
    assert choose(f"{line}\ntarif", WANTED).made == ["tarif"]
    model = ScriptedChat(line, "tarif")
    assert (await draft_examples(WANTED, model)).sentences == ["tarif"], "asked once more"
    with pytest.raises(NotUsableError):
        await draft_examples(WANTED, ScriptedChat(line))


def test_no_sentence_comes_twice_and_no_more_than_are_wanted() -> None:
    assert choose("tarif\nTarif !\nun\ndeux\ntrois", WANTED).made == ["tarif", "un", "deux"]


async def test_of_many_examples_some_are_read() -> None:
    many = [f"phrase {number}" for number in range(100)]
    model = ScriptedChat("tarif")
    await draft_examples(
        ExamplesRequest(language="fr", service="", about="x", examples=many, others={"de": many}, count=1), model
    )
    read = model.asked[0][1].content.splitlines()
    assert sum(line.startswith("phrase") for line in read) == OWN_EXAMPLES
    assert sum(line.startswith("(de)") for line in read) == OTHER_EXAMPLES
    assert "phrase 95" in read
    assert "service" not in model.asked[0][0].content
