"""Slows down whoever tries passwords and codes: at the sign-in, and where somebody signed in proves it is them."""

from __future__ import annotations

from starlette.requests import Request

from channels.answers import CallError
from channels.door import Door


class Attempt:
    """One try of a name, counted before it is known to be wrong, so that many at once do not slip through."""

    def __init__(self, door: Door, request: Request, name: str) -> None:
        """Raises `CallError` after too many wrong ones."""
        self.address = address_of(request)
        self._rates = door.sign_in_rates
        self._name = name
        if not self._rates.is_free(name, self.address):
            raise CallError("too_fast", "too many wrong passwords or codes; wait some minutes and try again")
        self._rates.count(name, self.address)

    def was_right(self) -> None:
        """Forget what was wrong before."""
        self._rates.forgive(self._name, self.address)


def address_of(request: Request) -> str:
    """Return the network address that calls."""
    return request.client.host if request.client else ""
