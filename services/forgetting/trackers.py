"""What the bot keeps of conversations that there are none of, found and forgotten through its door."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Protocol
from urllib.parse import quote

import httpx
import msgspec
from sqlalchemy import Engine, select

from contracts.names import TURN_CHANNEL
from contracts.tables import conversation, erasure

ANSWER_SECONDS = 10.0
MOST_UNKNOWN = 500
"""Conversations that one run has forgotten; the rest follows in the next."""


class TrackerDoorError(Exception):
    """The bot did not answer, or not as it should; the message says how, without an id."""


class TrackedPage(msgspec.Struct, frozen=True, kw_only=True):
    """Conversations that the bot knows, in the order of their ids."""

    conversations: list[str]
    more: bool


class TrackerDoor(Protocol):
    """The bot, as it remembers and forgets. Both raise `TrackerDoorError`."""

    def known(self) -> Iterator[list[str]]:
        """Give all conversations of which something is kept, page by page."""

    def forget(self, conversation_id: str) -> None:
        """Have everything deleted that is kept of a conversation."""


class HttpTrackerDoor:
    """The bot over HTTP."""

    def __init__(self, url: str) -> None:
        """``url``: of the bot, without a path."""
        # The bot is near: no proxy that the environment names is asked.
        self._client = httpx.Client(
            base_url=f"{url}/webhooks/{TURN_CHANNEL}/conversations", timeout=ANSWER_SECONDS, trust_env=False
        )

    def known(self) -> Iterator[list[str]]:
        """Give all conversations of which something is kept, page by page; raises `TrackerDoorError`."""
        after = ""
        while True:
            answered = self._ask("GET", "", {"after": after})
            try:
                page = msgspec.json.decode(answered, type=TrackedPage)
            except msgspec.DecodeError as error:
                raise TrackerDoorError(f"the bot's list is none: {type(error).__name__}") from error
            yield page.conversations
            if not page.more or not page.conversations:
                return
            after = page.conversations[-1]

    def forget(self, conversation_id: str) -> None:
        """Have everything deleted that is kept of a conversation; raises `TrackerDoorError`."""
        self._ask("DELETE", f"/{quote(conversation_id, safe='')}")

    def _ask(self, method: str, path: str, query: dict[str, str] | None = None) -> bytes:
        try:
            response = self._client.request(method, path, params=query)
        except httpx.HTTPError as error:
            raise TrackerDoorError(type(error).__name__) from error
        if response.status_code != HTTPStatus.OK:
            raise TrackerDoorError(f"status {response.status_code}")
        return response.content


def find_unknown(engine: Engine, trackers: TrackerDoor) -> list[str]:
    """Return conversations that the bot knows and the platform does not, `MOST_UNKNOWN` at most.

    Those that were erased and of which the gateway has yet to tell the bot are left to it.
    """
    unknown: list[str] = []
    for known in trackers.known():
        with engine.connect() as connection:
            there = set(connection.scalars(select(conversation.c.id).where(conversation.c.id.in_(known))))
            there |= set(
                connection.scalars(select(erasure.c.conversation_id).where(erasure.c.conversation_id.in_(known)))
            )
        unknown += [conversation_id for conversation_id in known if conversation_id not in there]
        if len(unknown) >= MOST_UNKNOWN:
            return unknown[:MOST_UNKNOWN]
    return unknown
