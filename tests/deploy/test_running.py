"""The compose file, really run: two gateways and two Rasas behind Caddy, a backup, a fire, and what comes back."""

from __future__ import annotations

import asyncio
import os
import shutil
import ssl
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect

from contracts.models import content_path, fingerprint, model_path
from tests.channels.client import Citizen
from tests.content import read_catalogue
from tests.deploy.compose import ROOT
from tests.deploy.house import House
from tests.services.people import BRUNO, person

pytestmark = [pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(1500)]

CATALOGUE = read_catalogue()
SEND = CATALOGUE.wording["button_yes_send"]["de"]
FORM = CATALOGUE.services["residence_certificate"].form
assert FORM is not None
PURPOSE = FORM.fields[2].choices[0].label["de"]
APPLY = "Ich möchte jetzt eine Wohnsitzbescheinigung beantragen"
PATIENCE = 60.0


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    made = House(tmp_path_factory.mktemp("house"), ("gateway-2", "rasa-2"), MOIEN_SANDBOX_DELAY="0.2")
    try:
        take_model_along(made)
        made.up("sandbox", "rasa", "rasa-2", "answers", "worker", "beat", "gateway", "gateway-2", "caddy")
        yield made
    finally:
        made.remove()


def take_model_along(house: House) -> None:
    """Put the model of the suite into the volume, if it is the one that `train` would make: it is the same for all."""
    mark = fingerprint()
    models = Path(os.environ.get("MOIEN_MODEL_DIR") or ROOT / ".moien" / "models")
    house.volume("models").mkdir(parents=True, exist_ok=True)
    if model_path(models, mark).exists():
        shutil.copy(model_path(models, mark), house.volume("models"))
        if not content_path(house.volume("models"), mark).exists():
            shutil.copytree(content_path(models, mark), content_path(house.volume("models"), mark))


def trust(house: House) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=house.authority)


@asynccontextmanager
async def citizen(house: House, **hello: Any) -> AsyncIterator[Citizen]:
    """A citizen's socket through Caddy."""
    async with connect(
        f"wss{house.url.removeprefix('https')}/ws/citizen", origin=house.url, ssl=trust(house)
    ) as socket:
        line = Citizen(socket)
        line.welcome = await line.hello("de", **hello)  # type: ignore[attr-defined]
        yield line


async def answer_to(line: Citizen) -> dict[str, Any]:
    """The bot's next message."""

    def wanted(frame: dict[str, Any]) -> bool:
        data = frame["event"]["data"] if frame["type"] == "event" else {}
        return data.get("kind") == "message" and data["author"] == "bot"

    return (await line.next(wanted, PATIENCE))["event"]  # type: ignore[no-any-return]


async def press(line: Citizen, title: str) -> None:
    """Press a button once the bot shows it."""

    def wanted(frame: dict[str, Any]) -> bool:
        return title in [button["title"] for button in frame.get("event", {}).get("data", {}).get("buttons", [])]

    shown = (await line.next(wanted, PATIENCE))["event"]
    titles = [button["title"] for button in shown["data"]["buttons"]]
    await line.send(type="press", message_id=str(uuid.uuid4()), seq=shown["seq"], button=titles.index(title))


async def asked_for(line: Citizen, field: int) -> dict[str, Any]:
    """Wait until the bot asks for a field of the form, counted from 0; gives the event that asks."""

    def wanted(frame: dict[str, Any]) -> bool:
        data = frame.get("event", {}).get("data", {})
        return bool(data.get("field")) and data["field"]["name"] == FORM.fields[field].name

    return (await line.next(wanted, PATIENCE))["event"]  # type: ignore[no-any-return]


async def apply(house: House, national_id: str) -> Citizen:
    """Apply for a certificate through Caddy until it is filed."""
    async with citizen(house) as line:
        for field, text in enumerate((APPLY, national_id)):
            await line.say(text)
            await asked_for(line, field)
        await line.say("Mamer")
        await press(line, PURPOSE)
        await press(line, SEND)
        await line.event("job", state="succeeded")
        return line


async def texts(house: House, token: str) -> list[str]:
    """What stands in a conversation, as a tab that comes back reads it."""
    async with citizen(house, token=token) as line:
        await line.listen(1.0)
        return [event["data"]["text"] for event in line.events if event["data"]["kind"] == "message"]


async def test_a_citizen_applies_through_the_proxy(house: House) -> None:
    done = await asyncio.wait_for(apply(house, BRUNO), 120)
    reference = [event["data"] for event in done.events if event["data"]["kind"] == "job"][-1]["reference"]
    async with httpx.AsyncClient() as client:
        asked = {"national_id": BRUNO}
        url = f"http://127.0.0.1:{house.ports['sandbox']}/sandbox/applications"
        filed = (await client.get(url, params=asked)).json()
    assert [one["reference"] for one in filed["applications"]] == [reference]


