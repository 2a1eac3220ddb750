"""Rasa's training without the marks that its cache needs; for `bot.train`, which keeps no cache.

Rasa marks what every step of training takes and gives, whether or not anything is kept: each rule of the catalogue with
all slots of the catalogue, which for 500 services takes longer than all else together.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rasa.engine.graph import GraphNodeHook
from rasa.engine.training import graph_trainer
from typing_extensions import override


class KeepsNothing(GraphNodeHook):
    """Takes the place of the hook that marks and caches the steps."""

    def __init__(self, **_parts: object) -> None:
        """Given what Rasa's own hook is given; it needs nothing of that."""

    @override
    def on_before_node(self, *_step: Any, **_named: Any) -> dict[str, Any]:
        return {}

    @override
    def on_after_node(self, *_step: Any, **_named: Any) -> None:
        """Nothing is kept."""


@contextmanager
def without_cache() -> Iterator[None]:
    """Train without marks inside this block; tell ``rasa.model_training.train`` to train everything."""
    own = graph_trainer.TrainingHook
    graph_trainer.TrainingHook = KeepsNothing  # type: ignore[misc]
    try:
        yield
    finally:
        graph_trainer.TrainingHook = own  # type: ignore[misc]
