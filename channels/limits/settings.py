"""Settings of the limits: what one citizen, one address and one gateway may have, and which proxies are believed."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from channels.limits.addresses import Network, read_proxies
from contracts.outbound import read_inner_hosts


class LimitSettings(BaseSettings):
    """What the gateway needs to know about limits. Offices and mobile networks share an address: theirs are loose."""

    model_config = SettingsConfigDict(env_prefix="MOIEN_", env_ignore_empty=True, extra="ignore")

    proxies: Annotated[tuple[Network, ...], NoDecode] = ()
    """Networks of proxies whose ``X-Forwarded-For`` is believed, separated by commas; none: nobody's."""
    inner_hosts: Annotated[tuple[str, ...], NoDecode] = ()
    """Hosts inside our own network that may be called where the settings name them, separated by commas."""
    messages_per_window: int = Field(default=20, ge=1)
    """Messages that one conversation may send in ten seconds."""
    messages_per_address: int = Field(default=600, ge=1)
    """The same for all conversations of one address together."""
    conversations_per_address: int = Field(default=600, ge=1)
    """Conversations that one address may begin in ten minutes."""
    connections: int = Field(default=20_000, ge=1)
    """Sockets and waiting calls that one gateway process holds."""
    connections_per_address: int = Field(default=200, ge=1)
    """Those of citizens at one address, per gateway process."""
    connections_per_conversation: int = Field(default=40, ge=1)
    """Those of one conversation, per gateway process: each tab has one, or two where WebSockets are blocked."""
    connections_per_agent: int = Field(default=20, ge=1)
    """Sockets of one agent, per gateway process."""

    @field_validator("proxies", mode="before")
    @classmethod
    def _read_networks(cls, value: object) -> object:
        return read_proxies(value) if isinstance(value, str) else value

    @field_validator("inner_hosts", mode="before")
    @classmethod
    def _read_hosts(cls, value: object) -> object:
        return read_inner_hosts(value) if isinstance(value, str) else value
