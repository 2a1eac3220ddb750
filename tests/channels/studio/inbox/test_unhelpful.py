"""Questions before answers that did not help: from how many conversations they are shown."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from channels.studio.inbox.outcomes import Judged
from channels.studio.inbox.showing import Showing, find_words
from channels.studio.inbox.unhelpful import gather

NOW = datetime(2026, 11, 30, tzinfo=UTC)
LINK = "https://guichet.public.lu/passport"
WORDS = frozenset(find_words("combien coute le passeport ou le demander"))


def judged(number: int, question: str) -> Judged:
    return Judged(
        conversation=f"c{number}",
        at=NOW,
        language="fr",
        helpful=False,
        title="Passport",
        link=LINK,
        question=question,
    )


@pytest.mark.parametrize(
    ("questions", "shown"),
    [
        (["Combien coûte le passeport", "où le demander"], ["Combien coûte le passeport", "où le demander"]),
        (["Combien coûte le passeport", ""], []),
        (["Combien coûte le passeport", "Jang Muller"], []),
        (["Combien coûte le passeport"], []),
    ],
)
def test_conversations_without_a_question_to_show_do_not_count(questions: list[str], shown: list[str]) -> None:
    each = [judged(number, question) for number, question in enumerate(questions)]
    [found] = gather(each, {LINK: "passport"}, Showing([], WORDS, 2), 2)
    assert (found.service, found.unhelpful, found.questions) == ("passport", len(questions), shown)


def test_two_questions_of_one_conversation_count_once() -> None:
    each = [judged(1, "Combien coûte le passeport"), judged(1, "où le demander")]
    assert gather(each, {}, Showing([], WORDS, 2), 2)[0].questions == []
