"""What the databases say after the chaos: what was acknowledged and is not there, is there twice, or in another order.

Nothing here asks a process of the platform: one that lost something would not know.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Engine, select

from contracts.tables import event, turn

ENDED = ("done", "dropped")


@dataclass(frozen=True)
class Acknowledged:
    """A message that the gateway acknowledged."""

    conversation: str
    message_id: str
    seq: int


@dataclass(frozen=True)
class Logged:
    """An event in the database."""

    conversation: str
    seq: int
    message_id: str | None
    kind: str
    author: str | None = None


@dataclass
class Verdict:
    """What went wrong, each in words; three empty lists are what is wanted."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    out_of_order: list[str] = field(default_factory=list)
    messages: int = 0
    """Acknowledged messages that were looked for."""
    given_up: int = 0
    """Turns of which the citizen was told that the bot is away."""

    @property
    def holds(self) -> bool:
        """Tell whether nothing went wrong."""
        return not (self.lost or self.doubled or self.out_of_order)

    def __str__(self) -> str:
        """All of it in one line, and what went wrong below."""
        counts = (f"lost {len(self.lost)}", f"doubled {len(self.doubled)}", f"out of order {len(self.out_of_order)}")
        wrong = [*self.lost, *self.doubled, *self.out_of_order]
        return "\n  ".join([f"{self.messages} messages: {', '.join(counts)}; {self.given_up} given up", *wrong[:20]])


def judge_messages(said: Mapping[str, Sequence[Acknowledged]], log: Iterable[Logged]) -> Verdict:
    """Compare what was acknowledged, by conversation and in the order of sending, with the log."""
    verdict = Verdict(messages=sum(map(len, said.values())))
    events: dict[str, list[Logged]] = {}
    for one in log:
        events.setdefault(one.conversation, []).append(one)
    for conversation, messages in said.items():
        stored = sorted(events.get(conversation, []), key=lambda one: one.seq)
        _judge_numbers(conversation, [one.seq for one in stored], verdict)
        _judge_ids(conversation, messages, stored, verdict)
    return verdict


def _judge_numbers(conversation: str, seqs: Sequence[int], verdict: Verdict) -> None:
    if len(set(seqs)) < len(seqs):
        verdict.doubled.append(f"{conversation}: a seq twice")
    if sorted(set(seqs)) != list(range(1, len(set(seqs)) + 1)):
        verdict.lost.append(f"{conversation}: a gap in the log")


def _judge_ids(conversation: str, messages: Sequence[Acknowledged], stored: Sequence[Logged], verdict: Verdict) -> None:
    by_id: dict[str, list[int]] = {}
    for one in stored:
        if one.message_id is not None:
            by_id.setdefault(one.message_id, []).append(one.seq)
    verdict.doubled += [f"{conversation}: {name} at {seqs}" for name, seqs in by_id.items() if len(seqs) > 1]
    last = 0
    for one in messages:
        if one.seq not in by_id.get(one.message_id, []):
            verdict.lost.append(f"{conversation}: {one.message_id} was acknowledged at {one.seq}")
        if one.seq <= last:
            verdict.out_of_order.append(f"{conversation}: {one.message_id} at {one.seq}, after {last}")
        last = one.seq


def judge_answers(said: Mapping[str, int], answered: Mapping[str, int], notices: Mapping[str, int]) -> Verdict:
    """Compare, by conversation, how many messages were said with the answers, each of one part, and the notices.

    A notice that the bot is away may stand for several messages that waited.
    """
    verdict = Verdict(given_up=sum(notices.values()))
    for conversation, count in said.items():
        answers, notes = answered.get(conversation, 0), notices.get(conversation, 0)
        if answers > count:
            verdict.doubled.append(f"{conversation}: {answers} answers to {count} messages")
        if answers < count and not notes:
            verdict.lost.append(f"{conversation}: {answers} answers to {count} messages, and no word why")
    return verdict


def judge_filings(wanted: Iterable[str], filed: Mapping[str, int], otherwise: Mapping[str, str]) -> Verdict:
    """Compare whose application was confirmed with what the administration has on file.

    ``otherwise``: whose application ended in another way, and how; each of them should have been filed.
    """
    verdict, people = Verdict(), Counter(wanted)
    verdict.lost += [f"{person}: not filed" for person in people if not filed.get(person)]
    verdict.lost += [f"{person}: {end}" for person, end in otherwise.items()]
    # What came to no end that was seen may have been filed nevertheless.
    most = people + Counter(otherwise.keys())
    verdict.doubled += [f"{person}: filed {count} times" for person, count in filed.items() if count > most[person]]
    return verdict


def read_log(engine: Engine, conversations: Iterable[str]) -> list[Logged]:
    """Read the events of some conversations."""
    wanted = list(conversations)
    columns = (event.c.conversation_id, event.c.seq, event.c.message_id, event.c.data)
    with engine.connect() as connection:
        rows = connection.execute(select(*columns).where(event.c.conversation_id.in_(wanted))).all()
    return [Logged(row.conversation_id, row.seq, row.message_id, row.data["kind"], _author(row.data)) for row in rows]


def count_open_turns(engine: Engine, conversations: Iterable[str]) -> int:
    """Count the turns that nobody has ended."""
    wanted = select(turn.c.id).where(turn.c.conversation_id.in_(list(conversations)), turn.c.state.not_in(ENDED))
    with engine.connect() as connection:
        return len(connection.execute(wanted).all())


def _author(data: Mapping[str, object]) -> str | None:
    """Return who wrote a message; of a notice its code."""
    said = data.get("author", data.get("code"))
    return said if isinstance(said, str) else None


def recoveries(killed_at: float, done: Iterable[tuple[float, float]]) -> float | None:
    """Return the seconds from a death to the first end of something that was begun after it; None where there is none.

    ``done`` holds begin and end of each.
    """
    ends = [end for begun, end in done if begun >= killed_at]
    return min(ends) - killed_at if ends else None


def slowest_recovery(
    moments: Iterable[float], done: Sequence[tuple[float, float]], until: float, most: float
) -> float | None:
    """Return the longest recovery from deaths at these moments; infinite where nothing ended that was begun after one.

    Not so within the last ``most`` seconds before ``until``: nothing may have been begun there. None where there is
    nothing to say.
    """
    found = [(at, recoveries(at, done)) for at in moments]
    judged = [math.inf if taken is None else taken for at, taken in found if taken is not None or at <= until - most]
    return max(judged, default=None)


def longest_held_up(killed_at: float, done: Iterable[tuple[float, float]]) -> float:
    """Return the seconds from a death to the last end of what was in the middle then; 0 where nothing was."""
    return max((end - killed_at for begun, end in done if begun < killed_at < end), default=0.0)
