"""Finds examples of two intents that are nearly the same, over all files; one file may say something else at once."""

from __future__ import annotations

from collections import ChainMap, Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from contracts.catalogue.examples import Example, fold
from contracts.catalogue.near import NearSentences, Said, is_near, telling_words
from contracts.catalogue.problems import Problem, quoted

Rank = tuple[int, str]
"""Where a file stands among the others: what is said first counts, what comes later is reported."""
_Pair = tuple[Example, Example]


class NearExamples:
    """The examples of a catalogue by file."""

    def __init__(self) -> None:
        """It has none yet."""
        self._files: dict[Rank, Sequence[Example]] = {}
        self._known = NearSentences[Example](())
        self._pairs: list[_Pair] = []
        """Those of two intents that are alike: few, so that they are looked at anew whenever words come and go."""
        self._places: dict[int, tuple[Rank, int]] = {}

    def put(self, rank: Rank, examples: Sequence[Example]) -> None:
        """Take the examples of a file in the place of those that it had; none where the file goes."""
        before = self._files.pop(rank, ())
        gone = {id(example) for example in before}
        self._pairs = _without(self._pairs, gone)
        for example in before:
            self._known.drop(example)
            del self._places[id(example)]
        for number, example in enumerate(examples):
            self._pairs += _pairs_of(example, self._known)
            self._known.add(example)
            self._places[id(example)] = (rank, number)
        if examples:
            self._files[rank] = examples

    def near(self, sentence: Said) -> Iterator[Example]:
        """Give the examples of a sentence's language that are nearly the same; see `NearSentences.near`."""
        return self._known.near(sentence)

    def put_aside(self, rank: Rank, examples: Sequence[Example]) -> NearExamples | ChangedExamples:
        """Give what can be asked as this could after `put`, which is not done."""
        before = self._files.get(rank, ())
        if before is examples:
            return self
        gone = {id(example) for example in before}
        pairs = _without(self._pairs, gone)
        own = NearSentences[Example](())
        for example in examples:
            pairs += [pair for pair in _pairs_of(example, self._known) if id(pair[1]) not in gone]
            pairs += _pairs_of(example, own)
            own.add(example)
        more = _count_more(before, examples)
        own_places = {id(example): (rank, number) for number, example in enumerate(examples)}
        problems = list(_report(pairs, ChainMap(own_places, self._places), more, self._known))
        return ChangedExamples(self._known, gone, own, more, problems)

    def problems(self) -> list[Problem]:
        """Report examples that are nearly the same as one of another intent; those that are the same are left out."""
        return list(_report(self._pairs, self._places, Counter(), self._known))


class ChangedExamples:
    """The examples of a catalogue in which one file has others."""

    def __init__(
        self,
        known: NearSentences[Example],
        gone: set[int],
        own: NearSentences[Example],
        more: Counter[str],
        problems: list[Problem],
    ) -> None:
        """``known``: all as they are; ``gone``: those of the file, by identity; ``own``: what it has instead.

        ``more``: words that there are more of by that, or fewer.
        """
        self._problems = problems
        self._known = known
        self._gone = gone
        self._own = own
        self._more = more

    def near(self, sentence: Said) -> Iterator[Example]:
        """Give the examples of a sentence's language that are nearly the same."""
        words = telling_words(sentence.text, sentence.language)
        stay = (other for other in self._known.alike(sentence) if id(other) not in self._gone)
        for other in (*stay, *self._own.alike(sentence)):
            if is_near(words, telling_words(other.text, other.language), self._count):
                yield other

    def problems(self) -> list[Problem]:
        """Report examples that are nearly the same as one of another intent."""
        return self._problems

    def _count(self, word: str) -> int:
        return self._known.count(word) + self._more[word]


def _count_more(before: Iterable[Example], examples: Iterable[Example]) -> Counter[str]:
    """Count the words that there are more of, or fewer, with other examples."""
    more = Counter(word for example in examples for word in telling_words(example.text, example.language))
    more.subtract(word for example in before for word in telling_words(example.text, example.language))
    return more


def _pairs_of(example: Example, known: NearSentences[Example]) -> list[_Pair]:
    return [
        (example, other)
        for other in {id(other): other for other in known.alike(example)}.values()
        if other.intent != example.intent and fold(other.text) != fold(example.text)
    ]


def _without(pairs: Iterable[_Pair], gone: set[int]) -> list[_Pair]:
    return [pair for pair in pairs if id(pair[0]) not in gone and id(pair[1]) not in gone]


def _report(
    pairs: Iterable[_Pair], places: Mapping[int, tuple[Rank, int]], more: Counter[str], known: NearSentences[Example]
) -> Iterator[Problem]:
    """Give a problem for each example that is near to an earlier one; ``more``: words beside those that are known."""

    def place(example: Example) -> tuple[Rank, int]:
        return places[id(example)]

    first: dict[int, _Pair] = {}
    for pair in pairs:
        earlier, later = sorted(pair, key=place)
        words, others = (telling_words(one.text, one.language) for one in pair)
        if is_near(words, others, lambda word: known.count(word) + more[word]):
            found = first.setdefault(id(later), (later, earlier))
            if place(earlier) < place(found[1]):
                first[id(later)] = (later, earlier)
    for later, earlier in first.values():
        message = (
            f"{quoted(later.text)} ({later.intent}) says nearly the same as {quoted(earlier.text)} "
            f"({earlier.intent}, {earlier.source.path.as_posix()}:{earlier.line}): word one of them otherwise"
        )
        yield later.source.problem(later.line, "example-near", message)
