"""Cookies: with TLS none of another host or path can stand in for ours."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from starlette.requests import HTTPConnection
from starlette.responses import Response

from channels.cookies import CITIZEN_LOGIN, STAFF_LOGIN, STAFF_SESSION, Cookie

ALL = [STAFF_SESSION, STAFF_LOGIN, CITIZEN_LOGIN]


def given(response: Response) -> SimpleCookie:
    return SimpleCookie(response.headers["set-cookie"])


def call(header: str) -> HTTPConnection:
    return HTTPConnection({"type": "http", "headers": [(b"cookie", header.encode())]})


@pytest.mark.parametrize("cookie", ALL, ids=lambda cookie: cookie.name)
@pytest.mark.parametrize("encrypted", [True, False])
def test_flags(cookie: Cookie, encrypted: bool) -> None:
    response = Response()
    cookie.give(response, "secret", 60, encrypted=encrypted)
    [(name, morsel)] = given(response).items()
    assert name == ("__Host-" if encrypted else "") + cookie.name
    assert morsel["httponly"] is True
    assert morsel["samesite"] == ("strict" if cookie is STAFF_SESSION else "lax")
    assert morsel["domain"] == ""
    assert morsel["max-age"] == "60"
    assert bool(morsel["secure"]) is encrypted
    assert morsel["path"] == ("/" if encrypted else cookie.path)


@pytest.mark.parametrize("cookie", ALL, ids=lambda cookie: cookie.name)
@pytest.mark.parametrize("encrypted", [True, False])
def test_what_is_given_is_read_and_taken_back(cookie: Cookie, encrypted: bool) -> None:
    kept, gone = Response(), Response()
    cookie.give(kept, "secret", 60, encrypted=encrypted)
    cookie.take_back(gone, encrypted=encrypted)
    [(name, morsel)] = given(kept).items()
    [(same, taken)] = given(gone).items()
    assert (name, morsel["path"]) == (same, taken["path"])
    assert (taken.value, taken["max-age"]) == ("", "0")
    assert cookie.read(call(f"{name}=secret"), encrypted=encrypted) == "secret"
    assert cookie.read(call("other=x"), encrypted=encrypted) == ""


def test_behind_tls_a_cookie_that_another_host_could_have_set_counts_for_nothing() -> None:
    assert STAFF_SESSION.read(call("moien_staff=planted"), encrypted=True) == ""
