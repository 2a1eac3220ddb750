"""The real actions without an action server, so that a model and its content can be tried in one process."""

from __future__ import annotations

import json
from typing import Any

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
