"""The policy with its rules in an index predicts what Rasa's own does, in whole conversations with the real model."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
from rasa.core.policies.rule_policy import RULES, RulePolicy
from rasa.shared.core.domain import State

from bot.processor import MAX_SESSION_EVENTS, TurnProcessor
from bot.rehearsal.conversations import hold, read
from bot.rehearsal.talk import Talk
from bot.rules import IndexedRulePolicy, RuleIndex
from contracts.catalogue.conversations import Conversation
from contracts.catalogue.model import Catalogue
from contracts.languages import Language
from contracts.models import DEFAULT_CONTENT

CONVERSATIONS = random.Random(1).sample(sorted(read(DEFAULT_CONTENT), key=lambda it: (it.path, it.name)), 25)


class Compared:
    """How often both were asked, and how few rules the index left to compare."""

    def __init__(self) -> None:
        self.lookups = self.states = 0
        self.candidates: list[int] = []


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> Compared:
    """Has Rasa's own code answer beside ours wherever ours is asked."""
    seen = Compared()
    find, tell = IndexedRulePolicy._get_possible_keys, IndexedRulePolicy._prediction_states

    def find_both(policy: IndexedRulePolicy, lookup: dict[str, str], states: list[State]) -> set[str]:
        ours = find(policy, lookup, states)
        assert ours == RulePolicy._get_possible_keys(policy, lookup, states)
        seen.lookups += 1
        if states and lookup is policy.lookup[RULES]:
            seen.candidates.append(len(policy._index(lookup).find(states[-1])))
        return ours

    def tell_both(policy: IndexedRulePolicy, tracker: Any, *arguments: Any, **options: Any) -> list[State]:
        ours = tell(policy, tracker, *arguments, **options)
        theirs = RulePolicy._prediction_states(policy, tracker, *arguments, **options)
        longest = policy._index(policy.lookup[RULES]).longest
        assert ours[-longest:] == theirs[-longest:]
        assert RulePolicy._get_possible_keys(policy, policy.lookup[RULES], theirs) == find(
            policy, policy.lookup[RULES], ours
        )
        seen.states += len(ours) < len(theirs)
        return ours

    monkeypatch.setattr(IndexedRulePolicy, "_get_possible_keys", find_both)
    monkeypatch.setattr(IndexedRulePolicy, "_prediction_states", tell_both)
    return seen


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=[f"{it.path}: {it.name}" for it in CONVERSATIONS])
async def test_conversations_of_the_content(
    compared: Compared, processor: TurnProcessor, catalogue: Catalogue, conversation: Conversation
) -> None:
    run = await hold(processor, catalogue, conversation, "fr")
    assert (run.turn, run.problem) == (0, "")
    assert compared.lookups


async def test_a_conversation_longer_than_a_session(compared: Compared, talk: Callable[[Language], Talk]) -> None:
    one = talk("de")
    for _ in range(MAX_SESSION_EVENTS // 15):
        await one.say("Was kostet der Reisepass?")
        await one.say("Ich möchte jetzt eine Wohnsitzbescheinigung beantragen")
        await one.say("wo kann ich parken?")
        await one.say("abbrechen")
        await one.say("asdkjh qwe")
    assert compared.states > 100, "what lies further back than any rule looks was replayed all the same"
    assert max(compared.candidates) < 40, "the index leaves too many rules to compare"


INTENT, NO_INTENT, OTHER = "fee", "should_not_be_set", "other"


def state(action: str | None, intent: str | None) -> State:
    return {
        **({"prev_action": {"action_name": action}} if action else {}),
        **({"user": {"intent": intent}} if intent else {}),
    }


RULES_BY_NAME: dict[str, list[State]] = {
    "asks": [state("action_listen", INTENT)],
    "asks two": [state("x", None), state("action_listen", INTENT)],
    "open": [state("action_listen", None)],
    "none": [state("action_listen", NO_INTENT)],
    "starts": [state(None, None)],
    "text": [{"prev_action": {"action_text": "hello"}, "user": {"intent": INTENT}}],
    "after": [state("action_listen", OTHER), state("utter_fee", OTHER)],
}


@pytest.mark.parametrize(
    ("now", "found"),
    [
        (state("action_listen", INTENT), {"asks", "asks two", "open", "none", "starts", "text"}),
        (state("action_listen", "unknown"), {"open", "none", "starts", "text"}),
        (state("action_listen", None), {"open", "none", "starts", "text"}),
        (state("utter_fee", OTHER), {"after", "starts", "text"}),
        (state("utter_fee", INTENT), {"starts", "text"}),
        (state(None, INTENT), {"starts", "text"}),
    ],
)
def test_what_may_fit_is_found(now: State, found: set[str]) -> None:
    index = RuleIndex(RULES_BY_NAME, RULES_BY_NAME.__getitem__)
    assert (index.size, index.longest) == (len(RULES_BY_NAME), 2)
    assert set(index.find(now)) == found
