"""The identity provider's client against a provider that can do anything wrong, over real HTTP."""

from __future__ import annotations

import base64
import hashlib
import time
from collections.abc import AsyncIterator, Callable, Iterator
from urllib.parse import parse_qs, unquote_plus, urlsplit

import pytest
from starlette.responses import JSONResponse, Response

from channels.auth import published
from channels.auth.errors import LoginError
from channels.auth.provider import Person, Provider, Registration
from contracts.catalogue.model import CLAIMS as WANTED
from tests.channels.auth.scripted_provider import CLAIMS, CLIENT, SECRET, ScriptedProvider, elsewhere, new_key
from tests.channels.servers import running

CALLBACK = "http://127.0.0.1:8000/auth/callback"


@pytest.fixture(scope="module")
def server() -> Iterator[ScriptedProvider]:
    provider = ScriptedProvider()
    with running(provider):
        yield provider


@pytest.fixture
def scripted(server: ScriptedProvider) -> ScriptedProvider:
    server.reset()
    return server


def register(scripted: ScriptedProvider, **changes: object) -> Registration:
    agreed = {
        "issuer": scripted.url,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "scope": "openid profile national_id",
        "acr": None,
        "callback": CALLBACK,
        "claims": WANTED,
    }
    return Registration(**{**agreed, **changes})


@pytest.fixture
async def provider(scripted: ScriptedProvider) -> AsyncIterator[Provider]:
    made = Provider(register(scripted))
    yield made
    await made.close()


async def log_in(provider: Provider) -> Person:
    return await provider.who(code="the-code", verifier="v" * 43, nonce="the-nonce")


async def problem_of(provider: Provider) -> str:
    with pytest.raises(LoginError) as refused:
        await log_in(provider)
    for value in ("the-code", "the-nonce", "person-1", "secret-access", SECRET, *map(str, CLAIMS.values())):
        assert value not in refused.value.reason, "reasons go to the log"
    return refused.value.problem


async def test_the_address_carries_all_that_protects_the_login(scripted: ScriptedProvider, provider: Provider) -> None:
    address = await provider.login_address(state="s&t", nonce="n", verifier="v" * 43, language="lb")
    parts = urlsplit(address)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{scripted.url}/authorize"
    challenge = base64.urlsafe_b64encode(hashlib.sha256(b"v" * 43).digest()).rstrip(b"=").decode()
    assert parse_qs(parts.query) == {
        "kept": ["1"],
        "response_type": ["code"],
        "client_id": [CLIENT],
        "redirect_uri": [CALLBACK],
        "scope": ["openid profile national_id"],
        "state": ["s&t"],
        "nonce": ["n"],
        "code_challenge": [challenge],
        "code_challenge_method": ["S256"],
        "ui_locales": ["lb"],
        "prompt": ["login"],
    }


async def test_a_level_of_assurance_is_asked_for(scripted: ScriptedProvider) -> None:
    provider = Provider(register(scripted, acr="urn:high"))
    address = await provider.login_address(state="s", nonce="n", verifier="v" * 43, language="fr")
    assert parse_qs(urlsplit(address).query)["acr_values"] == ["urn:high"]
    assert await problem_of(provider) == "failed"
    scripted.claims = {"acr": "urn:low"}
    assert await problem_of(provider) == "failed"
    scripted.claims = {"acr": "urn:high"}
    assert (await log_in(provider)).subject == "person-1"
    await provider.close()


async def test_who_logged_in(scripted: ScriptedProvider, provider: Provider) -> None:
    person = await log_in(provider)
    wanted = {name: value for name, value in CLAIMS.items() if name != "email_verified"}
    assert (person.subject, person.claims) == ("person-1", wanted)
    assert "person-1" not in repr(person)
    assert scripted.form == {
        "grant_type": "authorization_code",
        "code": "the-code",
        "redirect_uri": CALLBACK,
        "code_verifier": "v" * 43,
    }
    name, _, secret = base64.b64decode(scripted.authorization.removeprefix("Basic ")).decode().partition(":")
    assert (unquote_plus(name), unquote_plus(secret)) == (CLIENT, SECRET)


async def test_the_secret_may_go_into_the_form(scripted: ScriptedProvider, provider: Provider) -> None:
    scripted.metadata = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    await log_in(provider)
    assert (scripted.form["client_id"], scripted.form["client_secret"]) == (CLIENT, SECRET)
    assert scripted.authorization == ""


