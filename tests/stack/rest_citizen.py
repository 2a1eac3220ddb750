"""A citizen who writes over the REST channel."""

from __future__ import annotations

import time
import uuid
from types import TracebackType
from typing import Any

import httpx

PATIENCE = 60.0
"""Seconds an answer may take on a busy machine."""
LONGEST_WAIT = 20
"""Seconds one call waits for something new."""


class RestCitizen:
    """One conversation."""

    def __init__(self, url: str, language: str) -> None:
        """Begin a conversation with the gateway at ``url``."""
        self._client = httpx.Client(base_url=url, timeout=PATIENCE)
        body = {"language": language, "site": "demo"}
        opened = self._client.post("/api/conversations", json=body).raise_for_status().json()
        self._client.headers["Authorization"] = f"Bearer {opened['token']}"
        self._room = f"/api/conversations/{opened['conversation']}"
        self._seen = 0

    def __enter__(self) -> RestCitizen:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask(self, text: str) -> list[str]:
        """Write something and give what the bot says to it."""
        message = {"message_id": uuid.uuid4().hex, "text": text}
        self._client.post(f"{self._room}/messages", json=message).raise_for_status()
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            answers = [event["data"]["text"] for event in self._news() if event["data"].get("author") == "bot"]
            if answers:
                return answers
        raise AssertionError(f"no answer to {text!r} within {PATIENCE:g} s")

    def wait_for_job(self, state: str) -> None:
        """Wait until a job of the conversation has come to a state."""
        deadline = time.monotonic() + PATIENCE
        while state not in (states := [job["state"] for job in self.jobs()]):
            assert time.monotonic() < deadline, f"no job is {state}: {states}"
            time.sleep(0.3)

    def jobs(self) -> list[dict[str, Any]]:
        """All that the log says about jobs."""
        return [event["data"] for event in self._events(0, 0) if event["data"]["kind"] == "job"]

    def wait_for_buttons(self, question: str) -> list[str]:
        """Wait until the bot asks this, and give the titles of its buttons."""
        deadline = time.monotonic() + PATIENCE
        while True:
            for event in self._events(0, 0):
                if event["data"].get("text") == question and event["data"]["author"] == "bot":
                    return [button["title"] for button in event["data"]["buttons"]]
            assert time.monotonic() < deadline, f"the bot did not ask {question!r}"
            time.sleep(0.3)

    def _news(self) -> list[dict[str, Any]]:
        events = self._events(self._seen, LONGEST_WAIT)
        self._seen = events[-1]["seq"] if events else self._seen
        return events

    def _events(self, after: int, wait: int) -> list[dict[str, Any]]:
        page = self._client.get(f"{self._room}/events", params={"after": after, "wait": wait}).raise_for_status()
        return list(page.json()["events"])
