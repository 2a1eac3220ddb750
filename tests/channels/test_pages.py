"""Pages, their headers and the two health checks."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.channels.servers import BotServer, Gateway, RedisServer, running
from tests.ports import free_port

BROTLI = bytes.fromhex("8b04806578706f7274207b7d3b03")
"""``export {};``, packed by node's zlib; a test reads it as bytes, since nothing here unpacks it."""


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    for name, text in (
        ("demo/index.html", "<!doctype html><title>demo</title>"),
        ("console/index.html", "<!doctype html><title>console</title>"),
        ("assets/main-abc123.js", "export {};"),
        ("widget.js", "void 0;"),
        ("panel.js", "export {};"),
        ("words/lb.js", "export default {};"),
        ("assets/widget/menu-abc123.js", "export {};"),
    ):
        (folder / name).parent.mkdir(exist_ok=True, parents=True)
        (folder / name).write_text(text, encoding="utf-8")
    for name in ("panel.js", "words/lb.js"):
        (folder / f"{name}.gz").write_bytes(gzip.compress((folder / name).read_bytes()))
    (folder / "panel.js.br").write_bytes(BROTLI)
    return folder


@pytest.fixture(scope="module")
def site(
    dist: Path,
    redis_server: RedisServer,
    bot: BotServer,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Gateway]:
    gateway = Gateway(f"sqlite:///{sqlite_template}", redis_server.url, bot.url, MOIEN_WEB_DIR=str(dist))
    with running(gateway):
        yield gateway


def get(site: Gateway, path: str) -> httpx.Response:
    return httpx.get(f"{site.origin}{path}")


def test_the_root_leads_to_the_demo(site: Gateway) -> None:
    answer = get(site, "/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/demo/")


@pytest.mark.parametrize(
    ("path", "kind", "caching"),
    [
        ("/demo/", "text/html; charset=utf-8", "no-cache"),
        ("/console/", "text/html; charset=utf-8", "no-cache"),
        ("/widget.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/panel.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/words/lb.js", "text/javascript; charset=utf-8", "no-cache"),
        ("/assets/main-abc123.js", "text/javascript; charset=utf-8", "public, max-age=31536000, immutable"),
    ],
)
def test_files_have_their_type_and_caching(site: Gateway, path: str, kind: str, caching: str) -> None:
    answer = get(site, path)
    assert answer.status_code == 200
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (kind, caching)


