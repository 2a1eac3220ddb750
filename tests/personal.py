"""A person's data, and everything a citizen or somebody of the staff may send with it, right and broken.

Whoever feeds it to a process then searches what that process wrote down: `find_told`.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping
from contextlib import closing

import httpx
from websockets.sync.client import connect

from tests.services.people import BRUNO
from tests.stack.patient_citizen import PatientCitizen

PERSON = "Scholastique Kirchenbauer"
SECRETS = {
    "national id": BRUNO,
    "name": "Kirchenbauer",
    "phone": "621987654",
    "e-mail": "scholastique@kirche.example",
    "IBAN": "LU280019400644750000",
    "plate": "QX 7391",
    "address": "rue du Hibou",
    "words": "verschwiegenheitsprobe",
    "file": "arztbrief-geheim",
    "password": "Kaffeemaschine-im-Keller",
}
SENTENCE = (
    f"Ich bin {PERSON}, {SECRETS['national id']}, +352 {SECRETS['phone']}, {SECRETS['e-mail']}, {SECRETS['IBAN']}, "
    f"{SECRETS['plate']}, 7 {SECRETS['address']}, {SECRETS['words']}, {SECRETS['file']}.pdf"
)
IN_PATH = SENTENCE.replace("/", " ")


def find_told(logs: Mapping[str, str]) -> list[str]:
    """Return the lines of logs, by name of the process, that tell of the person."""
    return [
        f"{kind} in {name}: {line[:300]}"
        for name, text in logs.items()
        for line in text.splitlines()
        for kind, secret in SECRETS.items()
        if secret.lower() in line.lower()
    ]


def feed_citizens(url: str) -> None:
    """Every door for citizens, with what is right and with what is wrong."""
    with closing(PatientCitizen(url)) as citizen:
        citizen.say(SENTENCE)
        citizen.say(f"ask {SENTENCE}?")
    with httpx.Client(base_url=url, timeout=60, headers={"Authorization": f"Bearer {citizen.token}"}) as web:
        room = f"/api/conversations/{citizen.conversation}"
        wrong = {"message_id": SENTENCE, "text": [SENTENCE], SENTENCE: SENTENCE}
        web.post(f"{room}/messages", json=wrong)
        web.post(f"{room}/messages", content=f'{{"text": "{SENTENCE}')
        web.post(f"{room}/messages", json={"message_id": SENTENCE[:60], "text": SENTENCE})
        web.post(f"{room}/language", json={"language": SENTENCE})
        web.post("/api/poll", json={"frames": [{"type": "say", "text": SENTENCE}], "token": SENTENCE})
        web.post(
            f"{room}/files", files={"file": (f"{SECRETS['file']} {PERSON}.pdf", SENTENCE.encode(), "application/pdf")}
        )
        pdf = b"%PDF-1.4\n1 0 obj <</Type/Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF"
        web.post(f"{room}/files", files={"file": (f"{SECRETS['file']} {PERSON}.pdf", pdf, "application/pdf")})
        web.post(f"{room}/login/finish", json={"code": SENTENCE})
        for path in (
            f"/api/conversations/{IN_PATH}/events",
            f"/{IN_PATH}",
            f"/status/?lang={IN_PATH}",
            f"/login/{IN_PATH}",
        ):
            web.get(path)
        web.get("/auth/callback", params={"state": SENTENCE, "code": SENTENCE, "error": SENTENCE})
        web.get("/status/", headers={"Host": "kirchenbauer.example", "User-Agent": SECRETS["words"]})
    address = url.replace("http", "ws")
    with connect(f"{address}/ws/citizen", origin=url) as socket:
        socket.send(json.dumps({"type": "hello", "language": "de", "site": "demo", SENTENCE: 1}))
    with connect(f"{address}/ws/citizen", origin=url) as socket:
        socket.send(json.dumps({"type": "hello", "language": "de", "site": "demo"}))
        for frame in (
            {"type": SENTENCE},
            {"type": "say", "message_id": uuid.uuid4().hex, "text": SENTENCE},
            {"type": "typing", "writing": SENTENCE},
            {"type": "ask_person", "message_id": uuid.uuid4().hex},
            {
                "type": "leave_callback",
                "message_id": uuid.uuid4().hex,
                "phone": SENTENCE,
                "when": "morning",
                "about": SENTENCE,
            },
            {
                "type": "leave_callback",
                "message_id": uuid.uuid4().hex,
                "phone": f"+352{SECRETS['phone']}",
                "when": "morning",
                "about": SENTENCE,
            },
        ):
            socket.send(json.dumps(frame))
        socket.send(SENTENCE)
        socket.send(SENTENCE.encode())


def sign_in(web: httpx.Client, account: tuple[str, str]) -> None:
    """Sign somebody in, by name and password."""
    name, password = account
    web.post("/api/staff/session", json={"name": name, "password": password}).raise_for_status()


def feed_staff(url: str, agent: tuple[str, str], owner: tuple[str, str]) -> None:
    """Sign-in, search, the agent's socket, accounts and studio."""
    headers = {"Origin": url}
    with httpx.Client(base_url=url, timeout=60, headers=headers) as web:
        for name in (PERSON, SECRETS["e-mail"]):
            web.post("/api/staff/session", json={"name": name, "password": SECRETS["password"]})
        web.post("/api/staff/session", json={"name": [SENTENCE], SECRETS["password"]: 1})
        sign_in(web, agent)
        cookie = f"moien_staff={web.cookies['moien_staff']}"
        web.get("/api/staff/conversations", params={"q": SENTENCE, "query": SENTENCE, "text": SENTENCE})
        web.post("/api/staff/translations", json={"text": SENTENCE, "source": "de", "target": "fr"})
        address = url.replace("http", "ws")
        with connect(f"{address}/ws/agent", origin=url, additional_headers={"Cookie": cookie}) as socket:
            desk = json.loads(socket.recv(timeout=30))
            ticket = next((it["id"] for it in desk.get("tickets", [])), "none")
            for frame in (
                {"type": SENTENCE},
                {"type": "claim", "ticket": SENTENCE},
                {"type": "claim", "ticket": ticket},
                {"type": "note", "ticket": ticket, "text": SENTENCE},
                {"type": "say", "ticket": ticket, "message_id": uuid.uuid4().hex, "text": SENTENCE},
                {"type": "close", "ticket": ticket, "wrap_up": SENTENCE},
            ):
                socket.send(json.dumps(frame))
            socket.send(SENTENCE)
    with httpx.Client(base_url=url, timeout=60, headers=headers) as web:
        sign_in(web, owner)
        web.post("/api/staff/studio/check/catalogue/noise.yaml", json={"text": f"id: {SENTENCE}: ["})
        web.put("/api/staff/studio/files/catalogue/noise.yaml", json={"text": SENTENCE, "revision": SENTENCE})
