"""Groups of what was not understood: across languages by topic, else by likeness; what they count and show."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.studio.inbox.assigning import MOST_EXAMPLES
from channels.studio.inbox.grouping import ALIKE, Group, Missed, find_topic, group, show_group
from channels.studio.inbox.keys import Keys
from channels.studio.inbox.outcomes import Asked, Outcome
from channels.studio.inbox.showing import Showing, find_words, write
from contracts.languages import Language

KEYS = Keys(b"secret")
NOW = datetime(2026, 11, 30, tzinfo=UTC)
WORDS = frozenset(find_words("ech wëll mäin hond umellen je veux inscrire mon chien parking wou ass"))


def missed(
    text: str, number: int = 0, *guesses: tuple[str, float], language: Language = "lb", outcome: Outcome = "unknown"
) -> Missed:
    asked = Asked(
        conversation=f"c{number}", at=NOW, language=language, text=text, outcome=outcome, left=True, guesses=guesses
    )
    written = write(asked.conversation, language, text)
    return Missed(asked=asked, written=written, key=KEYS.of_text(written))


def showing(*each: Missed) -> Showing:
    return Showing((one.written for one in each), WORDS, 2)


@pytest.mark.parametrize(
    ("guesses", "topic"),
    [
        ((("dog_registration_fee", 0.3), ("passport_fee", 0.2)), "dog_registration"),
        ((("question_fee", 0.3),), "question"),
        ((("greet", 0.3),), "greet"),
        ((("dog_registration_fee", 0.09),), None),
        ((), None),
    ],
)
def test_the_topic_is_what_was_held_likeliest(guesses: tuple[tuple[str, float], ...], topic: str | None) -> None:
    assert find_topic(missed("…", 0, *guesses).asked) == topic


def test_questions_on_a_topic_are_one_group_in_all_languages() -> None:
    each = [
        missed("Ech wëll mäin Hond umellen", 1, ("dog_registration_apply", 0.4)),
        missed("ech wëll mäin hond umellen", 2, ("dog_registration_apply", 0.4), outcome="asked"),
        missed("Je veux inscrire mon chien", 3, ("dog_registration_about", 0.2), language="fr"),
        missed("wou ass mäin Schnuffi", 3, ("dog_registration_about", 0.2)),
        missed("Schnuffi", 4, ("dog_registration_about", 0.2)),
    ]
    [found] = group(each, KEYS)
    shown = show_group(found, showing(*each[:3], each[4]))
    assert (shown.topic, shown.intent) == ("dog_registration", "dog_registration_about")
    assert (shown.messages, shown.conversations, shown.languages) == (5, 4, {"lb": 4, "fr": 1})
    assert shown.reasons == {"unknown": 4, "asked": 1}
    assert [(it.text, it.whole, it.messages, it.language) for it in shown.texts] == [
        ("Ech wëll mäin Hond umellen", True, 2, "lb"),
        ("Je veux inscrire mon chien", True, 1, "fr"),
        ("wou ass mäin …", False, 1, "lb"),
    ]
    assert shown.hidden == 1


def test_texts_without_a_topic_are_grouped_by_likeness_across_languages() -> None:
    each = [
        missed("Wou ass de Parking?", 1),
        missed("Parking wou ass de", 2),
        missed("Wo ist das Parking", 3, language="de"),
        missed("Je veux inscrire mon chien", 4, language="fr"),
    ]
    groups = group(each, KEYS)
    assert [sorted(it.asked.conversation for it in one.missed) for one in groups] == [["c1", "c2", "c3"], ["c4"]]
    assert {one.id for one in groups} == {one.id for one in group(reversed(each), KEYS)}, "ids stay the same"


@given(st.lists(st.text("abc ", min_size=1, max_size=8).filter(str.strip), max_size=12, unique=True))
def test_a_text_joins_the_first_of_the_groups_that_it_is_most_alike(texts: list[str]) -> None:
    """As if each was compared with each."""
    groups = group([missed(text, number) for number, text in enumerate(texts)], KEYS)
    begun: list[set[str]] = []
    members: list[set[str]] = []
    written = Counter(" ".join(sorted(find_words(text))) for text in texts)
    for text in sorted(written, key=lambda it: (-written[it], it)):
        threes = {f" {text} "[begin : begin + 3] for begin in range(len(text))}
        alike = [2 * len(one & threes) / (len(one) + len(threes)) for one in begun]
        if not alike or max(alike) < ALIKE:
            begun.append(threes)
            members.append(set())
            alike.append(2.0)
        members[alike.index(max(alike))].add(text)
    found = [{" ".join(sorted(find_words(it.written.masked))) for it in one.missed} for one in groups]
    assert sorted(map(sorted, found)) == sorted(map(sorted, members))


def test_keys_are_those_of_all_texts() -> None:
    one = Group("g", None, [missed("a b", 1), missed("A  b", 2), missed("a b", 3, language="fr")])
    assert len(one.keys) == 2
    assert one.conversations == 3


def test_no_more_texts_are_shown_than_can_be_assigned_at_once() -> None:
    worded = itertools.permutations(["ech", "wëll", "mäin", "hond", "umellen"])
    each = [missed(" ".join(words), number, ("dog_fee", 0.5)) for number, words in enumerate(worded)]
    [found] = group(each, KEYS)
    shown = show_group(found, showing(*each))
    assert (len(shown.texts), shown.hidden) == (MOST_EXAMPLES, 120 - MOST_EXAMPLES)