def test_a_page_asked_for_again_is_not_sent_again(site: Gateway) -> None:
    tag = get(site, "/demo/").headers["etag"]
    again = httpx.get(f"{site.origin}/demo/", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert again.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize("path", ["/nothing", "/assets/", "/../settings.py", "/%2e%2e/settings.py", "/demo/x", "/docs"])
def test_there_is_nothing_else(site: Gateway, path: str) -> None:
    assert get(site, path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/demo/", "/nothing", "/healthz", "/api/site/demo", "/api/staff/session"])
def test_everything_carries_the_security_headers(site: Gateway, path: str) -> None:
    headers = get(site, path).headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert policy["default-src"] == policy["script-src"] == policy["style-src"] == "'self'"
    assert policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert f"ws://127.0.0.1:{site.port}" in policy["connect-src"].split()
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["x-frame-options"] == "DENY"
    assert policy["require-trusted-types-for"] == "'script'"
    assert "strict-transport-security" not in headers, "plain HTTP on this machine"
    assert "server" not in headers


@pytest.mark.parametrize("path", ["/widget.js", "/panel.js", "/words/lb.js", "/assets/widget/menu-abc123.js"])
def test_other_websites_may_load_the_widget(site: Gateway, path: str) -> None:
    headers = get(site, path).headers
    assert (headers["cross-origin-resource-policy"], headers["access-control-allow-origin"]) == ("cross-origin", "*")


@pytest.mark.parametrize("path", ["/demo/", "/console/", "/assets/main-abc123.js"])
def test_other_websites_may_load_nothing_else(site: Gateway, path: str) -> None:
    headers = get(site, path).headers
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "access-control-allow-origin" not in headers


ENCODED = [
    ("/panel.js", "gzip, deflate, br, zstd", "br"),
    ("/panel.js", "br", "br"),
    ("/panel.js", "BR;q=0.5, gzip", "br"),
    ("/panel.js", "gzip", "gzip"),
    ("/panel.js", "br;q=0, gzip", "gzip"),
    ("/panel.js", "br; q=0.000, gzip;q=0.1", "gzip"),
    ("/panel.js", "gzip;q=0", None),
    ("/panel.js", "identity", None),
    ("/panel.js", "", None),
    ("/words/lb.js", "gzip, br", "gzip"),  # of which there is no copy in Brotli
    ("/assets/main-abc123.js", "gzip, br", None),  # of which there is none at all
]


def as_sent(site: Gateway, path: str, method: str = "GET", **headers: str) -> tuple[httpx.Response, bytes]:
    """Ask without unpacking: the answer and its body as it was sent."""
    with (
        httpx.Client() as client,
        client.stream(
            method, f"{site.origin}{path}", headers={name.replace("_", "-"): value for name, value in headers.items()}
        ) as answer,
    ):
        return answer, b"".join(answer.iter_raw())


@pytest.mark.parametrize(("path", "accepted", "sent"), ENCODED)
def test_browsers_get_the_smallest_copy_that_they_take(
    site: Gateway, dist: Path, path: str, accepted: str, sent: str | None
) -> None:
    answer, body = as_sent(site, path, accept_encoding=accepted)
    ending = {"br": ".br", "gzip": ".gz", None: ""}[sent]
    assert (answer.status_code, answer.headers.get("content-encoding")) == (200, sent)
    assert body == (dist / f"{path[1:]}{ending}").read_bytes()
    assert answer.headers["content-length"] == str(len(body))
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["vary"] == "Accept-Encoding"


def test_each_copy_has_its_own_tag_and_is_not_sent_again(site: Gateway) -> None:
    tags = [as_sent(site, "/panel.js", accept_encoding=one)[0].headers["etag"] for one in ("br", "gzip", "identity")]
    assert len(set(tags)) == 3
    for tag, status in zip(tags, (304, 200, 200), strict=True):
        answer, body = as_sent(site, "/panel.js", accept_encoding="br", if_none_match=tag)
        assert (answer.status_code, body == b"") == (status, status == 304)
        assert answer.headers["vary"] == "Accept-Encoding"


def test_the_head_of_a_copy_is_that_of_the_whole(site: Gateway) -> None:
    whole, _ = as_sent(site, "/panel.js", accept_encoding="br")
    head, body = as_sent(site, "/panel.js", "HEAD", accept_encoding="br")
    assert body == b""
    for name in ("content-encoding", "content-length", "content-type", "etag", "vary", "cache-control"):
        assert head.headers[name] == whole.headers[name]


def test_a_range_is_one_of_the_copy(site: Gateway) -> None:
    answer, body = as_sent(site, "/panel.js", accept_encoding="br", range="bytes=2-5")
    assert (answer.status_code, body) == (206, BROTLI[2:6])
    assert answer.headers["content-encoding"] == "br"
    assert answer.headers["content-range"] == f"bytes 2-5/{len(BROTLI)}"


def test_only_the_page_with_the_widget_keeps_in_touch_with_windows_that_it_opens(site: Gateway) -> None:
    assert get(site, "/demo/").headers["cross-origin-opener-policy"] == "same-origin-allow-popups"
    for path in ("/console/", "/healthz", "/api/site/demo"):
        assert get(site, path).headers["cross-origin-opener-policy"] == "same-origin"


def test_health_says_the_process_is_up(site: Gateway) -> None:
    assert get(site, "/healthz").json() == {"status": "ok"}


def test_readiness_names_each_part(site: Gateway) -> None:
    answer = get(site, "/readyz")
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "redis": "ok", "rasa": "ok"})


def test_without_its_neighbours_the_gateway_is_up_but_not_ready(tmp_path: Path) -> None:
    nowhere = f"127.0.0.1:{free_port()}"
    gateway = Gateway(
        f"sqlite:///{tmp_path}/empty.db",
        f"redis://{nowhere}/0",
        f"http://{nowhere}",
        MOIEN_WEB_DIR=str(tmp_path / "nothing"),
    )
    with running(gateway):
        answer = httpx.get(f"{gateway.origin}/readyz")
        assert answer.status_code == 503
        assert {name: state.partition(" ")[0] for name, state in answer.json().items()} == {
            "database": "missing",
            "redis": "missing",
            "rasa": "missing",
        }
        page = httpx.get(f"{gateway.origin}/demo/")
        assert page.status_code == 503
        assert "./moien up" in page.text
