"""Who may talk to the gateway: origins are compared whole, and browsers name every call that changes something."""

from __future__ import annotations

import pytest

from channels.origins import Origins

OWN, WEBSITE = "https://chat.example.lu", "https://www.example.lu"
ORIGINS = Origins(own=frozenset({OWN}), embedding=frozenset({WEBSITE}))
LOOKALIKES = [
    "https://evil.test",
    "null",
    "",
    "http://chat.example.lu",
    "https://chat.example.lu:8443",
    "https://chat.example.lu:443",
    "https://chat.example.lu.evil.test",
    "https://evil.test/https://chat.example.lu",
    "https://evilchat.example.lu",
    "https://chat.example.lu@evil.test",
    "https://chat.example.lu/",
    "https://CHAT.example.lu",
    "https://chat.example.lu.",
    "https://ch\u0430t.example.lu",
    "https://chat.example.lu https://evil.test",
    "https://example.lu",
    "file://",
]


@pytest.mark.parametrize(
    ("origin", "socket", "staff_socket", "call", "staff_call"),
    [
        (OWN, True, True, True, True),
        (WEBSITE, True, False, True, False),
        (None, False, False, True, False),
        *((lookalike, False, False, False, False) for lookalike in LOOKALIKES),
    ],
)
def test_who_may_do_what(origin: str | None, socket: bool, staff_socket: bool, call: bool, staff_call: bool) -> None:
    headers = {} if origin is None else {"origin": origin}
    assert ORIGINS.may_open_socket(headers) is socket
    assert ORIGINS.may_open_staff_socket(headers) is staff_socket
    assert ORIGINS.may_call(headers) is call
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert ORIGINS.may_call_as_staff(method, headers) is staff_call


@pytest.mark.parametrize(
    ("headers", "passes"),
    [
        ({}, True),  # older browsers, and programs
        ({"sec-fetch-site": "same-origin"}, True),
        ({"sec-fetch-site": "none"}, True),  # typed by hand
        ({"sec-fetch-site": "same-site"}, False),
        ({"sec-fetch-site": "cross-site"}, False),
        ({"origin": OWN, "sec-fetch-site": "same-origin"}, True),
        ({"origin": WEBSITE, "sec-fetch-site": "same-origin"}, False),
    ],
)
def test_reading_as_staff(headers: dict[str, str], passes: bool) -> None:
    assert ORIGINS.may_call_as_staff("GET", headers) is passes
    assert ORIGINS.may_call_as_staff("HEAD", headers) is passes
    if "origin" not in headers:
        assert not ORIGINS.may_call_as_staff("POST", headers), "no browser leaves the origin out there"
