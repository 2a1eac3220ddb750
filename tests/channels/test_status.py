"""The status page and its data, against a real gateway and as rendered."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from xml.etree import ElementTree as ET

import httpx
import pytest

from channels.status import Administration, Status, SwitchedOff, administrations_of_catalogue
from channels.status_page import WORDING, render_status
from contracts.forgetting import STALE
from contracts.languages import LANGUAGES
from tests.channels.auth.conftest import LoginGateway
from tests.channels.servers import AnswerServer, BotServer, RedisServer, running, wait_until
from tests.ports import free_port

DOWN = Administration(name="taxes", state="down", since="2026-11-23T08:15:30.250Z", retry_at="2026-11-23T08:20:30.250Z")
STATUS = Status(
    at="2026-11-23T08:16:00.000Z",
    administrations=[Administration(name="commune", state="up"), DOWN, Administration(name="<b>new</b>", state="up")],
    free_text="extractive",
    parts={"database": "up", "redis": "up", "bot": "down"},
)


@pytest.fixture(scope="module")
def door(
    redis_server: RedisServer, bot: BotServer, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[LoginGateway]:
    settings = {"MOIEN_ANSWER_URL": f"http://127.0.0.1:{free_port()}"}
    gateway = LoginGateway(tmp_path_factory.mktemp("status"), redis_server, bot, sqlite_template, **settings)
    with sqlite3.connect(gateway.database_path) as database:
        row = ("taxes", 5, "2026-11-23 08:15:30.250000", "2026-11-23 08:20:30.250000", "2026-11-23 08:15:30.250000")
        database.execute("INSERT INTO breaker VALUES (?, ?, ?, ?, ?)", row)
        database.execute("INSERT INTO breaker VALUES ('justice', 2, NULL, NULL, '2026-11-23 08:15:30.250000')")
    with running(gateway):
        yield gateway


def test_a_deletion_that_did_not_happen_shows(door: LoginGateway) -> None:
    address = f"{door.origin}/healthz/forgetting"
    fine = httpx.get(address, timeout=20)
    assert (fine.status_code, fine.json()) == (200, {"status": "ok"})
    now = datetime.now(UTC)
    long_ago = now - STALE - timedelta(minutes=1)
    with sqlite3.connect(door.database_path) as database:
        for row in (
            ("files", 3, str(now), None),
            ("logs", 0, str(now), None),
            ("trackers", 0, str(long_ago), "OSError"),
        ):
            database.execute("INSERT INTO forgetting_look VALUES (?, ?, ?, ?)", row)
    red = httpx.get(address, timeout=20)
    assert (red.status_code, red.json()) == (503, {"files": "3 overdue"}), "others looked before this start"
    wait_until(lambda: parts_of(door)["forgetting"] == "down", "the status says so")
    with sqlite3.connect(door.database_path) as database:
        database.execute("DELETE FROM forgetting_look")
    assert httpx.get(address, timeout=20).status_code == 200
    wait_until(lambda: parts_of(door)["forgetting"] == "up", "the status says so")


def test_what_cannot_be_read_is_down_and_no_error_of_the_page(door: LoginGateway) -> None:
    with sqlite3.connect(door.database_path) as database:
        database.execute("ALTER TABLE forgetting_look RENAME TO away")
    try:
        wait_until(lambda: parts_of(door)["database"] == "down", "the status says so")
        assert httpx.get(f"{door.origin}/status/", timeout=20).status_code == 200
    finally:
        with sqlite3.connect(door.database_path) as database:
            database.execute("ALTER TABLE away RENAME TO forgetting_look")
    wait_until(lambda: parts_of(door)["database"] == "up", "the status says so")


def parts_of(door: LoginGateway) -> dict[str, str]:
    return dict(httpx.get(f"{door.origin}/api/status", timeout=20).json()["parts"])


def test_the_data(door: LoginGateway) -> None:
    answer = httpx.get(f"{door.origin}/api/status", timeout=20)
    told = answer.json()
    assert answer.headers["cache-control"] == "no-store"
    by_name = {one["name"]: one for one in told["administrations"]}
    assert by_name["taxes"] == {
        "name": "taxes",
        "state": "down",
        "since": "2026-11-23T08:15:30.250Z",
        "retry_at": "2026-11-23T08:20:30.250Z",
    }
    up = {"state": "up", "since": None, "retry_at": None}
    assert by_name["justice"] == {"name": "justice", **up}, "some failures are not down yet"
    assert by_name["commune"] == {"name": "commune", **up}, "one that was never called is there, too"
    assert told["free_text"] == "down"
    assert told["parts"] == {"database": "up", "redis": "up", "bot": "up", "forgetting": "up"}


def test_the_page(door: LoginGateway) -> None:
    assert httpx.get(f"{door.origin}/status").headers["location"] == "/status/"
    page = httpx.get(f"{door.origin}/status/", headers={"Accept-Language": "de"}, timeout=20)
    assert (page.status_code, page.headers["content-language"]) == (200, "de")
    assert page.headers["vary"] == "Accept-Language"
    assert "Seit 23.11.2026, 09:15." in page.text, "as clocks in Luxembourg show it"
    assert httpx.get(f"{door.origin}/status/?lang=lb", timeout=20).headers["content-language"] == "lb"


def test_the_parts_do_not_feel_visitors(door: LoginGateway) -> None:
    first = httpx.get(f"{door.origin}/api/status", timeout=20).json()["at"]
    assert httpx.get(f"{door.origin}/api/status", timeout=20).json()["at"] == first


def test_how_free_text_is_answered_comes_from_the_answer_server(
    redis_server: RedisServer, sqlite_template: Path, tmp_path: Path, answers: AnswerServer
) -> None:
    nowhere = BotServer()
    settings = {"MOIEN_ANSWER_URL": answers.url}
    gateway = LoginGateway(tmp_path, redis_server, nowhere, sqlite_template, **settings)
    with running(gateway):
        told = httpx.get(f"{gateway.origin}/api/status", timeout=20).json()
        assert told["free_text"] == "extractive"
        assert told["parts"]["bot"] == "down"
        page = httpx.get(f"{gateway.origin}/status/?lang=en", timeout=20).text
        assert "Not everything works at the moment." in page
        assert "The answers are quoted from the official pages." in page


def test_the_catalogue_says_what_administrations_there_are(tmp_path: Path) -> None:
    folder = tmp_path / "catalogue"
    folder.mkdir()
    (folder / "a.yaml").write_text(
        "operation: top.level\nform:\n  operation: commune.requestA\n  fields:\n  - choices_from: 'other.find'\n"
    )
    (folder / "b.yaml").write_text('answer:\n  operation of the office: no.one\nform:\n  operation: "taxes.b"\n')
    assert administrations_of_catalogue(tmp_path) == {"commune", "other", "taxes"}


def test_the_real_catalogue_is_read() -> None:
    assert "commune" in administrations_of_catalogue(Path(__file__).parents[2] / "bot")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_in_every_language(language: str) -> None:
    page = bytes(render_status(STATUS, language).body).decode()
    assert f'<html lang="{language}">' in page
    assert "&lt;b&gt;new&lt;/b&gt;" in page
    assert "<b>" not in page
    for key in ("title", "some_bad", "administration_taxes", "part_bot", "requests_wait", "free_text_extractive"):
        assert WORDING.say(key, language) in page
    assert page.count('aria-current="true"') == 1
    assert "{" not in re.sub(r"<style.*?</style>", "", page, flags=re.DOTALL), "no placeholder is left"


def test_the_page_works_without_scripts_and_reads_in_order() -> None:
    response = render_status(STATUS, "en")
    page = bytes(response.body).decode()
    assert "<script" not in page
    assert "script-src" not in response.headers["content-security-policy"]
    assert "default-src 'none'" in response.headers["content-security-policy"]
    well_formed = re.sub(r"<(meta[^>]*)>", r"<\1/>", page.removeprefix("<!doctype html>"))
    root = ET.fromstring(well_formed)
    assert [heading.tag for heading in root.iter() if heading.tag in ("h1", "h2", "h3")] == ["h1", "h2", "h2", "h2"]
    for table in root.iter("table"):
        assert {cell.get("scope") for cell in table.iter("th")} == {"col", "row"}
        assert all("".join(row.itertext()).strip() for row in table.iter("tr"))
    states = [cell.text for cell in root.iter("td") if cell.get("class") in ("good", "bad")]
    assert set(states) == {"works", "does not work"}, "said in words, not by colour alone"


def test_when_all_is_well_the_page_says_so() -> None:
    fine = Status(at=STATUS.at, administrations=[], free_text="llm", parts={"database": "up"})
    page = bytes(render_status(fine, "lb").body).decode()
    assert "Alles leeft." in page
    assert "Et ass keng Verwaltung ugeschloss." in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_switched_off_is_told_with_its_notice_and_dates(language: str) -> None:
    notice = {one: f"Notice <{one}>" for one in LANGUAGES}
    since, until = "2026-11-30T16:05:00.000Z", "2026-12-01T07:00:00.000Z"
    off = [
        SwitchedOff(target="bot", since=since, until=None, notice=notice),
        SwitchedOff(target="service", service="passport", since=since, until=until, notice=notice),
    ]
    past = [SwitchedOff(target="llm", since="2026-11-28T16:05:00.000Z", until=since, notice=notice)]
    status = Status(at=since, administrations=[], free_text="llm", parts={"database": "up"}, off=off, past=past)
    page = bytes(render_status(status, language, {"passport": "Reesepass"}).body).decode()
    assert WORDING.say("some_bad", language) in page
    assert WORDING.say("since", language, time="30.11.2026, 17:05") in page
    assert WORDING.say("planned", language, since="30.11.2026, 17:05", until="01.12.2026, 08:00") in page
    assert "<h3>Reesepass</h3>" in page
    assert page.count(f"Notice &lt;{language}&gt;") == 2, "what is over is told without its notice"
    assert "28.11.2026, 17:05" in page
