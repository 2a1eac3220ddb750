"""Buttons in Rasa's own form, ``/intent{"entity": "value"}``, and back: the citizen's browser never sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from contracts.parts import Button


def as_rasa_button(button: Button) -> dict[str, str]:
    """Write a button the way a Rasa response holds it."""
    entities = json.dumps(button.entities, ensure_ascii=False, sort_keys=True) if button.entities else ""
    return {"title": button.title, "payload": f"/{button.intent}{entities}"}


def from_rasa_button(button: Mapping[str, Any]) -> Button:
    """Read a button of a Rasa response.

    Raises:
        KeyError, ValueError: it is not what ``as_rasa_button`` writes.
    """
    intent, brace, rest = button["payload"].removeprefix("/").partition("{")
    entities = json.loads(brace + rest) if brace else {}
    return Button(title=button["title"], intent=intent, entities={name: str(value) for name, value in entities.items()})
