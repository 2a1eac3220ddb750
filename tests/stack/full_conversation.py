"""One conversation with everything in it, and the staff behind it; gives kinds, owners and states, never sentences.

Four languages, free text, a login, a form with a file, its job, a person, a look of a publisher at the content, all
metrics, and then the receipt, the export and the erasure.
"""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime, timedelta
from typing import Any

import httpx
from sqlalchemy import create_engine, func, select

from channels.local_time import LUXEMBOURG
from contracts.erasing import OF_CONVERSATIONS
from contracts.languages import Language
from contracts.metric import PROCESSES
from tests.channels.auth.browser import Window, code_of
from tests.channels.client import Agent, Citizen, agent, citizen, new_message_id, sign_in
from tests.channels.uploads.samples import PDF
from tests.channels.watching.scraping import scrape
from tests.content import read_catalogue
from tests.stack.platform import Platform
from tests.stack.socket_citizen import answered, find, find_button, press, spoken
from tests.stack.test_free_text import STORIES

Facts = dict[str, Any]

QUESTIONS: dict[Language, str] = {
    "lb": "Wat kascht e Pass?",
    "fr": "Combien coûte un passeport ?",
    "de": "Was kostet ein Reisepass?",
    "en": "How much is a passport?",
}
SERVICE = "change_of_address"
"""It wants a login, a file, and an administration that takes the application."""
PERSON = "luc"
"""Of the sandbox identity provider."""
WISH = "Ech wëll meng Adressännerung elo umellen"
TYPED = {
    "commune": "Mamer",
    "address": "12, rue de la Gare",
    "postcode": "8229",
    "moved_on": f"{datetime.now(LUXEMBOURG) - timedelta(days=10):%d.%m.%Y}",
}
PROOF = "proof"
PAGE = "catalogue/passport.yaml"
STUDIO = "/api/staff/studio"


async def hold_conversation(house: Platform) -> Facts:
    """Go through it all; ``house`` runs, with an identity provider and administrations of its own."""
    cookie = sign_in(house.url, *house.password("agent"))
    async with citizen(house.url, "lb") as luc, agent(house.url, cookie) as alex:
        facts = {
            "asked": [await ask_in(luc, language, question) for language, question in QUESTIONS.items()],
            "free": [await ask_in(luc, language, story) for language, story in STORIES],
            "form": await apply(house, luc),
            "person": await talk_to_person(luc, alex),
            "studio": look_at_studio(house),
            "scraped": [process for process in PROCESSES if scrape(house.address(process, "/metrics")).samples],
            "taken_along": forget(house, luc),
        }
    return facts | {"left": what_is_left(house, luc.conversation)}


async def ask_in(luc: Citizen, language: Language, text: str) -> Facts:
    """Ask something in a language; gives what kind of answer came."""
    await luc.send(type="language", language=language)
    said = (await answered(luc, text))["data"]
    return {
        "language": said["language"],
        "origin": said["origin"],
        "citations": len(said.get("citations", [])),
        "has_code": said.get("code") is not None,
        "model": said.get("model"),
    }


async def apply(house: Platform, luc: Citizen) -> Facts:
    """Fill in the form, logged in and with a file, and wait for the end of its job."""
    await luc.send(type="language", language="lb")
    begun = await luc.say(WISH)
    await find(luc, lambda data: data.get("login") == SERVICE, begun)
    await log_in(luc)
    for field in TYPED:
        await find(luc, lambda data: (data.get("field") or {}).get("name") == field, begun)  # noqa: B023 - awaited
        await answered(luc, TYPED[field])
    await find(luc, lambda data: (data.get("field") or {}).get("name") == PROOF, begun)
    await upload(house, luc)
    await press(luc, *await button_of(luc, read_catalogue().wording["button_yes_send"]["lb"], begun))
    done = await find(luc, lambda data: data["kind"] == "job" and data["state"] not in ("queued", "running"), begun)
    await spoken(luc, done["seq"])
    return {
        "service": done["data"]["service"],
        "state": done["data"]["state"],
        "has_reference": done["data"]["reference"] is not None,
        "identity": [event["data"]["state"] for event in luc.events if event["data"]["kind"] == "identity"],
        "files_kept": sum(file.read_bytes() == PDF for file in (house.state_dir / "files").iterdir()),
    }


async def log_in(luc: Citizen) -> None:
    await luc.send(type="start_login")
    window = await Window().log_in((await luc.next_of("login_at"))["url"], PERSON)
    await luc.send(type="finish_login", code=code_of(window))
    luc.token = (await luc.next_of("token"))["token"]
    await find(luc, lambda data: data["kind"] == "identity")


async def upload(house: Platform, luc: Citizen) -> None:
    with rest(house, luc) as api:
        taken = api.post("/files", files={"file": ("bail.pdf", PDF)}).raise_for_status().json()
    message_id = new_message_id()
    await luc.send(type="attach", message_id=message_id, file=taken["id"])
    await spoken(luc, (await luc.next_of("ack", message_id=message_id))["seq"])


