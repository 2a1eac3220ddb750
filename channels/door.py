"""What every way into the gateway shares: the hub, the settings, the guards."""

from __future__ import annotations

from channels.hub import Hub
from channels.origins import Origins
from channels.rates import Rate, SignInRates
from channels.settings import GatewaySettings
from channels.sites import Site

RATE_WINDOW = 10.0
"""Seconds over which messages are counted."""
TYPING_WINDOW = 1.0


class Door:
    """The gateway as its routes see it."""

    def __init__(self, settings: GatewaySettings, hub: Hub, sites: dict[str, Site]) -> None:
        """Counters begin at zero."""
        self.settings = settings
        self.hub = hub
        self.sites = sites
        self.origins = Origins(own=settings.own_origins, embedding=frozenset(settings.origins))
        self.message_rate = Rate(settings.messages_per_window, RATE_WINDOW)
        """Messages by conversation."""
        self.typing_rate = Rate(1, TYPING_WINDOW)
        """Signs that someone is writing, by conversation and writer."""
        self.sign_in_rates = SignInRates()
