"""What actions give is checked as by Rasa, with one validator."""

from __future__ import annotations

from typing import Any

import jsonschema
import pytest
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig

from bot import action_results
from bot.action_results import check_results_quickly

GOOD: list[dict[str, Any]] = [
    {"events": [], "responses": []},
    {"events": [{"event": "slot", "name": "language", "value": "lb", "timestamp": None}], "responses": [{"text": "x"}]},
]
BAD: list[Any] = [
    [],
    {"events": {}, "responses": []},
    {"events": [{"name": "language"}], "responses": []},
    {"events": [], "responses": ["x"]},
]


@pytest.fixture
def action(monkeypatch: pytest.MonkeyPatch) -> RemoteAction:
    monkeypatch.setattr(RemoteAction, "_validate_action_result", RemoteAction._validate_action_result)
    check_results_quickly()
    return RemoteAction("action_x", EndpointConfig("http://localhost"))


@pytest.mark.parametrize("result", GOOD)
def test_what_fits_passes(action: RemoteAction, result: dict[str, Any]) -> None:
    assert action._validate_action_result(result)


@pytest.mark.parametrize("result", BAD)
def test_what_does_not_fit_is_refused(action: RemoteAction, result: Any) -> None:
    with pytest.raises(jsonschema.ValidationError):
        action._validate_action_result(result)


def test_one_validator_checks_all(action: RemoteAction) -> None:
    before = action_results._result_validator()
    action._validate_action_result(GOOD[0])
    assert action_results._result_validator() is before
