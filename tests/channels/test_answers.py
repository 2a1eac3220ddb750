"""Every code with which a call may be refused has a status; no body is waited for without an end."""

from __future__ import annotations

import asyncio
from typing import get_args

import pytest
from starlette.requests import Request
from starlette.types import Message

from channels import answers
from channels.answers import STATUS, CallError, RestCode, collect_body, read_body


def test_every_code_has_a_status() -> None:
    codes = {code for part in get_args(RestCode) for code in (get_args(part) or (part,))}
    assert set(STATUS) == codes
    assert all(status >= 400 for status in STATUS.values())


def call(*pieces: bytes, ends: bool = True) -> Request:
    """A call whose body comes in pieces, and then ends or goes on without a byte."""
    waiting = [*pieces]

    async def receive() -> Message:
        if not waiting and not ends:
            await asyncio.Event().wait()
        piece = waiting.pop(0) if waiting else b""
        return {"type": "http.request", "body": piece, "more_body": bool(waiting) or not ends}

    return Request({"type": "http", "method": "POST", "headers": []}, receive)


async def test_a_body_in_pieces_is_one() -> None:
    assert await read_body(call(b'{"a"', b":", b"1}"), dict) == {"a": 1}


async def test_a_body_that_does_not_end_in_its_time_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "BODY_SECONDS", 0.05)
    with pytest.raises(CallError, match="did not end within") as refused:
        await collect_body(call(b"{", ends=False), 100)
    assert refused.value.code == "bad_frame"


async def test_a_body_that_is_too_long_is_refused_before_it_ends() -> None:
    with pytest.raises(CallError, match="longer than 3 bytes") as refused:
        await collect_body(call(b"12", b"34", ends=False), 3)
    assert refused.value.code == "message_too_long"
