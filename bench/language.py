"""Measures language identification: py3langid alone, the own profile alone, and both as ``nlu.text.language`` has them.

    python -m bench.language
    python -m bench.language --lod lb.txt --clinc data_full.json --typescript web/node_modules/typescript/lib
    python -m bench.language --profile without-catalogue.npz

The first form reads the project's own test messages; the second adds three-word fragments of texts of others that the
profile never saw; the third takes a profile that never saw the catalogue and measures on the catalogue, which is how
the weights and thresholds were chosen. Platform environment. Figures: ``docs/language-identification.md``.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier
from ruamel.yaml import YAML

from bench.language_sources import add_source_options, is_held_out, read_catalogue, read_foreign_texts
from contracts.catalogue.tests import list_sentences
from contracts.events import LanguageReason
from contracts.languages import LANGUAGES, Language
from nlu.text.clean import clean
from nlu.text.language import LanguageDetector, decide
from nlu.text.language_profile import PATH, LanguageProfile

TESTS = Path(__file__).parents[1] / "tests"
MESSAGES = TESTS / "nlu" / "text" / "language"
REASONS: tuple[LanguageReason, ...] = ("page", "detected", "chosen")
KINDS = ("short", "sentence", "mixed")
FRAGMENTS = 300
LEAST_WORDS = 3
"""Words of a test sentence that is taken for a question."""
THRESHOLDS = (0.6, 0.7, 0.8, 0.9, 0.95)
WEIGHTS = (0.0, 0.25, 0.5, 0.6, 0.75, 1.0)
SEED = 11

Judge = Callable[[str], str]


@dataclass(frozen=True)
class Case:
    """A message and the language its writer uses."""

    text: str
    language: Language


def read_messages(kinds: Sequence[str]) -> list[Case]:
    """Give the test messages of some kinds (short, sentence, mixed) in all languages."""
    cases = []
    for language in LANGUAGES:
        messages = YAML(typ="safe", pure=True).load((MESSAGES / f"{language}.yaml").read_text("utf-8"))
        cases += [Case(text, language) for kind in kinds for text in messages[kind]]
    return cases


def read_questions() -> list[Case]:
    """Give what citizens ask in the test sentences: those that say more than *jo*, *merci* or *Moien*."""
    sentences = list_sentences(TESTS.parent / "bot")
    return [
        Case(sentence.text, sentence.language) for sentence in sentences if len(sentence.text.split()) >= LEAST_WORDS
    ]


def read_fragments(options: argparse.Namespace) -> list[Case]:
    """Give up to ``FRAGMENTS`` three-word pieces per language of held-out texts of others."""
    chance = random.Random(SEED)
    cases = []
    for language in LANGUAGES:
        texts = [text.text.split() for text in read_foreign_texts(language, options) if is_held_out(text)]
        pieces = [words for words in texts if len(words) >= 3]
        for words in chance.sample(pieces, min(FRAGMENTS, len(pieces))):
            start = chance.randrange(len(words) - 2)
            cases.append(Case(" ".join(words[start : start + 3]), language))
    return cases


def read_examples() -> list[Case]:
    """Give the examples and wording of the catalogue; held out only for a profile built ``--without-catalogue``."""
    cases = {
        (text.text, language): None
        for language in LANGUAGES
        for text in read_catalogue(language)
        if len(text.text) < 80
    }
    return [Case(text, language) for text, language in cases]


def make_peer() -> LanguageIdentifier:
    """Give py3langid with its own model, restricted to the four languages."""
    peer = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    peer.set_languages(list(LANGUAGES))
    return peer


def make_judges(profile: LanguageProfile, detector: LanguageDetector) -> dict[str, Judge]:
    """Give the judges to compare."""
    peer = make_peer()
    return {
        "py3langid": lambda text: peer.classify(text)[0],
        "profile": lambda text: LANGUAGES[int(profile.log_probabilities(text).argmax())],
        "both": lambda text: detector.detect(clean(text)).language,
    }


def print_accuracy(name: str, judges: Mapping[str, Judge], cases: Sequence[Case]) -> None:
    """Print, per judge, accuracy over all and per language, and F1 of Luxembourgish."""
    for judge_name, judge in judges.items():
        answers = [judge(case.text) for case in cases]
        right = [answer == case.language for answer, case in zip(answers, cases, strict=True)]
        per_language = [
            np.mean([hit for hit, case in zip(right, cases, strict=True) if case.language == language])
            for language in LANGUAGES
        ]
        hits = sum(hit for hit, case in zip(right, cases, strict=True) if case.language == "lb")
        claimed, true = answers.count("lb"), sum(case.language == "lb" for case in cases)
        cells = " | ".join(f"{share:.3f}" for share in (np.mean(right), *per_language, 2 * hits / (claimed + true)))
        print(f"| {name} ({len(cases)}) | {judge_name} | {cells} |")


def print_decisions(name: str, detector: LanguageDetector, cases: Sequence[Case]) -> None:
    """Print how often the conversation follows a writer who uses another language, and how often it goes astray."""
    for reason in REASONS:
        outcomes = [
            (decide(current, reason, detector.detect(clean(case.text))), current, case.language)
            for case in cases
            for current in LANGUAGES
        ]
        others = [(after, writer) for after, current, writer in outcomes if current != writer]
        followed = sum(after == writer for after, writer in others) / len(others)
        astray = sum(after not in (current, writer) for after, current, writer in outcomes) / len(outcomes)
        print(f"| {name} ({len(cases)}) | {reason} | {followed:.3f} | {astray:.4f} |")


def print_ambiguous(detector: LanguageDetector) -> None:
    """Print how many messages that say nothing about a language would change it all the same."""
    texts = YAML(typ="safe", pure=True).load((MESSAGES / "ambiguous.yaml").read_text("utf-8"))
    moved = [
        (text, current, reason)
        for text in texts
        for current in LANGUAGES
        for reason in REASONS
        if decide(current, reason, detector.detect(clean(text))) != current
    ]
    print(f"ambiguous messages that change a language: {len(moved)} of {len(texts) * len(LANGUAGES) * len(REASONS)}")


def print_thresholds(detector: LanguageDetector, cases: Sequence[Case]) -> None:
    """Print, by how many words tell, what share of messages is taken for clear and what share is so by mistake."""
    weighed = [(detector.detect(clean(case.text)), case.language) for case in cases]
    print(f"\n| telling words | messages | {' | '.join(f'clear / wrong at {least}' for least in THRESHOLDS)} |")
    print("|---|---|" + "---|" * len(THRESHOLDS))
    for fewest, most in ((1, 1), (2, 2), (3, 3), (4, 4), (5, 99)):
        some = [(evidence, language) for evidence, language in weighed if fewest <= evidence.words <= most]
        cells = []
        for least in THRESHOLDS:
            clear = [(evidence, language) for evidence, language in some if evidence.confidence >= least]
            wrong = sum(evidence.language != language for evidence, language in clear)
            cells.append(f"{len(clear) / len(some):.3f} / {wrong / len(some):.4f}")
        print(f"| {fewest}{'' if fewest == most else ' and more'} | {len(some)} | {' | '.join(cells)} |")


def print_weights(profile: LanguageProfile, cases: Sequence[Case]) -> None:
    """Print the mean negative log-probability of the true language for weights of profile and py3langid."""
    peer = make_peer()
    truth = np.array([LANGUAGES.index(case.language) for case in cases])
    own = np.array([profile.log_probabilities(case.text) for case in cases])
    ranks = [dict(peer.rank(case.text)) for case in cases]
    theirs = np.log([[max(rank[language], 1e-12) for language in LANGUAGES] for rank in ranks])
    print(f"\n| profile | {' | '.join(f'py3langid {weight}' for weight in WEIGHTS)} |\n|---|{'---|' * len(WEIGHTS)}")
    for own_weight in WEIGHTS:
        losses = []
        for weight in WEIGHTS:
            scores = own_weight * own + weight * theirs
            scores -= scores.max(axis=1, keepdims=True)
            scores -= np.log(np.exp(scores).sum(axis=1, keepdims=True))
            losses.append(f"{-scores[np.arange(len(truth)), truth].mean():.3f}")
        print(f"| {own_weight} | {' | '.join(losses)} |")


def print_speed(detector: LanguageDetector, cases: Sequence[Case], load_seconds: float) -> None:
    """Print how long one message takes, by the clock of this process so that neighbours do not count."""
    milliseconds = [_time(detector, case.text) for case in list(cases) * 3]
    middle, late = np.percentile(milliseconds, [50, 99])
    longest = _time(detector, " ".join(case.text for case in cases)[:3000])
    print(f"load {load_seconds:.2f} s; one message p50 {middle:.2f} ms, p99 {late:.2f} ms, longest {longest:.2f} ms")


def _time(detector: LanguageDetector, text: str) -> float:
    begin = time.process_time_ns()
    detector.detect(text)
    return (time.process_time_ns() - begin) / 1e6


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_source_options(parser, required=False)
    parser.add_argument("--profile", type=Path, default=PATH, help="one built --without-catalogue: measure on that too")
    options = parser.parse_args()
    begin = time.process_time()
    profile = LanguageProfile.load(options.profile)
    detector = LanguageDetector(profile)
    load_seconds = time.process_time() - begin
    judges = make_judges(profile, detector)
    print("| messages | judge | all | lb | fr | de | en | F1 of lb |\n|---|---|---|---|---|---|---|---|")
    for kind in KINDS:
        print_accuracy(kind, judges, read_messages([kind]))
    print_accuracy("all", judges, read_messages(KINDS))
    print_accuracy("questions", judges, read_questions())
    if options.profile != PATH:
        print_accuracy("catalogue", judges, read_examples())
    if options.lod and options.clinc and options.typescript:
        print_accuracy("three-word fragments", judges, read_fragments(options))
    print("\n| messages | language is from | follows the writer | goes astray |\n|---|---|---|---|")
    for kind in KINDS:
        print_decisions(kind, detector, read_messages([kind]))
    if options.profile != PATH:
        print_thresholds(detector, read_examples())
        print_weights(profile, read_examples())
    print()
    print_ambiguous(detector)
    print_speed(detector, read_messages(KINDS), load_seconds)


if __name__ == "__main__":
    main()
