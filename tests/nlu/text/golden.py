"""The golden files of field checks and of functions on text; both environments must agree with them to the letter."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from contracts.catalogue.model import FieldChoice
from nlu.text.clean import clean
from nlu.text.fields import check_field
from nlu.text.fold import fold
from nlu.text.personal_data import mask

FOLDER = Path(__file__).parents[2] / "golden"

FUNCTIONS: dict[str, Callable[[str], str]] = {"clean": clean, "fold": fold, "mask": mask}


def read_golden(name: str) -> dict[str, Any]:
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def outcome_of(case: dict[str, str], golden: dict[str, Any]) -> Any:
    """Check the answer of a case as the bot does, and give the outcome as JSON."""
    choices = msgspec.convert(golden["choices"], list[FieldChoice])
    outcome = check_field(
        case["type"],
        case["raw"],
        language=case["language"],
        choices=choices if case["type"] == "choice" else (),
        today=date.fromisoformat(golden["today"]),
    )
    return json.loads(msgspec.json.encode(outcome))
