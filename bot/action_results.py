"""Checks what actions give with a validator that is made once; Rasa makes one, and checks its schema, for each call."""

from __future__ import annotations

import functools
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction


def check_results_quickly() -> None:
    """Have this process check results of actions so. To check them took longer than all else in a turn."""
    # No other place of Rasa's can be given a validator.
    RemoteAction._validate_action_result = _check_result  # noqa: SLF001


def _check_result(_: RemoteAction, result: dict[str, Any]) -> bool:
    _result_validator().validate(result)
    return True


@functools.cache
def _result_validator() -> Any:  # noqa: ANN401 - made by the library
    schema = RemoteAction.action_response_format_spec()
    return validator_for(schema)(schema)
