"""Builds ``nlu/text/data/language_profile.npz`` from free text; run by hand, in the bot environment (scikit-learn).

    python -m bench.build_language_profile --lod lb.txt --clinc data_full.json --variants variants.json \\
        --glossary luxembourgish.md --typescript web/node_modules/typescript/lib

The same input gives the same profile. After building, run ``bench/language.py`` and write its figures into
``docs/language-identification.md``.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from bench.language_sources import (
    Text,
    add_source_options,
    is_held_out,
    read_catalogue,
    read_foreign_texts,
    read_glossary,
    read_own_texts,
)
from contracts.languages import LANGUAGES, Language
from nlu.text.language_profile import BUCKETS, PATH, LanguageProfile, find_buckets, value_of

SEED = 7
SAMPLES = 20_000
"""Training texts per language, drawn from its sources by their weights, with repetition."""
SHARPNESS = 10.0
"""Inverse strength of the regularisation (``C``)."""
UNACCENTED = 0.25
"""Share of texts whose accents are taken off, as people type on phones."""
MISSPELT = 0.15
"""Share of Luxembourgish words that are replaced by a variant of the same word."""
MOST_WEIGHT = 127
"""Largest weight in steps: what fits in eight bits."""


def main() -> None:
    """Read the sources, train, write the profile."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_source_options(parser, required=True)
    parser.add_argument("--variants", type=Path, required=True, help="variants.json of spellux")
    parser.add_argument("--glossary", type=Path, required=True, help="page with the glossary in four languages")
    parser.add_argument("--without-catalogue", action="store_true", help="leave the catalogue out, to measure on it")
    parser.add_argument("--output", type=Path, default=PATH)
    options = parser.parse_args()
    variants = {word: entry["vars"] for word, entry in json.loads(options.variants.read_text("utf-8")).items()}
    chance = random.Random(SEED)
    samples, labels = [], []
    for label, language in enumerate(LANGUAGES):
        texts = list(_read_texts(language, options))
        for text in chance.choices(texts, [text.weight for text in texts], k=SAMPLES):
            samples.append(_alter(text.text, variants if language == "lb" else {}, chance))
            labels.append(label)
    _train(samples, labels).save(options.output)
    print(f"{options.output}: {options.output.stat().st_size} bytes from {len(samples)} texts")


def _read_texts(language: Language, options: argparse.Namespace) -> Iterator[Text]:
    yield from read_own_texts(language)
    yield from read_glossary(language, options.glossary)
    if not options.without_catalogue:
        yield from read_catalogue(language)
    yield from (text for text in read_foreign_texts(language, options) if not is_held_out(text))


def _alter(text: str, variants: dict[str, list[str]], chance: random.Random) -> str:
    """Cut a piece of one to three words, four to eight, or the whole; spell it as people do."""

    def vary(match: re.Match[str]) -> str:
        others = variants.get(match[0])
        return chance.choice(others) if others and chance.random() < MISSPELT else match[0]

    words = re.sub(r"[^\W\d_]+", vary, text).split()
    kind = chance.random()
    length = chance.randint(1, 3) if kind < 0.4 else chance.randint(4, 8) if kind < 0.7 else len(words)
    start = chance.randrange(max(1, len(words) - length + 1))
    piece = " ".join(words[start : start + length])
    if chance.random() < UNACCENTED:
        apart = unicodedata.normalize("NFD", piece)
        piece = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return piece


def _train(samples: list[str], labels: list[int]) -> LanguageProfile:
    rows = [find_buckets(sample) for sample in samples]
    values = np.concatenate([np.full(len(row), value_of(row)) for row in rows])
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows])])
    matrix = sparse.csr_matrix((values, np.concatenate(rows), starts), shape=(len(rows), BUCKETS))
    regression = LogisticRegression(C=SHARPNESS, max_iter=400).fit(matrix, labels)
    scale = float(np.abs(regression.coef_).max()) / MOST_WEIGHT
    weights = np.round(regression.coef_ / scale).astype(np.int8)
    return LanguageProfile(weights, scale, regression.intercept_.astype(np.float64))


if __name__ == "__main__":
    main()
