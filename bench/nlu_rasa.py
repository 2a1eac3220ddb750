"""Rasa's default pipeline as a peer of ``bench.nlu``: its featurizers and DIET, on the same sentences."""

from __future__ import annotations

import asyncio
import logging
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import yaml

from bot.logs import set_up_logs

if TYPE_CHECKING:
    from bench.nlu import Classifier, Learn


def make_learner(epochs: int) -> Learn:
    """Give what trains Rasa's default pipeline for so many passes."""

    def learn(texts: Sequence[str], intents: Sequence[str]) -> Classifier:
        # Rasa reports to an outside host unless told otherwise, and keeps a cache in the working directory.
        os.environ.update(RASA_TELEMETRY_ENABLED="false", RASA_MAX_CACHE_SIZE="0", TF_CPP_MIN_LOG_LEVEL="3")
        # Without it Rasa prints every message it parses, into the table and into the time that is measured.
        set_up_logs(logging.WARNING)
        from rasa.core.agent import Agent
        from rasa.model_training import train_nlu

        with tempfile.TemporaryDirectory() as folder:
            config, data = Path(folder) / "config.yml", Path(folder) / "nlu.yml"
            config.write_text(yaml.safe_dump({"recipe": "default.v1", "language": "en", "pipeline": _pipeline(epochs)}))
            data.write_text(_write_examples(texts, intents), encoding="utf-8")
            agent = Agent.load(train_nlu(str(config), str(data), folder))
        return _classifier(agent)

    return learn


def _pipeline(epochs: int) -> list[dict[str, object]]:
    """Rasa 3.6's default for any language, without entities and responses, which this corpus has none of."""
    return [
        {"name": "WhitespaceTokenizer"},
        {"name": "RegexFeaturizer"},
        {"name": "LexicalSyntacticFeaturizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
        {"name": "DIETClassifier", "epochs": epochs, "entity_recognition": False, "constrain_similarities": True},
    ]


def _write_examples(texts: Sequence[str], intents: Sequence[str]) -> str:
    by_intent: dict[str, list[str]] = {}
    for text, intent in zip(texts, intents, strict=True):
        by_intent.setdefault(intent, []).append(" ".join(text.split()).replace("[", "(").replace("]", ")"))
    nlu = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in examples)}
        for intent, examples in by_intent.items()
    ]
    return yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True)


def _classifier(agent: object) -> Classifier:
    from bench.nlu import Scored

    async def parse(asked: Sequence[str]) -> Scored:
        found = [(await agent.parse_message(text))["intent"] for text in asked]  # type: ignore[attr-defined]
        return Scored([it["name"] or "" for it in found], np.array([it["confidence"] for it in found]))

    return lambda asked: asyncio.new_event_loop().run_until_complete(parse(asked))
