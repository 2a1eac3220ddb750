"""The golden file of field checks; read by the tests of both environments, which must agree to the letter."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from contracts.catalogue.model import FieldChoice
from nlu.text.fields import check_field

FILE = Path(__file__).parents[2] / "golden" / "fields.json"


def read_golden() -> dict[str, Any]:
    return json.loads(FILE.read_text(encoding="utf-8"))


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