async def button_of(luc: Citizen, title: str, after: int) -> tuple[int, int]:
    offered = await find(luc, lambda data: title in [button["title"] for button in data.get("buttons", [])], after)
    place = find_button([offered], title)
    assert place is not None
    return place


async def talk_to_person(luc: Citizen, alex: Agent) -> Facts:
    """Be handed over, talk both ways, and have the matter closed; gives who had the conversation, in order."""
    before = luc.events[-1]["seq"]
    await luc.send(type="ask_person", message_id=new_message_id())
    ticket = await alex.ticket_of(luc.conversation)
    await alex.send(type="claim", ticket=ticket["ticket"])
    await find(luc, lambda data: data["kind"] == "owner" and data["owner"] == "agent", before)
    await alex.send(type="watch", conversation=luc.conversation, last_seq=before)
    await alex.send(
        type="say", message_id=new_message_id(), conversation=luc.conversation, text="Moien, hei ass den Alex."
    )
    heard = await find(luc, lambda data: data.get("author") == "agent", before)
    asked = await luc.say("Ass alles ukomm?")
    seen = await find(alex, lambda data: data.get("author") == "citizen", asked - 1)
    await alex.send(type="close", conversation=luc.conversation, wrap_up="answered", note="")
    await find(luc, lambda data: data["kind"] == "owner" and data["owner"] == "closed", before)
    await alex.desk_without(luc.conversation)
    return {
        "owners": [event["data"]["owner"] for event in luc.events if event["data"]["kind"] == "owner"],
        "citizen_heard": heard["data"]["origin"],
        "agent_saw": seen["seq"] == asked,
    }


def look_at_studio(house: Platform) -> Facts:
    """Open a file and have it checked, as it is and with a mistake; gives how many problems each has."""
    headers = {"Cookie": sign_in(house.url, *house.password("owner")), "Origin": house.url}
    with httpx.Client(base_url=f"{house.url}{STUDIO}", headers=headers, timeout=60) as api:
        text = api.get(f"/files/{PAGE}").raise_for_status().json()["text"]
        sound, broken = (
            api.post(f"/check/{PAGE}", json={"text": checked}).raise_for_status().json()
            for checked in (text, text.replace("title:", "titel:", 1))
        )
    return {"sound": len(sound["problems"]) + len(sound["elsewhere"]), "broken": len(broken["problems"])}


def forget(house: Platform, luc: Citizen) -> Facts:
    """Get a receipt, and with it an export and the erasure; gives how much of each kind was taken along."""
    with rest(house, luc) as api:
        code = api.post("/receipt").raise_for_status().json()["code"]
        with httpx.Client(base_url=house.url, timeout=60) as holder:
            exported = holder.post("/receipt", data={"code": code, "wish": "save_json"}).raise_for_status().json()
            holder.post("/receipt", data={"code": code, "wish": "erase_yes"}).raise_for_status()
            again = holder.post("/receipt", data={"code": code, "wish": "save_json"})
        opened = api.get("/events")
    return {
        "kinds": sorted({line["event"]["data"]["kind"] for line in exported["events"]}),
        "fields": [sorted(job["fields"]) for job in exported["jobs"]],
        "files": [file["media_type"] for file in exported["files"]],
        "handovers": [handover["reason"] for handover in exported["handovers"]],
        "answers": len(exported["answers"]),
        "opened_after": [again.status_code, opened.status_code, opened.json()["code"]],
    }


def what_is_left(house: Platform, conversation: str) -> Facts:
    """What the database, the bot and the disk still have of it, once the bot has been told."""
    data = house.state_dir / "data"

    def remembered() -> int:
        with contextlib.closing(sqlite3.connect(data / "tracker.db")) as trackers:
            counted = trackers.execute("SELECT count(*) FROM events WHERE sender_id = ?", (conversation,))
            return int(counted.fetchone()[0])

    house.wait_until(lambda: remembered() == 0, "the bot has forgotten the conversation")
    with create_engine(f"sqlite:///{data / 'moien.db'}").connect() as database:
        rows = {
            table.name: database.scalar(select(func.count()).where(table.c.conversation_id == conversation))
            for table in OF_CONVERSATIONS
        }
    return {
        "rows": {name: count for name, count in rows.items() if count},
        "files": sum(file.read_bytes() == PDF for file in (house.state_dir / "files").iterdir()),
    }


def rest(house: Platform, luc: Citizen) -> httpx.Client:
    """The same conversation over REST."""
    headers = {"Authorization": f"Bearer {luc.token}"}
    return httpx.Client(base_url=f"{house.url}/api/conversations/{luc.conversation}", headers=headers, timeout=60)
