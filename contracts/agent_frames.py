"""Frames on the WebSocket of agents: what the console sends, and what it gets beside the frames that citizens share.

Docs: ``docs/protocol.md``. The TypeScript twin is ``web/kit/src/frames.ts``; golden files hold both to one shape.
"""

from __future__ import annotations

from typing import Literal, Union

import msgspec

from contracts.effects import HandoverReason
from contracts.frames import Ack, Append, Busy, Ping, Pong, Refused, Say, Typing
from contracts.languages import Language


class Watch(msgspec.Struct, frozen=True, kw_only=True, tag="watch", tag_field="type"):
    """The agent shows a conversation and wants its events after ``last_seq``."""

    conversation: str
    last_seq: int = 0


class Unwatch(msgspec.Struct, frozen=True, kw_only=True, tag="unwatch", tag_field="type"):
    """The agent no longer shows a conversation."""

    conversation: str


class Claim(msgspec.Struct, frozen=True, kw_only=True, tag="claim", tag_field="type"):
    """The agent takes a ticket; exactly one agent gets it."""

    ticket: str


class GiveBack(msgspec.Struct, frozen=True, kw_only=True, tag="give_back", tag_field="type"):
    """The bot goes on at the same step."""

    conversation: str


class Close(msgspec.Struct, frozen=True, kw_only=True, tag="close", tag_field="type"):
    """The matter is settled."""

    conversation: str


class WriteNote(msgspec.Struct, frozen=True, kw_only=True, tag="note", tag_field="type"):
    """A remark among staff."""

    conversation: str
    text: str


AgentFrame = Union[Watch, Unwatch, Claim, Say, Typing, GiveBack, Close, WriteNote, Ping]


class TicketView(msgspec.Struct, frozen=True, kw_only=True):
    """A ticket as agents see it."""

    ticket: str
    conversation: str
    reason: HandoverReason
    language: Language
    service: str | None
    state: Literal["waiting", "claimed", "closed"]
    agent: str | None
    """Display name of who claimed it."""
    mine: bool
    opened_at: str
    last_text: str
    """Beginning of the citizen's last message."""
    fields: dict[str, str] = {}


class Desk(msgspec.Struct, frozen=True, kw_only=True, tag="desk", tag_field="type"):
    """All tickets that wait or are claimed; sent on connection and on every change."""

    agent: str
    """Display name of the agent who is signed in."""
    tickets: list[TicketView]


AgentServerFrame = Union[Desk, Append, Ack, Refused, Busy, Typing, Pong]
