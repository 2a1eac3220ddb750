"""Reads a sentence: which topic it is about, with a confidence that says how likely that is, and what it asks.

Topic and question are two decisions of one network, not one label per pair: "wat kascht" is learned from all services
at once (docs/quality.md compares both). ``nlu.components.calibration`` turns scores of topics into confidences.
A model is stored as arrays and JSON only: loading it never runs anything that is in the file.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import numpy as np

from contracts.names import CRISIS_INTENTS, QUESTIONS, Question, service_intent, split_intent
from nlu.components.calibration import Calibration, calibrate
from nlu.components.network import NO_LABEL, Network
from nlu.components.ngrams import COUNTERS, KnownNgrams, NgramWeights, words_of
from nlu.components.spelling import Spelling
from nlu.components.topic_terms import TopicTerms

_ARRAYS = "intents.npz"
_NAMES = "intents.json"


SURE_QUESTION = 0.5
"""Probability from which only what was asked is answered; below it the whole answer about the service."""


SEEN_ENOUGH = 0.45
"""Share of a sentence that training must have seen to judge it; of what is stranger, confidences count by that share.
Nearly all sentences on services lie above 0.7, letters at random below (docs/quality.md)."""

LEARNED_BY_HEART = 0.99
"""Least confidence in the intent of a sentence that is an example, word for word: its owner relies on it."""


class Guess(NamedTuple):
    """An intent a sentence may have."""

    intent: str
    confidence: float
    """Probability (0 to 1) that its topic, a service or an intent of no service, is the right one."""


@dataclass(frozen=True)
class TopicScores:
    """Spelling, n-gram weights, network, shared terms: texts in, log-probabilities of topics and questions out."""

    spelling: Spelling
    ngrams: NgramWeights
    network: Network
    terms: TopicTerms

    @classmethod
    def learn(cls, texts: Sequence[str], topics: np.ndarray, questions: np.ndarray, about: np.ndarray) -> TopicScores:
        """Fit on texts, the numbers 0, 1, 2 … of their topics, and of their questions (``NO_LABEL``: none).

        ``about``: whether a text is about something, a service or a danger; not small talk, nor out of scope.
        """
        ngrams = NgramWeights.learn(texts)
        sizes = (int(topics.max()) + 1, len(QUESTIONS))
        spelling = Spelling.learn([words_of(text) for text in texts])
        vectors = ngrams.vectors(texts)
        network = Network.learn(vectors, (topics, questions), sizes)
        return cls(spelling, ngrams, network, TopicTerms.learn(vectors, topics, about))

    def score(self, texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Give log-probabilities of topics and of questions, and how much of each text training has seen (0 to 1)."""
        vectors = self.ngrams.vectors([self.spelling.mend(words_of(text)) for text in texts])
        topics, questions = self.network.score(vectors)
        topics = self.terms.share_out(topics, vectors)
        known = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
        return topics, questions, known


