"""Which requests for a login fit, and what becomes of those that do not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.languages import LANGUAGES
from services.eid.authorization import (
    LEVELS,
    LoginRequest,
    RefusedError,
    UnknownCallerError,
    add_to_address,
    choose_language,
    read_login_request,
)
from tests.services.eid.logins import CALLBACK, REQUEST

OTHER = "http://localhost:8000/auth/callback"


def read(**changes: str | None) -> LoginRequest:
    sent = [(name, value) for name, value in {**REQUEST, **changes}.items() if value is not None]
    return read_login_request(sent, {"moien": (CALLBACK, OTHER)})


def test_a_request_that_fits() -> None:
    login = read(ui_locales="lb", unknown="x")
    assert (login.client_id, login.redirect_uri, login.state, login.nonce) == (
        "moien",
        CALLBACK,
        "the-state",
        "the-nonce",
    )
    assert login.scopes == ("openid", "profile", "national_id")
    assert login.parameters == {**REQUEST, "ui_locales": "lb"}
    assert read(redirect_uri=OTHER).redirect_uri == OTHER


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"client_id": None}, "client_id"),
        ({"client_id": "another"}, "client_id"),
        ({"redirect_uri": None}, "redirect_uri"),
        ({"redirect_uri": f"{CALLBACK}/"}, "redirect_uri"),
        ({"redirect_uri": f"{CALLBACK}?next=x"}, "redirect_uri"),
        ({"redirect_uri": CALLBACK.replace("8000", "8001")}, "redirect_uri"),
        ({"redirect_uri": "http://evil.example/auth/callback"}, "redirect_uri"),
        ({"redirect_uri": CALLBACK.upper()}, "redirect_uri"),
    ],
)
def test_a_caller_who_is_not_known_is_sent_nowhere(changes: dict[str, str | None], named: str) -> None:
    with pytest.raises(UnknownCallerError, match=named):
        read(**changes)


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_a_caller_with_two_names_is_sent_nowhere(name: str) -> None:
    with pytest.raises(UnknownCallerError, match=name):
        read_login_request([*REQUEST.items(), (name, REQUEST[name])], {"moien": (CALLBACK,)})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"response_type": None}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": "a" * 42 + "="}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"request": "ey…"}, "request_not_supported"),
        ({"request_uri": "urn:x"}, "request_uri_not_supported"),
    ],
)
def test_what_does_not_fit_is_told_to_the_client(changes: dict[str, str | None], code: str) -> None:
    with pytest.raises(RefusedError) as caught:
        read(**changes)
    assert (caught.value.code, caught.value.redirect_uri, caught.value.state) == (code, CALLBACK, "the-state")


def test_nothing_may_be_said_twice() -> None:
    with pytest.raises(RefusedError, match="nonce") as caught:
        read_login_request([*REQUEST.items(), ("nonce", "b")], {"moien": (CALLBACK,)})
    assert caught.value.code == "invalid_request"


@pytest.mark.parametrize(
    ("asked", "level"),
    [
        (None, LEVELS[-1]),
        (LEVELS[1], LEVELS[1]),
        (f"urn:unknown {LEVELS[0]} {LEVELS[2]}", LEVELS[0]),
        ("urn:unknown", LEVELS[-1]),
    ],
)
def test_the_first_level_that_there_is(asked: str | None, level: str) -> None:
    assert read(acr_values=asked).level == level


@pytest.mark.parametrize(
    ("ui_locales", "accept_language", "language"),
    [
        ("", "", "lb"),
        ("fr", "de", "fr"),
        ("pt fr-LU de", "", "fr"),
        ("pt", "it, de-AT;q=0.9, en;q=0.95", "en"),
        ("", "de;q=x, fr;q=0.9", "de"),
        ("", "DE-de", "de"),
        ("xx", "yy", "lb"),
    ],
)
def test_the_language_that_the_client_or_the_browser_prefers(
    ui_locales: str, accept_language: str, language: str
) -> None:
    assert choose_language(ui_locales, accept_language) == language


@given(st.text(), st.text())
def test_there_is_always_a_language(ui_locales: str, accept_language: str) -> None:
    assert choose_language(ui_locales, accept_language) in LANGUAGES


@given(st.lists(st.tuples(st.sampled_from([*REQUEST, "prompt", "x"]), st.text())))
def test_a_request_is_read_or_refused(more: list[tuple[str, str]]) -> None:
    try:
        login = read_login_request([*more, *REQUEST.items()], {"moien": (CALLBACK,)})
    except (UnknownCallerError, RefusedError):
        return
    assert login.redirect_uri == CALLBACK
    assert "openid" in login.scopes


def test_an_address_keeps_what_it_has() -> None:
    assert add_to_address("http://h/p?a=1&b=", code="x y", state=None) == "http://h/p?a=1&b=&code=x+y"
