"""The real actions without an action server, so that a model and its content can be tried in one process."""

from __future__ import annotations

import functools
import json
from typing import Any

from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from typing_extensions import override

from bot.actions.registry import make_actions
from contracts.catalogue.model import Catalogue


class ActionsInProcess(EndpointConfig):
    """The actions of a catalogue; everything goes through JSON as it does over the network."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Make the actions."""
        super().__init__("in process", enable_selective_domain=True)
        self._executor = ActionExecutor()
        for action in make_actions(catalogue):
            self._executor.register_action(action)

    @override
    async def request(self, *args: Any, **kwargs: Any) -> Any:
        call = json.loads(json.dumps(kwargs["json"]))
        return json.loads(json.dumps(await self._executor.run(call)))


def check_results_quickly() -> None:
    """Let Rasa check what actions give with a validator that is made once in this process.

    It makes one for each call otherwise, and checks the schema itself too, which takes longer than all else in a turn.
    """
    # No other place of Rasa's can be given a validator.
    RemoteAction._validate_action_result = _check_result  # noqa: SLF001


def _check_result(_: RemoteAction, result: dict[str, Any]) -> bool:
    _result_validator().validate(result)
    return True


@functools.cache
def _result_validator() -> Any:  # noqa: ANN401 - made by the library
    schema = RemoteAction.action_response_format_spec()
    return validator_for(schema)(schema)
