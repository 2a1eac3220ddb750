"""Puts what was not understood into groups: by what the bot held likeliest, in all languages, else by likeness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

from channels.studio.inbox.keys import Keys
from channels.studio.inbox.outcomes import Asked
from channels.studio.inbox.showing import Showing, Shown, Written, find_words
from contracts.inbox import InboxGroup, InboxText, Reason
from contracts.names import split_intent
from nlu.text.fold import fold

LIKELY = 0.1
"""Confidence from which the bot's first guess tells what a text is about; below it a guess is as good as any other."""
ALIKE = 0.4
"""Share of threes of letters (Dice) from which two texts are alike; below it they share endings and small words."""
MOST_TEXTS = 50
"""Texts of a group that are shown, as many as can be assigned at once; the rest is counted."""
MOST_COMPARED = 2000
"""Different texts without a guess that are compared with each other, the most frequent first."""

REASONS: Mapping[str, Reason] = {
    "unknown": "unknown",
    "offered": "offered",
    "asked": "asked",
    "out_of_scope": "out_of_scope",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Missed:
    """A question that the bot did not settle."""

    asked: Asked
    written: Written
    key: str
    """What the text is marked by."""


@dataclass(slots=True)
class Group:
    """Questions about the same."""

    id: str
    topic: str | None
    missed: list[Missed] = field(default_factory=list)

    @property
    def conversations(self) -> int:
        """Return in how many conversations they were asked."""
        return len({one.asked.conversation for one in self.missed})

    @property
    def keys(self) -> list[str]:
        """Return the keys of all its texts."""
        return list(dict.fromkeys(one.key for one in self.missed))


def find_topic(asked: Asked) -> str | None:
    """Return the service that was held likeliest, or the intent of no service; None where none was likely."""
    if not asked.guesses or asked.guesses[0][1] < LIKELY:
        return None
    intent = asked.guesses[0][0]
    split = split_intent(intent)
    return split[0] if split is not None else intent


def group(missed: Iterable[Missed], keys: Keys) -> list[Group]:
    """Return all groups, the one from most conversations first."""
    topics: dict[str, Group] = {}
    rest: list[Missed] = []
    for one in missed:
        topic = find_topic(one.asked)
        if topic is None:
            rest.append(one)
        else:
            topics.setdefault(topic, Group(keys.of_group(f"topic {topic}"), topic)).missed.append(one)
    groups = [*topics.values(), *_group_alike(rest, keys)]
    return sorted(groups, key=lambda it: (-it.conversations, -len(it.missed), it.id))


def show_group(one: Group, showing: Showing) -> InboxGroup:
    """Return a group as it may be shown; whether it may at all is for whoever calls."""
    texts = _show_texts(one, showing)[:MOST_TEXTS]
    likeliest = Counter(it.asked.guesses[0][0] for it in one.missed if it.asked.guesses and one.topic is not None)
    return InboxGroup(
        id=one.id,
        topic=one.topic,
        intent=likeliest.most_common(1)[0][0] if likeliest else None,
        messages=len(one.missed),
        conversations=one.conversations,
        languages=dict(Counter(it.written.language for it in one.missed).most_common()),
        reasons=dict(Counter(REASONS[it.asked.outcome] for it in one.missed).most_common()),
        texts=texts,
        hidden=len(one.missed) - sum(text.messages for text in texts),
    )


def _show_texts(one: Group, showing: Showing) -> list[InboxText]:
    """Return what is shown of the texts, those that look alike together, the most frequent first."""
    alike: dict[tuple[str, str], list[tuple[Shown, Missed]]] = {}
    for it in one.missed:
        shown = showing.show(it.written)
        if shown is not None:
            alike.setdefault((it.written.language, fold(shown.text)), []).append((shown, it))
    texts = [_show_text(found) for found in alike.values()]
    return sorted(texts, key=lambda it: (-it.conversations, not it.whole, it.text.casefold()))


def _show_text(found: list[tuple[Shown, Missed]]) -> InboxText:
    """Show texts that differ in spelling only, in the most frequent spelling; of several the most careful one."""
    spelt = Counter(shown.text for shown, _ in found)
    text = max(spelt, key=lambda it: (spelt[it], sum(not letter.isascii() for letter in it), it[:1].isupper()))
    return InboxText(
        keys=list(dict.fromkeys(it.key for _, it in found)),
        language=found[0][1].written.language,
        text=text,
        whole=all(shown.whole for shown, _ in found),
        messages=len(found),
        conversations=len({it.asked.conversation for _, it in found}),
    )


def _group_alike(rest: Collection[Missed], keys: Keys) -> list[Group]:
    """Group texts by the threes of letters that they share with the first, most frequent text of a group."""
    by_text: dict[str, list[Missed]] = {}
    for one in rest:
        by_text.setdefault(" ".join(sorted(find_words(one.written.masked))), []).append(one)
    frequent = sorted(by_text.items(), key=lambda it: (-len(it[1]), it[0]))
    begun = _Begun()
    groups: list[Group] = []
    for number, (text, found) in enumerate(frequent):
        threes = _threes(text)
        near = begun.find_alike(threes) if number < MOST_COMPARED else None
        if near is None:
            near = begun.add(threes)
            groups.append(Group(keys.of_group(f"text {text}"), None))
        groups[near].missed.extend(found)
    return groups


class _Begun:
    """The first texts of groups by their threes of letters: those that share none with a text are not looked at."""

    def __init__(self) -> None:
        self._sizes: list[int] = []
        self._holders: dict[str, list[int]] = {}

    def add(self, threes: frozenset[str]) -> int:
        """Keep the first text of the next group, and return its number."""
        number = len(self._sizes)
        self._sizes.append(len(threes))
        for three in threes:
            self._holders.setdefault(three, []).append(number)
        return number

    def find_alike(self, threes: frozenset[str]) -> int | None:
        """Return the group whose first text is most alike, of several the first; None where none is alike enough."""
        shared = Counter(chain.from_iterable(self._holders.get(three, ()) for three in threes))
        alike = [(2 * count / (self._sizes[it] + len(threes)), -it) for it, count in shared.items()]
        best, number = max(alike, default=(0.0, 0))
        return -number if best >= ALIKE else None


def _threes(text: str) -> frozenset[str]:
    around = f" {text} "
    return frozenset(around[begin : begin + 3] for begin in range(len(around) - 2))
