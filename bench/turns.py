"""Measures one citizen's turns through the running platform: does turn 500 take longer than turn 1?

Run it while ``./moien up`` runs: ``./moien bench turns [--url http://127.0.0.1:8000] [--turns 500]``. Each turn is one
message over the REST channel, from sending it to seeing the bot's answer in the log: hub, SQL, Rasa, actions.
"""

from __future__ import annotations

import argparse
import statistics
import time
import uuid

import httpx

QUESTIONS = (
    "residenzzertifikat",
    "Combien coûte le passeport ?",
    "Wo beantrage ich den Personalausweis?",
    "waste calendar",
)
BLOCK = 20
"""Turns whose median is printed together."""


def send(client: httpx.Client, conversation: str, text: str) -> tuple[int, float]:
    """Send one message; give its seq and when it was sent. Waiting for the hub's rate limit is no part of a turn."""
    message = {"message_id": uuid.uuid4().hex, "text": text}
    for _ in range(60):
        started = time.perf_counter()
        answer = client.post(f"/api/conversations/{conversation}/messages", json=message)
        if answer.status_code != httpx.codes.TOO_MANY_REQUESTS:
            answer.raise_for_status()
            return int(answer.json()["seq"]), started
        time.sleep(0.5)
    raise SystemExit("the gateway went on refusing messages as too fast for 30 s: check its rate limit")


def wait_for_answer(client: httpx.Client, conversation: str, after: int) -> int:
    """Wait for the bot's message after ``after`` and give the last seq seen."""
    while True:
        page = client.get(f"/api/conversations/{conversation}/events", params={"after": after, "wait": 20}).json()
        events = page["events"]
        if not events:
            raise SystemExit("no answer within 20 s: is the bot running? See ./moien status")
        after = max(event["seq"] for event in events)
        if any(event["data"].get("author") == "bot" for event in events):
            return after


def measure(url: str, turns: int) -> list[float]:
    """Seconds each turn took, in order."""
    with httpx.Client(base_url=url, timeout=30) as client:
        opened = client.post("/api/conversations", json={"language": "lb", "site": "demo"}).raise_for_status().json()
        client.headers["Authorization"] = f"Bearer {opened['token']}"
        conversation, seconds = opened["conversation"], []
        for number in range(turns):
            seq, started = send(client, conversation, QUESTIONS[number % len(QUESTIONS)])
            wait_for_answer(client, conversation, seq)
            seconds.append(time.perf_counter() - started)
        return seconds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--turns", type=int, default=500)
    chosen = parser.parse_args()
    seconds = measure(chosen.url, chosen.turns)
    print("turns        median ms   p95 ms")
    for start in range(0, len(seconds), max(BLOCK, len(seconds) // 10)):
        block = sorted(seconds[start : start + BLOCK])
        p95 = block[min(len(block) - 1, int(len(block) * 0.95))]
        print(f"{start + 1:>4}-{start + len(block):<4}   {statistics.median(block) * 1000:>9.1f} {p95 * 1000:>8.1f}")


if __name__ == "__main__":
    main()
