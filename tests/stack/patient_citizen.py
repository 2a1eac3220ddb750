"""A citizen over REST who repeats every call until the gateway answers, as the widget does."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx

PATIENCE = 600.0


class PatientCitizen:
    """One conversation."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=30)
        opened = self._again(lambda: self._client.post("/api/conversations", json={"language": "de", "site": "demo"}))
        self._client.headers["Authorization"] = f"Bearer {opened['token']}"
        self.token, self.conversation = str(opened["token"]), str(opened["conversation"])
        self._room = f"/api/conversations/{self.conversation}"
        self.events: list[dict[str, Any]] = []
        self.message_id = ""
        """Of the newest message."""

    def close(self) -> None:
        self._client.close()

    def say(self, text: str) -> None:
        """Write, and wait for the bot's next message."""
        self._post({"text": text})

    def press(self, title: str) -> None:
        """Press a button of the bot's newest message, and wait for the next one."""
        said = [event for event in self.events if event["data"].get("author") == "bot"][-1]
        titles = [button["title"] for button in said["data"]["buttons"]]
        self._post({"seq": said["seq"], "button": titles.index(title)})

    def wait_for_end(self) -> dict[str, Any]:
        """Wait until the job is final, and give its last event."""
        self._wait_until(lambda: bool(self.jobs) and self.jobs[-1]["state"] not in ("queued", "running"))
        return self.jobs[-1]

    @property
    def jobs(self) -> list[dict[str, Any]]:
        return [event["data"] for event in self.events if event["data"]["kind"] == "job"]

    def _post(self, message: dict[str, Any]) -> None:
        heard = self._bot_messages()
        self.message_id = uuid.uuid4().hex
        body = {"message_id": self.message_id, **message}
        self._again(lambda: self._client.post(f"{self._room}/messages", json=body))
        self._wait_until(lambda: self._bot_messages() > heard)

    def _bot_messages(self) -> int:
        return sum(event["data"].get("author") == "bot" for event in self.events)

    def _wait_until(self, holds: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < deadline, f"nothing came after {self.events[-3:]}"
            after = self.events[-1]["seq"] if self.events else 0
            params = {"after": after, "wait": 5}
            page = self._again(lambda: self._client.get(f"{self._room}/events", params=params))  # noqa: B023
            self.events += page["events"]

    def _again(self, call: Callable[[], httpx.Response]) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                answer = call()
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code < 500:
                assert answer.is_success, answer.text
                return dict(answer.json())
            assert time.monotonic() < deadline, "the gateway did not come back"
            time.sleep(0.2)
