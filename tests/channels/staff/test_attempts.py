"""Who is slowed down at the sign-in, and who is not kept out by it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest
from starlette.requests import Request

from channels.answers import CallError
from channels.limits.addresses import Addresses
from channels.limits.counts import Counts
from channels.limits.table import Limits
from channels.settings import GatewaySettings
from channels.staff.attempts import begin_attempt
from tests.ports import free_port


@pytest.fixture
async def door() -> AsyncIterator[SimpleNamespace]:
    """A gateway without Redis, which counts by itself."""
    counts = Counts(f"redis://127.0.0.1:{free_port()}/0", b"secret")
    yield SimpleNamespace(addresses=Addresses(()), limits=Limits(GatewaySettings()), counts=counts)
    await counts.close()


def request(address: str) -> Request:
    return Request({"type": "http", "headers": [], "client": (address, 1)})


async def is_slowed(door: SimpleNamespace, name: str, address: str, *, right: bool = False, half: bool = False) -> bool:
    try:
        attempt = await begin_attempt(door, request(address), name)
    except CallError as error:
        assert error.code == "too_fast"
        assert error.retry_after is not None
        assert 0 < error.retry_after <= 600
        return True
    if right:
        await attempt.was_right()
    if half:
        await attempt.was_half()
    return False


async def test_guessing_one_name_from_one_address(door: SimpleNamespace) -> None:
    assert [await is_slowed(door, "alex", "1.1.1.1") for _ in range(6)] == [False] * 5 + [True]
    assert not await is_slowed(door, "alex", "2.2.2.2"), "the owner of the name is not kept out"
    assert not await is_slowed(door, "sam", "1.1.1.1")


async def test_a_right_one_forgives_the_wrong_ones_before(door: SimpleNamespace) -> None:
    for _ in range(3):
        assert [await is_slowed(door, "alex", "1.1.1.1") for _ in range(4)] == [False] * 4
        assert not await is_slowed(door, "alex", "1.1.1.1", right=True)


async def test_a_password_alone_counts_for_nothing_and_forgives_nothing(door: SimpleNamespace) -> None:
    """A whole office signs in at eight, each with a code that they look up first."""
    for name in ("alex", "sam"):
        assert not any([await is_slowed(door, name, "1.1.1.1", half=True) for _ in range(100)])
    guesses = []
    for _ in range(6):
        assert await is_slowed(door, "alex", "1.1.1.1", half=True) == (len(guesses) == 5)
        guesses.append(await is_slowed(door, "alex", "1.1.1.1"))
    assert guesses == [False] * 5 + [True]


async def test_guessing_many_names_from_one_address(door: SimpleNamespace) -> None:
    assert not any([await is_slowed(door, f"name{number}", "1.1.1.1") for number in range(60)])
    assert await is_slowed(door, "another", "1.1.1.1")
    assert not await is_slowed(door, "another", "2.2.2.2")


async def test_guessing_from_many_addresses_of_one_household(door: SimpleNamespace) -> None:
    assert [await is_slowed(door, "alex", f"2001:db8::{number}") for number in range(6)] == [False] * 5 + [True]


async def test_guessing_one_name_from_many_addresses(door: SimpleNamespace) -> None:
    assert not any([await is_slowed(door, "alex", f"1.1.1.{number}") for number in range(100)])
    assert await is_slowed(door, "alex", "2.2.2.2")


async def test_a_whole_office_signs_in_at_eight(door: SimpleNamespace) -> None:
    assert not any([await is_slowed(door, f"name{number}", "1.1.1.1", right=True) for number in range(300)])
