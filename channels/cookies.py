"""The cookies of the gateway: no script reads them, no other website sends them, behind TLS no other host sets them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from starlette.requests import HTTPConnection
from starlette.responses import Response

HOST_ONLY = "__Host-"
"""Browsers take a cookie with this prefix over TLS only, for this very host and all of its paths."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cookie:
    """One cookie; ``encrypted`` in its methods tells whether browsers reach the gateway by TLS."""

    name: str
    path: str
    """Where it is sent without TLS; with it, everywhere."""
    same_site: Literal["strict", "lax"]

    def name_in(self, *, encrypted: bool) -> str:
        """Return the name under which browsers know it."""
        return f"{HOST_ONLY}{self.name}" if encrypted else self.name

    def read(self, connection: HTTPConnection, *, encrypted: bool) -> str:
        """Return what the browser sends; empty where it sends none."""
        return connection.cookies.get(self.name_in(encrypted=encrypted), "")

    def give(self, response: Response, value: str, seconds: int, *, encrypted: bool) -> None:
        """Let the browser keep ``value`` for some time."""
        response.set_cookie(
            self.name_in(encrypted=encrypted),
            value,
            max_age=seconds,
            path=self._path(encrypted=encrypted),
            secure=encrypted,
            httponly=True,
            samesite=self.same_site,
        )

    def take_back(self, response: Response, *, encrypted: bool) -> None:
        """Let the browser forget it."""
        response.delete_cookie(
            self.name_in(encrypted=encrypted),
            path=self._path(encrypted=encrypted),
            secure=encrypted,
            httponly=True,
            samesite=self.same_site,
        )

    def _path(self, *, encrypted: bool) -> str:
        return "/" if encrypted else self.path


STAFF_SESSION = Cookie(name="moien_staff", path="/", same_site="strict")
STAFF_LOGIN = Cookie(name="moien_staff_login", path="/auth/staff", same_site="lax")
"""Lax, as the next one: the provider leads back from its own site."""
CITIZEN_LOGIN = Cookie(name="moien_login", path="/auth", same_site="lax")