async def test_a_client_without_a_secret(scripted: ScriptedProvider) -> None:
    provider = Provider(register(scripted, client_secret=None))
    await log_in(provider)
    assert scripted.form["client_id"] == CLIENT
    assert "client_secret" not in scripted.form
    assert scripted.authorization == ""
    await provider.close()


async def test_a_token_that_says_everything_suffices(scripted: ScriptedProvider, provider: Provider) -> None:
    scripted.claims = dict(CLAIMS)
    assert (await log_in(provider)).claims["given_name"] == "Léa"
    assert "userinfo" not in scripted.asked


async def test_without_user_info_the_form_asks(scripted: ScriptedProvider, provider: Provider) -> None:
    scripted.user_status = 500
    person = await log_in(provider)
    assert (person.subject, person.claims) == ("person-1", {})


async def test_what_the_signed_token_says_goes_before_user_info(scripted: ScriptedProvider, provider: Provider) -> None:
    scripted.claims = {"family_name": "Signed"}
    assert (await log_in(provider)).claims["family_name"] == "Signed"


@pytest.mark.parametrize("kind", ["EC", "RSA"])
async def test_keys_of_both_kinds(scripted: ScriptedProvider, provider: Provider, kind: str) -> None:
    before = scripted.key
    scripted.key = new_key("other", kind)
    scripted.reset()
    try:
        assert (await log_in(provider)).subject == "person-1"
        if kind == "RSA":
            scripted.algorithm = "PS256"
            assert (await log_in(provider)).subject == "person-1"
    finally:
        scripted.key = before


NOW = int(time.time())


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.test"},
        {"iss": None},
        {"iss": ["x"]},
        {"aud": "somebody-else"},
        {"aud": None},
        {"aud": []},
        {"aud": [CLIENT, "somebody-else"]},
        {"aud": [CLIENT, "somebody-else"], "azp": "somebody-else"},
        {"azp": "somebody-else"},
        {"exp": NOW - 3600},
        {"exp": None},
        {"exp": "tomorrow"},
        {"exp": float("nan")},
        {"iat": NOW + 3600},
        {"iat": None},
        {"nbf": NOW + 3600},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
    ],
)
async def test_a_token_that_says_something_else(
    scripted: ScriptedProvider, provider: Provider, claims: dict[str, object]
) -> None:
    scripted.claims = claims
    assert await problem_of(provider) == "failed"


async def test_a_slash_makes_another_issuer(scripted: ScriptedProvider, provider: Provider) -> None:
    scripted.claims = {"iss": f"{scripted.url}/"}
    assert await problem_of(provider) == "failed"


@pytest.mark.parametrize("seconds", [-20, 20])
async def test_clocks_may_differ_a_little(scripted: ScriptedProvider, provider: Provider, seconds: int) -> None:
    now = int(time.time())
    scripted.claims = {"exp": now - 20, "iat": now - 300} if seconds < 0 else {"iat": now + 20}
    assert (await log_in(provider)).subject == "person-1"


async def test_several_audiences_with_ours_as_the_party(scripted: ScriptedProvider, provider: Provider) -> None:
    scripted.claims = {"aud": [CLIENT, "somebody-else"], "azp": CLIENT}
    assert (await log_in(provider)).subject == "person-1"


FORGERIES: dict[str, Callable[[ScriptedProvider], str]] = {
    "unsigned": lambda scripted: scripted.unsigned(),
    "with our secret": lambda scripted: scripted.signed_with_what_everybody_knows(SECRET.encode()),
    "with the public key": lambda scripted: scripted.signed_with_what_everybody_knows(
        scripted.key.as_pem(private=False)
    ),
    "with another key of the same name": lambda scripted: scripted.sign(new_key("first")),
    "with an unknown key": lambda scripted: scripted.sign(new_key("stranger")),
    "cut": lambda scripted: scripted.sign()[:-4],
    "changed": lambda scripted: scripted.sign().replace(".", ".e30", 1),
    "no token": lambda _scripted: "hello",
    "empty": lambda _scripted: " ",
    "five parts": lambda _scripted: "a.b.c.d.e",
}


@pytest.mark.parametrize("name", FORGERIES)
async def test_a_forged_token(scripted: ScriptedProvider, provider: Provider, name: str) -> None:
    scripted.raw = FORGERIES[name](scripted)
    assert await problem_of(provider) == "failed"


