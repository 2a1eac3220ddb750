"""How well what is live understands a service: its test sentences, by what the live model makes of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from contracts.catalogue.nodes import Node, Source
from contracts.catalogue.sentences import read_sentences
from contracts.languages import LANGUAGES, Language
from contracts.models import mark_of, read_current, understood_path
from contracts.understood import Understood, read_understood, service_of

Stamp = tuple[str, int]


class LiveUnderstanding:
    """What the live model makes of the test sentences; a worker keeps it beside the model."""

    def __init__(self, model_dir: Path) -> None:
        """Nothing is read before the first question. ``model_dir``: with the trained models."""
        self._model_dir = model_dir
        self._stamp: Stamp | None = None
        self._known: dict[str, Understood] = {}

    def read(self) -> Mapping[str, Understood]:
        """Return what is known by text, read again where the model or the file is another; empty where nothing is."""
        live = read_current(self._model_dir)
        stamp = _stamp(self._model_dir, mark_of(live)) if live is not None else None
        if stamp != self._stamp:
            self._known = read_understood(self._model_dir, stamp[0]) if stamp is not None else {}
            self._stamp = stamp
        return self._known


def measure_health(tests: Node, service: str, known: Mapping[str, Understood]) -> dict[Language, float]:
    """Return the share of a service's test sentences that lead there, by language; none where nobody measured.

    Sentences that are new in a draft do not count before its trial.
    """
    about = [
        (sentence.language, known[sentence.text].reaches(service))
        for sentence in read_sentences(Source(Path(), tests, []))
        if sentence.text in known and service_of(sentence.intent) == service
    ]
    found = {language: [reached for one, reached in about if one == language] for language in LANGUAGES}
    return {language: sum(reached) / len(reached) for language, reached in found.items() if reached}


def _stamp(model_dir: Path, mark: str) -> Stamp | None:
    try:
        return mark, understood_path(model_dir, mark).stat().st_mtime_ns
    except OSError:
        return None
