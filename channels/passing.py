"""What gateways pass on to whoever watches a conversation, and to each other, and never store."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import msgspec

from contracts.agent_frames import Erased
from contracts.events import Event
from contracts.frames import Busy, StopWriting, Typing

Passing = Busy | Typing | Erased
"""Frames that are passed on to whoever watches, and never stored."""


class Watcher(Protocol):
    """Whoever wants to be woken; none of these may block."""

    def log_moved(self, conversation_id: str, news: Sequence[Event] = ()) -> None:
        """The log of a watched conversation has something new, which is ``news`` where that is known, or may have."""

    def has_read(self, conversation_id: str, seq: int) -> bool:
        """Tell whether a watched log is known up to ``seq``, as far as that can be told."""

    def pass_on(self, conversation_id: str, frame: Passing) -> None:
        """Something fleeting happened in a watched conversation."""


class Watching(msgspec.Struct, frozen=True, kw_only=True, tag="watching", tag_field="type"):
    """Who at a gateway has a conversation on the screen."""

    people: dict[str, str]
    """Display names by id."""
    ask: bool = False
    """True where the gateway wants to know of the others' people."""


class Present(msgspec.Struct, frozen=True, kw_only=True, tag="present", tag_field="type"):
    """A citizen is at a gateway."""

    ask: bool = False
    """True where the gateway wants to know whether they are at another."""


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """What goes over `TOPIC_PASSING`."""

    gateway: str
    conversation: str
    frame: Passing | StopWriting | Watching | Present
