"""What consoles ask over REST: settings and forms, the search, and files for citizens, on a real gateway."""

from __future__ import annotations

import httpx
import pytest

from tests.channels.client import agent, citizen, new_message_id
from tests.channels.desk.test_sockets import close, hand_over, take
from tests.channels.servers import Gateway
from tests.channels.uploads.samples import PDF

Cookies = dict[str, str]


def client(gateway: Gateway, cookie: str) -> httpx.AsyncClient:
    return httpx.AsyncClient(base_url=gateway.origin, headers={"Cookie": cookie, "Origin": gateway.origin})


async def test_a_console_gets_queues_codes_replies_and_services(gateway: Gateway, people: Cookies) -> None:
    async with client(gateway, people["vera"]) as visitor:
        shown = (await visitor.get("/api/staff/desk/settings")).json()
    assert [one["id"] for one in shown["queues"]] == ["taxes", "justice", "general"]
    assert shown["queues"][0]["name"]["fr"] == "Impôts"
    assert [one["id"] for one in shown["wrap_up"]] == ["answered", "other"]
    [reply] = shown["replies"]
    assert (reply["shortcut"], reply["service"], reply["text"]["de"]) == ("merci", None, "Danke, {agent}")
    services = {one["id"]: one["has_form"] for one in shown["services"]}
    assert services == {"criminal_record": True, "passport": False, "residence_certificate": True, "tax_card": True}


async def test_a_console_gets_the_fields_of_a_form(gateway: Gateway, people: Cookies) -> None:
    async with client(gateway, people["kim"]) as visitor:
        form = (await visitor.get("/api/staff/services/criminal_record/form")).json()
        missing = [await visitor.get(f"/api/staff/services/{name}/form") for name in ("passport", "nothing")]
    assert form["service"] == "criminal_record"
    fields = {one["name"]: one for one in form["fields"]}
    assert any(one["from_login"] for one in fields.values())
    assert all(set(one["label"]) == {"lb", "fr", "de", "en"} for one in fields.values())
    assert [(one.status_code, one.json()["code"]) for one in missing] == [(404, "unknown_service")] * 2


@pytest.mark.parametrize(
    "path",
    ["/api/staff/desk/settings", "/api/staff/services/tax_card/form", "/api/staff/conversations"],
)
async def test_it_is_for_those_at_the_desk(gateway: Gateway, cookies: Cookies, path: str) -> None:
    async with client(gateway, cookies["olga"]) as owner, client(gateway, "") as nobody:
        assert (await owner.get(path)).status_code == 403
        assert (await nobody.get(path)).status_code == 401


async def test_conversations_are_found_by_what_was_said(gateway: Gateway, people: Cookies) -> None:
    word = f"mot{new_message_id()[:8]}"
    async with citizen(gateway.origin) as line, agent(gateway.origin, people["kim"]) as kim:
        await line.say(f"Je cherche un {word} ici")
        await line.hears(f"fr: Je cherche un {word} ici")
        async with client(gateway, people["lou"]) as visitor:
            ask = f"/api/staff/conversations?query={word.upper()}"
            assert (await visitor.get(ask)).json()["conversations"] == [], "nobody handed it over"
            await hand_over(line)
            await take(kim, line)
            await close(kim, line)
            [found] = (await visitor.get(ask)).json()["conversations"]
            assert (found["conversation"], found["agent"], found["wrap_up"]) == (
                line.conversation,
                "Kim Muster",
                "answered",
            )
            assert word in found["snippet"]
            assert (await visitor.get(f"{ask}&language=de")).json() == {"conversations": [], "before": None}
            assert (await visitor.get(f"{ask}&language=pt")).json()["code"] == "bad_frame"
        async with client(gateway, people["greta"]) as visitor:
            assert (await visitor.get(ask)).json()["conversations"] == [], "it was in French"
    entries = gateway.rows("SELECT detail FROM audit WHERE action = 'history_searched'")
    assert entries
    assert word not in str(entries).lower(), "the words are nobody's business"


async def test_an_agent_sends_a_file_that_the_citizen_can_load(gateway: Gateway, people: Cookies) -> None:
    async with (
        citizen(gateway.origin) as line,
        agent(gateway.origin, people["kim"]) as kim,
        client(gateway, people["kim"]) as visitor,
        client(gateway, people["lou"]) as other,
    ):
        address = f"/api/staff/conversations/{line.conversation}/files"
        form = {"file": ("mémoire.pdf", PDF, "application/pdf")}
        assert (await visitor.post(address, files=form)).status_code == 403, "not claimed"
        await hand_over(line)
        await take(kim, line)
        assert (await other.post(address, files=form)).status_code == 403
        assert (await visitor.post(address, files={"file": ("a.html", b"<html>", "text/html")})).status_code == 415
        taken = await visitor.post(address, files=form)
        assert taken.status_code == 201, taken.text
        document = taken.json()
        send = {"type": "attach", "conversation": line.conversation, "message_id": new_message_id()}
        await kim.send(**send, file="nothing")
        assert (await kim.next_of("error"))["code"] == "unknown_file"
        await kim.send(**send, file=document["id"])
        heard = (await line.event("message", author="agent"))["data"]
        assert heard["document"] == document
        load = f"/api/conversations/{line.conversation}/files/{document['id']}"
        loaded = await visitor.get(f"{gateway.origin}{load}")
        assert loaded.content == PDF
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {line.token}"}) as widget:
            assert (await widget.get(f"{gateway.origin}{load}")).content == PDF
        await line.send(type="attach", message_id=new_message_id(), file=document["id"])
        assert (await line.next_of("error"))["code"] == "unknown_file", "it is not the citizen's to give"
        await close(kim, line)
    actions = {one for (one,) in gateway.rows("SELECT action FROM audit WHERE target = ?", line.conversation)}
    assert "file_sent" in actions