async def test_pages_come_with_tls_and_what_is_for_those_who_watch_does_not(house: House) -> None:
    async with httpx.AsyncClient(base_url=house.url, verify=trust(house)) as client:
        page = await client.get("/demo/")
        assert page.status_code == 200
        assert page.headers["strict-transport-security"] == "max-age=31536000"
        assert "server" not in page.headers
        for path in ("/healthz", "/healthz/forgetting"):
            assert (await client.get(path)).json() == {"status": "ok"}, path
        for path in ("/metrics", "/metrics/x", "/readyz"):
            assert (await client.get(path)).status_code == 404, path
        plain = await client.get(f"http://localhost:{house.ports['http']}/demo/")
        assert (plain.status_code, plain.headers["location"]) == (308, "https://localhost/demo/")


async def test_a_conversation_goes_on_at_any_gateway_and_any_rasa(house: House) -> None:
    """Each message comes over another gateway, which asks another Rasa; nobody is sticky."""
    token, national_id = "", person(7)
    last: dict[str, Any] = {}
    said = [APPLY, national_id, "Mamer"]
    for turn, text in enumerate(said):
        port = house.ports[["gateway", "gateway-2"][turn % 2]]
        async with connect(f"ws://127.0.0.1:{port}/ws/citizen", origin=house.url) as socket:
            line = Citizen(socket)
            seen = last.get("seq", 0)
            await line.hello("de", **({"token": token, "last_seq": seen} if token else {}))
            token = line.token
            await line.say(text)
            # The form has kept what was told to the other Rasa.
            last = await asked_for(line, turn)
    assert last["data"]["buttons"][0]["title"] == PURPOSE


async def test_both_gateways_tell_a_citizen_what_moved_at_the_other(house: House) -> None:
    urls = [f"ws://127.0.0.1:{house.ports[name]}/ws/citizen" for name in ("gateway", "gateway-2")]
    async with connect(urls[0], origin=house.url) as first, connect(urls[1], origin=house.url) as second:
        here, there = Citizen(first), Citizen(second)
        await here.hello("de")
        await there.hello("de", token=here.token)
        await here.say("Moien")
        assert (await there.event("message", author="citizen"))["data"]["text"] == "Moien"
        await answer_to(there)


async def test_the_proxy_goes_on_when_a_gateway_dies(house: House) -> None:
    house.kill("gateway-2")
    try:
        for _ in range(4):
            async with citizen(house) as line:
                await line.say("Moien")
    finally:
        house.up("gateway-2")


async def test_after_a_fire_the_backup_brings_back_all_but_what_was_erased(house: House) -> None:
    kept, gone = await apply(house, person(8)), await apply(house, person(9))
    before = await texts(house, kept.token)
    assert len(before) > 4
    backup = house.run("backup").strip()
    async with httpx.AsyncClient(base_url=house.url, verify=trust(house)) as client:
        headers = {"Authorization": f"Bearer {gone.token}", "Origin": house.url}
        erased = await client.delete(f"/api/conversations/{gone.conversation}", headers=headers)
        assert erased.is_success, erased.text
    ledger = house.volume("ledger")
    async with asyncio.timeout(30):
        while not list(ledger.glob("*.txt")):  # noqa: ASYNC110 - a file tells nobody
            await asyncio.sleep(0.1)
    house.down()
    models = house.folder / "models-kept"
    shutil.move(house.volume("models"), models)
    house.wipe()
    shutil.move(models, house.volume("models"))
    house.up("postgres")
    assert "erased again: 1" in house.run("restore", "python", "-m", "channels.backup", "restore", backup)
    house.up("rasa", "gateway", "caddy")
    assert await texts(house, kept.token) == before
    async with httpx.AsyncClient(base_url=house.url, verify=trust(house)) as client:
        forgetting = await client.get("/healthz/forgetting")
        assert (forgetting.status_code, forgetting.json()) == (200, {"status": "ok"}), "the ledger has caught up"
    async with citizen(house, token=kept.token) as line:
        await line.say("Moien")
        await answer_to(line)
    url = f"wss{house.url.removeprefix('https')}/ws/citizen"
    async with connect(url, origin=house.url, ssl=trust(house)) as socket:
        line = Citizen(socket)
        await line.send(type="hello", language="de", token=gone.token)
        await line.next_of("error", code="unknown_conversation")
