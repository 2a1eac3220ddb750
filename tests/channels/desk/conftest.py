"""A gateway with a supervisor and specialists beside the two usual agents."""

from __future__ import annotations

import pytest

from tests.channels.crowd import add_agent
from tests.channels.servers import Gateway


@pytest.fixture(scope="module")
def people(gateway: Gateway) -> dict[str, str]:
    """Cookies: two agents who speak everything, one who speaks German only, one with a free hand, a supervisor."""
    url = gateway.settings["MOIEN_DATABASE_URL"]
    return {
        "kim": add_agent(url, "kim"),
        "lou": add_agent(url, "lou"),
        "greta": add_agent(url, "greta", languages={"de": "C1"}),
        "uno": add_agent(url, "uno", capacity=1),
        "vera": add_agent(url, "vera", roles=["supervisor"]),
    }
