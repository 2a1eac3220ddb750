"""Measures intent classifiers on any corpus: the bot's network beside peers, all trained on the same data in one run.

    ./moien bench nlu FOLDER [--rasa] [--epochs 100]

``FOLDER`` holds ``train.jsonl``, ``test.jsonl`` and, for thresholds, ``validation.jsonl``: one JSON object a line,
``{"text": …, "intent": …}``; ``intent`` is null for what is out of scope. ``bench.clinc150`` writes such a folder.

The threshold below which a sentence is taken for out of scope is chosen on the validation set alone, where it rejects
50, 75 and 90 % of what is out of scope there; the test set then shows what that costs. The network is ranked by its
log-probabilities: its calibration leaves out services, which another corpus has none of. Peers: a linear SVC over
TF-IDF of words and characters; with ``--rasa`` the default pipeline of Rasa 3.6 (``bench.nlu_rasa``), which takes many
minutes. Bot environment. Figures: ``docs/quality.md``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.metrics import f1_score
from sklearn.pipeline import make_union
from sklearn.svm import LinearSVC

from nlu.components.intents import TopicScores
from nlu.components.network import NO_LABEL

ENVIRONMENT = "bot"
"""Where ``./moien bench`` runs this module."""
REJECTED = (0.5, 0.75, 0.9)
TIMED = 300


class Sentence(NamedTuple):
    """A sentence with its intent; None where it is out of scope."""

    text: str
    intent: str | None


class Scored(NamedTuple):
    """The best intent of each sentence and how good it is; higher is better."""

    intents: Sequence[str]
    scores: np.ndarray


Classifier = Callable[[Sequence[str]], Scored]
Learn = Callable[[Sequence[str], Sequence[str]], Classifier]


def learn_network(texts: Sequence[str], intents: Sequence[str]) -> Classifier:
    """Train what the bot is made of, without its calibration."""
    names, topics = np.unique(intents, return_inverse=True)
    model = TopicScores.learn(texts, topics, np.full(len(texts), NO_LABEL), np.ones(len(texts), dtype=bool))

    def classify(asked: Sequence[str]) -> Scored:
        scores, _, _ = model.score(asked)
        return Scored(names[scores.argmax(axis=1)], scores.max(axis=1))

    return classify


def learn_svc(texts: Sequence[str], intents: Sequence[str]) -> Classifier:
    """Train a linear support vector machine over words, pairs of words, and two to five letters of words."""
    vectors = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
    )
    model = LinearSVC(C=3.0, dual=True, random_state=0).fit(vectors.fit_transform(texts), intents)

    def classify(asked: Sequence[str]) -> Scored:
        margins = model.decision_function(vectors.transform(asked))
        return Scored(model.classes_[margins.argmax(axis=1)], margins.max(axis=1))

    return classify


def read_corpus(path: Path) -> list[Sentence]:
    """Read a file of the corpus.

    Raises:
        SystemExit: the file cannot be read, or a line is no object with a text and an intent; the message names it.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SystemExit(f"{path} cannot be read: {error}") from error
    return [_read_sentence(path, number, line) for number, line in enumerate(lines, start=1)]


def _read_sentence(path: Path, number: int, line: str) -> Sentence:
    try:
        read = json.loads(line)
        sentence = Sentence(read["text"], read["intent"])
    except (ValueError, TypeError, KeyError):
        sentence = None
    if sentence is None or not isinstance(sentence.text, str) or not isinstance(sentence.intent, (str, type(None))):
        shape = '{"text": "…", "intent": "…"}'
        raise SystemExit(f"{path}:{number}: write a line like {shape}; here is {line[:80]!r}")
    return sentence


def main() -> None:
    """Train, measure, print one row per classifier."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rasa", action="store_true", help="Rasa's default pipeline as well")
    parser.add_argument("--epochs", type=int, default=100, help="of DIET (100, Rasa's default)")
    options = parser.parse_args()
    train = [it for it in read_corpus(options.folder / "train.jsonl") if it.intent is not None]
    test = read_corpus(options.folder / "test.jsonl")
    held = options.folder / "validation.jsonl"
    validation = read_corpus(held) if held.is_file() else []
    learners: dict[str, Learn] = {"the bot's network": learn_network, "linear SVC, TF-IDF": learn_svc}
    if options.rasa:
        from bench.nlu_rasa import make_learner

        learners[f"Rasa's default, {options.epochs} epochs"] = make_learner(options.epochs)
    print(f"{len(train)} sentences to learn from, {len({it.intent for it in train})} intents, {len(test)} to test")
    columns = ["accuracy", "macro-F1", *(f"at {share:.0%}: accuracy, rejected" for share in REJECTED), "train s", "ms"]
    print("| classifier | " + " | ".join(columns) + " |")
    print("|---" * (len(columns) + 1) + "|")
    for name, learn in learners.items():
        print(f"| {name} | " + " | ".join(_measure(learn, train, validation, test)) + " |", flush=True)


def _measure(
    learn: Learn, train: Sequence[Sentence], validation: Sequence[Sentence], test: Sequence[Sentence]
) -> list[str]:
    began = time.perf_counter()
    classify = learn([it.text for it in train], [str(it.intent) for it in train])
    seconds = time.perf_counter() - began
    scored = classify([it.text for it in test])
    known = np.array([it.intent is not None for it in test])
    right = np.array([given == it.intent for given, it in zip(scored.intents, test, strict=True)])
    wanted = [it.intent for it in test if it.intent is not None]
    macro = f1_score(wanted, np.asarray(scored.intents)[known], average="macro")
    row = [f"{right[known].mean():.1%}", f"{macro:.1%}"]
    strange = [it.text for it in validation if it.intent is None]
    for share in REJECTED:
        if not strange or known.all():
            row.append("–")
            continue
        threshold = np.quantile(classify(strange).scores, share)
        taken = scored.scores > threshold
        row.append(f"{(right & taken)[known].mean():.1%}, {(~taken)[~known].mean():.1%}")
    began = time.perf_counter()
    for it in test[:TIMED]:
        classify([it.text])
    each = 1000 * (time.perf_counter() - began) / len(test[:TIMED])
    return [*row, f"{seconds:.0f}", f"{each:.1f}"]


if __name__ == "__main__":
    main()