async def test_a_new_key_is_fetched_when_it_is_needed(
    scripted: ScriptedProvider, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log_in(provider)
    before, scripted.key = scripted.key, new_key("second")
    scripted.published = [scripted.key]
    try:
        monkeypatch.setattr(published, "KEY_PAUSE", 0.0)
        assert (await log_in(provider)).subject == "person-1"
        assert scripted.asked.count("keys") == 2
    finally:
        scripted.key = before


async def test_made_up_keys_do_not_make_us_flood_the_provider(scripted: ScriptedProvider, provider: Provider) -> None:
    await log_in(provider)
    scripted.raw = scripted.sign(new_key("stranger"))
    for _ in range(5):
        assert await problem_of(provider) == "failed"
    assert scripted.asked.count("keys") == 1


async def test_addresses_and_keys_are_asked_for_once(scripted: ScriptedProvider, provider: Provider) -> None:
    for _ in range(3):
        await log_in(provider)
    assert (scripted.asked.count("metadata"), scripted.asked.count("keys"), scripted.asked.count("token")) == (1, 1, 3)


async def test_old_addresses_do_while_the_provider_is_away(
    scripted: ScriptedProvider, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    await log_in(provider)
    scripted.down = True
    monkeypatch.setattr(published, "KEEP_SECONDS", -1.0)
    await provider.check_presence()
    assert scripted.asked.count("metadata") == 2


@pytest.mark.parametrize(
    "metadata",
    [
        {"issuer": "https://evil.test"},
        {"issuer": None},
        {"token_endpoint": None},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": "//evil.test/keys"},
        {"jwks_uri": "https://user:password@evil.test/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"userinfo_endpoint": "gopher://127.0.0.1:6379/_FLUSHALL"},
        {"token_endpoint_auth_methods_supported": "basic"},
    ],
)
async def test_a_provider_that_publishes_nonsense(
    scripted: ScriptedProvider, provider: Provider, metadata: dict[str, object]
) -> None:
    scripted.metadata = metadata
    assert await problem_of(provider) == "failed"
    assert "token" not in scripted.asked


@pytest.mark.parametrize(
    ("told", "problem"),
    [
        (Response("down", 500), "provider_away"),
        (Response("down", 503), "provider_away"),
        (JSONResponse({"error": "invalid_grant"}, 400), "failed"),
        (JSONResponse({"error": "invalid_client"}, 401), "failed"),
        (Response("<html>", 200), "failed"),
        (JSONResponse({"access_token": "x"}), "failed"),
        (JSONResponse({"id_token": 7}), "failed"),
        (Response(b"\xff" * 10), "failed"),
        (Response(b" " * 1_000_001), "failed"),
        (elsewhere(302), "failed"),
        (elsewhere(307), "failed"),
    ],
)
async def test_a_bad_answer_to_the_code(
    scripted: ScriptedProvider, provider: Provider, told: Response, problem: str
) -> None:
    scripted.token_answer = told
    assert await problem_of(provider) == problem


async def test_user_info_about_somebody_else(scripted: ScriptedProvider, provider: Provider) -> None:
    scripted.user = {"sub": "person-2", **CLAIMS}
    assert await problem_of(provider) == "failed"


async def test_a_provider_that_is_not_there(scripted: ScriptedProvider) -> None:
    provider = Provider(register(scripted, issuer="http://127.0.0.1:9"))
    assert await problem_of(provider) == "provider_away"
    await provider.close()


async def test_an_answer_of_another_issuer(scripted: ScriptedProvider, provider: Provider) -> None:
    await provider.check_sender(None)
    await provider.check_sender(scripted.url)
    for issuer in ("https://evil.test", f"{scripted.url}/", ""):
        with pytest.raises(LoginError):
            await provider.check_sender(issuer)


async def test_a_provider_that_always_names_itself(scripted: ScriptedProvider, provider: Provider) -> None:
    scripted.metadata = {"authorization_response_iss_parameter_supported": True}
    with pytest.raises(LoginError):
        await provider.check_sender(None)


async def test_neither_a_code_nor_an_error(scripted: ScriptedProvider, provider: Provider) -> None:
    with pytest.raises(LoginError):
        await provider.who(code="", verifier="v" * 43, nonce="the-nonce")
    assert scripted.asked == []
