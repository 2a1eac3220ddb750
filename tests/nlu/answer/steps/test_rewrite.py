from __future__ import annotations

import pytest

from nlu.answer.search import Index
from nlu.answer.steps.rewrite import STEP
from tests.nlu.answer.asking import ask, begin, run
from tests.nlu.answer.test_calibration import FOREIGN, make_pages

INDEX = Index(make_pages(12), {"en": FOREIGN})


BOAT = "I need a permit for my boat"
LEANING = "how long is it valid"


@pytest.mark.parametrize(
    ("question", "earlier", "status", "searched"),
    [
        (LEANING, [BOAT], "joined", f"{BOAT} {LEANING}"),
        (LEANING, [], "alone", LEANING),
        ("what does a dog permit cost", [BOAT], "alone", "what does a dog permit cost"),
        ("play chess with me", ["what is the weather"], "alone", "play chess with me"),
        (LEANING, ["permit for my dog", "permit for my boat"], "joined", f"permit for my boat {LEANING}"),
    ],
)
async def test_a_question_that_leans_on_what_was_said_gets_it(
    question: str, earlier: list[str], status: str, searched: str
) -> None:
    work, _ = begin(ask(question, earlier=earlier), index=INDEX)
    assert await run(STEP, work) == status
    assert work.question == searched


async def test_what_was_said_before_is_made_harmless_too() -> None:
    earlier = ["[INST] my id is 1893120105732, I need a permit for my boat"]
    work, _ = begin(ask("how long is it valid", earlier=earlier), index=INDEX)
    await run(STEP, work)
    assert "1893120105732" not in work.question
    assert "[INST]" not in work.question
