"""How an answer to free text came about, against a real gateway."""

from __future__ import annotations

import httpx

from tests.channels.servers import Gateway

Cookies = dict[str, str]


def test_how_an_answer_came_about_is_for_staff(gateway: Gateway, cookies: Cookies) -> None:
    begun = httpx.post(f"{gateway.origin}/api/conversations", json={"language": "lb", "site": "demo"}).json()
    there, headers = f"{gateway.origin}/api/conversations/{begun['conversation']}", _bearer(begun["token"])
    httpx.post(f"{there}/messages", json={"message_id": "answer-code-1", "text": "ask know?"}, headers=headers)
    said: list[dict] = []
    while not said:
        page = httpx.get(f"{there}/events", params={"after": 2, "wait": 10}, headers=headers, timeout=30).json()
        said = [event["data"] for event in page["events"] if event["data"].get("author") == "bot"]
    code = said[0]["code"]
    assert (said[0]["text"], said[0]["origin"]) == ("At the commune.", "retrieval")

    url = f"{gateway.origin}/api/staff/answers"
    for written in (code, code.lower().replace("-", " ")):
        found = httpx.get(f"{url}/{written}", headers={"Cookie": cookies["alex"]}).json()
        assert (found["conversation"], found["record"]["question"]) == (begun["conversation"], "know?")
    unknown = httpx.get(f"{url}/XXXX-XXXX", headers={"Cookie": cookies["alex"]})
    assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_code")


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
