"""Slows down whoever tries passwords and codes: at the sign-in, and where somebody signed in proves it is them."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from channels.answers import CallError
from channels.door import Door
from channels.limits.addresses import count_as


@dataclass(frozen=True, kw_only=True, slots=True)
class Attempt:
    """One try of a name, counted before it is known to be wrong, so that many at once do not slip through."""

    door: Door
    name: str
    address: str
    """Network address that calls."""

    async def was_right(self) -> None:
        """Forget what was wrong before; a whole office that signs in at eight is no attack."""
        counts, limits = self.door.counts, self.door.limits
        await counts.forget(limits.sign_ins.of(_pair(self.name, self.address)))
        await counts.give_back(limits.sign_ins_of_address.of(count_as(self.address)))
        await counts.give_back(limits.sign_ins_of_name.of(self.name))

    async def was_half(self) -> None:
        """Take this try back, and nothing else: the password was right, and the code was not given yet."""
        counts, limits = self.door.counts, self.door.limits
        await counts.give_back(limits.sign_ins.of(_pair(self.name, self.address)))
        await counts.give_back(limits.sign_ins_of_address.of(count_as(self.address)))
        await counts.give_back(limits.sign_ins_of_name.of(self.name))


async def begin_attempt(door: Door, request: Request, name: str) -> Attempt:
    """Count one try; raises `CallError` after too many wrong ones."""
    address = door.addresses.of(request)
    limits = door.limits
    wait = await door.counts.take(
        limits.sign_ins.of(_pair(name, address)),
        limits.sign_ins_of_address.of(count_as(address)),
        limits.sign_ins_of_name.of(name),
    )
    if wait:
        detail = "too many wrong passwords or codes; wait some minutes and try again"
        raise CallError("too_fast", detail, retry_after=wait)
    return Attempt(door=door, name=name, address=address)


def _pair(name: str, address: str) -> str:
    return f"{count_as(address)} {name}"