class IntentModel:
    """A trained model: the names of the topics, their scores, what a score means, and the examples by heart."""

    def __init__(
        self, intents: Sequence[str], scores: TopicScores, calibration: Calibration, examples: dict[str, str]
    ) -> None:
        """Take the names of all intents, and what ``learn`` found; scores are in the order of the sorted topics.

        ``examples``: the intents of the training sentences, which are given as ``_digest`` writes them.
        """
        self.intents = sorted(set(intents))
        self.topics = sorted({_split(intent)[0] for intent in self.intents})
        self.scores = scores
        self.calibration = calibration
        self.examples = examples

    @classmethod
    def learn(cls, texts: Sequence[str], intents: Sequence[str]) -> IntentModel:
        """Fit on sentences and their intents.

        Raises:
            ValueError: fewer than two topics; a classifier needs something to choose from.
        """
        names, topics = np.unique([_split(intent)[0] for intent in intents], return_inverse=True)
        if len(names) < 2:
            raise ValueError(f"there are sentences for {len(names)} topic(s) only; a classifier needs at least 2")
        asked = [_split(intent)[1] for intent in intents]
        questions = np.asarray([NO_LABEL if question is None else QUESTIONS.index(question) for question in asked])
        about = (questions != NO_LABEL) | np.isin(names[topics], list(CRISIS_INTENTS))
        calibration = calibrate(texts, topics, questions, about, TopicScores.learn)
        examples = {_digest(text): intent for text, intent in zip(texts, intents, strict=True)}
        return cls(intents, TopicScores.learn(texts, topics, questions, about), calibration, examples)

    def rank(self, text: str) -> list[Guess]:
        """Give one intent per topic, best first: the one that fits what the sentence asks."""
        topics, questions, share = self.scores.score([text])
        confidences = self.calibration.confidences(topics, share)[0]
        if share[0] < SEEN_ENOUGH:
            confidences *= share[0]
        known = self.examples.get(_digest(text))
        if known is not None:
            place = self.topics.index(_split(known)[0])
            confidences[place] = max(confidences.max(), LEARNED_BY_HEART)
        order = np.argsort(-confidences, kind="stable")
        asked = np.exp(questions[0])
        guesses = [Guess(self._intent(self.topics[index], asked), float(confidences[index])) for index in order]
        return guesses if known is None else [guesses[0]._replace(intent=known), *guesses[1:]]

    def _intent(self, topic: str, asked: np.ndarray) -> str:
        """Choose the intent of a topic by the probabilities of the questions."""
        if topic in self._plain:
            return topic
        open_to = self._questions[topic]
        likely = max(open_to, key=lambda question: asked[QUESTIONS.index(question)])
        unsure = asked[QUESTIONS.index(likely)] < SURE_QUESTION and "about" in open_to
        return service_intent(topic, "about" if unsure else likely)

    @cached_property
    def _plain(self) -> frozenset[str]:
        """The topics that are intents of no service."""
        return frozenset(self.topics) & frozenset(self.intents)

    @cached_property
    def _questions(self) -> dict[str, list[Question]]:
        """The questions that each service has an intent for."""
        questions: dict[str, list[Question]] = {}
        for topic, question in map(_split, self.intents):
            if question is not None:
                questions.setdefault(topic, []).append(question)
        return questions

    def save(self, folder: Path) -> None:
        """Write the model into an existing folder."""
        terms = self.scores.terms
        arrays = self.scores.network.as_arrays()
        arrays |= {"compared": terms.compared, "terms": terms.weights.astype(np.float16)}
        for number, kind in enumerate(self.scores.ngrams.kinds):
            arrays[f"buckets_{number}"] = kind.buckets
            arrays[f"weights_{number}"] = kind.weights
        np.savez(folder / _ARRAYS, **arrays)
        about = {
            "intents": self.intents,
            "calibration": self.calibration,
            "unseen": self.scores.ngrams.unseen,
            "words": self.scores.spelling.words,
            "examples": self.examples,
        }
        (folder / _NAMES).write_text(json.dumps(about), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> IntentModel:
        """Read a model that ``save`` wrote.

        Raises:
            OSError: a file is missing.
            KeyError, ValueError: a file is not what ``save`` writes.
        """
        about = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
        with np.load(folder / _ARRAYS, allow_pickle=False) as arrays:
            kinds = [
                KnownNgrams(arrays[f"buckets_{number}"], arrays[f"weights_{number}"]) for number in range(len(COUNTERS))
            ]
            ngrams = NgramWeights(kinds, about["unseen"])
            network = Network.from_arrays(arrays, decisions=2)
            terms = TopicTerms(arrays["compared"], arrays["terms"].astype(np.float32))
            scores = TopicScores(Spelling(about["words"]), ngrams, network, terms)
        return cls(about["intents"], scores, Calibration(*about["calibration"]), about["examples"])


def _digest(text: str) -> str:
    """Give a short hash of a folded sentence; the words themselves need not lie in the model."""
    return hashlib.blake2b(" ".join(words_of(text).split()).encode(), digest_size=8).hexdigest()


def _split(intent: str) -> tuple[str, Question | None]:
    """Give topic and question of an intent; an intent of no service is a topic of its own."""
    return split_intent(intent) or (intent, None)
