"""How things go at this moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from channels.supervision.overview import AgentSeen, OpenMatter, Waiting, make_overview

NOW = datetime(2026, 11, 23, 8, 15, tzinfo=UTC)
NAMES: Any = {"general": {"en": "General"}, "taxes": {"en": "Taxes"}}
WITHIN = {"general": 120, "taxes": 60}


def ago(seconds: float) -> datetime:
    return NOW - timedelta(seconds=seconds)


def matter(id_: str, opened: float, agent: str | None = None, again: float | None = None, **more: Any) -> OpenMatter:
    """A ticket opened so many seconds ago; ``again``: since when it waits, or is claimed, after a first claim."""
    return OpenMatter(
        **{
            "ticket": id_,
            "conversation": f"c-{id_}",
            "queue": "general",
            "language": "lb",
            "service": None,
            "agent_id": agent,
            "opened_at": ago(opened),
            "waiting_since": ago(opened if again is None else again),
            "claimed_at": ago(opened if again is None else again) if agent or again is not None else None,
            "was_claimed": agent is not None or again is not None,
        }
        | more
    )


def seen(id_: str, heard: float | None, state: Any = "available", reason: Any = None) -> AgentSeen:
    return AgentSeen(
        id=id_,
        name=id_.title(),
        capacity=4,
        state=state if heard is not None else None,
        reason=reason,
        since=ago(900) if heard is not None else None,
        seen_at=ago(heard) if heard is not None else None,
    )


def test_who_waits_and_how_long() -> None:
    overview = make_overview(
        NOW,
        [
            matter("a", 130),
            matter("b", 10, language="fr"),
            matter("c", 61, queue="taxes"),
            matter("d", 4000, again=100),
            matter("e", 5000, "alex", again=50),
            matter("f", 20, queue="gone"),
        ],
        [],
        3,
        WITHIN,
        NAMES,
    )
    assert (overview.now, overview.callbacks) == (Waiting(waiting=5, longest_wait=130, late=2), 3)
    assert [(it.queue, it.now.waiting, it.now.longest_wait, it.now.late, it.claimed) for it in overview.queues] == [
        ("general", 3, 130, 1, 1),
        ("taxes", 1, 61, 1, 0),
        ("gone", 1, 20, 0, 0),
    ]
    assert [(it.language, it.now.waiting, it.claimed) for it in overview.languages] == [
        ("lb", 4, 1),
        ("fr", 1, 0),
        ("de", 0, 0),
        ("en", 0, 0),
    ]
    assert [(it.ticket, it.wait, it.answer_within) for it in overview.late] == [("a", 130, 120), ("c", 61, 60)]


def test_who_is_at_work_with_what() -> None:
    agents = [
        seen("zoe", 5),
        seen("alex", 5, "busy"),
        seen("gone", 31),
        seen("never", None),
        seen("max", 1, "away", "lunch"),
    ]
    matters = [matter("a", 100, "alex", again=20), matter("b", 100, "alex", again=60), matter("c", 5)]
    overview = make_overview(NOW, matters, agents, 0, WITHIN, NAMES)
    assert [(it.id, it.presence, it.reason) for it in overview.agents] == [
        ("zoe", "available", None),
        ("alex", "busy", None),
        ("max", "away", "lunch"),
        ("gone", "offline", None),
        ("never", "offline", None),
    ]
    assert [[talk.ticket for talk in it.conversations] for it in overview.agents][:2] == [[], ["b", "a"]]
    assert overview.agents[3].since == "2026-11-23T08:14:29.000Z"
    assert overview.agents[4].since is None
