"""Rasa's policy for rules, at a price that grows neither with the catalogue nor with the conversation.

Rasa compares every rule with the state of the conversation, four times in a turn, and to have that state it replays the
conversation from its beginning. Here the rules that may fit are looked up, and only as much is replayed as the longest
rule looks back. What is predicted is the same; ``tests/bot/test_rules.py`` compares both.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from rasa.core.policies.rule_policy import RULES, RULES_FOR_LOOP_UNHAPPY_PATH, SHOULD_NOT_BE_SET, RulePolicy
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.core.constants import PREVIOUS_ACTION, USER
from rasa.shared.core.domain import Domain, State
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT
from typing_extensions import override

_Place = tuple[Any, Any]
"""The action before, and what the citizen meant, in the newest state of a rule or of a conversation."""


class RuleIndex:
    """Rules by what their newest state says; finds those that a conversation may be at."""

    def __init__(self, keys: Iterable[str], read: Any) -> None:  # noqa: ANN401 - a function of the policy
        """``read`` gives the states of a rule, oldest first."""
        self.size = 0
        self._by_place: defaultdict[_Place, list[str]] = defaultdict(list)
        self._anywhere: list[str] = []
        self.longest = 0
        """States of the longest rule."""
        for key in keys:
            self.size += 1
            states = read(key)
            self.longest = max(self.longest, len(states))
            before = (states[-1].get(PREVIOUS_ACTION) or {}).get(ACTION_NAME) if states else None
            if before is None:
                self._anywhere.append(key)
            else:
                self._by_place[before, _certain(states[-1].get(USER, {}).get(INTENT))].append(key)

    def find(self, state: State) -> list[str]:
        """Return every rule that fits the newest state of a conversation, and some that do not."""
        before = (state.get(PREVIOUS_ACTION) or {}).get(ACTION_NAME)
        meant = state.get(USER, {}).get(INTENT)
        asking = self._by_place.get((before, meant), []) if meant is not None else []
        return [*self._anywhere, *asking, *self._by_place.get((before, None), [])]


def _certain(intent: Any) -> Any:  # noqa: ANN401 - as Rasa keeps it
    """Return what an intent of a rule must be equal to; None where the rule leaves it open or wants none."""
    return intent if intent and intent != SHOULD_NOT_BE_SET else None


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=True)
class IndexedRulePolicy(RulePolicy):
    """``RulePolicy`` with its rules in an index."""

    _indices: dict[int, tuple[dict[str, str], RuleIndex]]

    @override
    def _get_possible_keys(self, lookup: dict[str, str], states: list[State]) -> set[str]:
        if not states:
            return set(lookup)
        possible = self._index(lookup).find(states[-1])
        return set(super()._get_possible_keys({key: lookup[key] for key in possible}, states))

    @override
    def _prediction_states(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        use_text_for_last_user_input: bool = False,
        rule_only_data: dict[str, Any] | None = None,
    ) -> list[State]:
        if not any(slot.has_features() for slot in tracker.slots.values()):
            longest = max(self._index(self.lookup[name]).longest for name in (RULES, RULES_FOR_LOOP_UNHAPPY_PATH))
            tracker = Excerpt.of(tracker, longest)
        states: list[State] = super()._prediction_states(tracker, domain, use_text_for_last_user_input, rule_only_data)
        return states

    def _index(self, lookup: dict[str, str]) -> RuleIndex:
        """Return the index of some rules; made anew when they have become others, as during training."""
        indices = self.__dict__.setdefault("_indices", {})
        of, index = indices.get(id(lookup), (None, None))
        if of is not lookup or index.size != len(lookup):
            index = RuleIndex(lookup, self._rule_key_to_state)
            indices[id(lookup)] = lookup, index
        return index


class Excerpt(DialogueStateTracker):
    """The end of a conversation: enough to tell its newest states, and nothing of its slots."""

    @classmethod
    def of(cls, tracker: DialogueStateTracker, actions: int) -> DialogueStateTracker:
        """Return what has happened since so many actions; the tracker itself where there were no more."""
        events = tracker.applied_events()
        starts = [index for index, event in enumerate(events) if isinstance(event, ActionExecuted)]
        if len(starts) <= actions + 1:
            return tracker
        begin = starts[-(actions + 1)]
        excerpt = cls(tracker.sender_id, [], is_rule_tracker=tracker.is_rule_tracker)
        kept = [*_last_before(begin, events), *events[begin:]]
        excerpt.events.extend(event for event in kept if not isinstance(event, SlotSet))
        excerpt.replay_events()
        return excerpt

    @override
    def applied_events(self) -> list[Event]:
        # What was undone is left out already; to look for it twice would leave out more.
        return list(self.events)


def _last_before(begin: int, events: list[Event]) -> list[Event]:
    """Return what is still in force of the events before ``begin``: the newest message, and the open form."""
    found = {}
    for index in range(begin - 1, -1, -1):
        for kind in (UserUttered, ActiveLoop):
            if isinstance(events[index], kind):
                found.setdefault(kind, index)
        if len(found) == 2:
            break
    return [events[index] for index in sorted(found.values())]
