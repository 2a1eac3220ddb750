"""Reviews in SQL, and the drafts that they are made of."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import insert, select

from channels.store.members import Member
from channels.store.reviews import (
    FrozenFile,
    add_review,
    change_review,
    due_reviews,
    held_paths,
    list_reviews,
    lock_content,
    read_drafts,
    read_review,
    settle_drafts,
)
from contracts.studio_tables import content_draft, content_step
from tests.channels.store.conftest import Store

FILES = [
    FrozenFile(path="catalogue/b.yaml", before=None, after="b\n", revision=2),
    FrozenFile(path="catalogue/a.yaml", before="a\n", after=None, revision=1),
]


async def add(store: Store, review_id: str, by: Member, **values: object) -> None:
    row = {
        "id": review_id,
        "title": f"Title of {review_id}",
        "state": "waiting",
        "submitted_by": by.id,
        "submitted_at": store.clock.now,
        "note": "",
    }
    async with store.database.write() as connection:
        await lock_content(connection)
        await add_review(connection, row | values, FILES)


async def add_draft(store: Store, path: str, text: str | None, by: Member) -> None:
    step = {"path": path, "text": text, "revision": 1, "changed_by": by.id, "changed_at": store.clock.now}
    async with store.database.write() as connection:
        await connection.execute(insert(content_draft).values(**step, live="old\n"))
        await connection.execute(insert(content_step).values(step))


async def test_a_review_is_read_as_it_was_written(store: Store) -> None:
    olga, petra = await store.hire("olga", "owner"), await store.hire("petra", "publisher")
    await add(store, "r1", olga)
    later = store.clock.now + timedelta(hours=1)
    async with store.database.write() as connection:
        decided = {"decided_by": petra.id, "decided_at": store.clock.now, "publish_at": later}
        await change_review(connection, "r1", state="approved", **decided)
    async with store.database.read() as connection:
        assert await read_review(connection, "r2") is None
        review = await read_review(connection, "r1")
    assert review is not None
    assert (review.author, review.author_login, review.decider, review.decider_login) == (
        "Olga",
        "olga",
        "Petra",
        "petra",
    )
    assert (review.submitted_at, review.publish_at) == (store.clock.now, later)
    assert [file.path for file in review.files] == ["catalogue/a.yaml", "catalogue/b.yaml"]
    assert review.texts == {"catalogue/a.yaml": None, "catalogue/b.yaml": "b\n"}


async def test_reviews_are_listed_and_due(store: Store) -> None:
    olga = await store.hire("olga", "owner")
    now = store.clock.now
    await add(store, "waiting", olga, publish_at=now)
    await add(store, "late", olga, state="approved", publish_at=now + timedelta(seconds=1), submitted_at=now)
    await add(store, "asked", olga, state="approved", submitted_at=now + timedelta(seconds=1))
    await add(store, "due", olga, state="approved", publish_at=now, submitted_at=now + timedelta(seconds=2))
    async with store.database.read() as connection:
        assert [review.id for review in await due_reviews(connection, now)] == ["due"]
        listed = [review.id for review in await list_reviews(connection)]
        assert listed == ["due", "asked", "late", "waiting"]
        assert len(await list_reviews(connection, limit=2)) == 2
        assert await held_paths(connection, ("waiting",)) == dict.fromkeys(
            ("catalogue/a.yaml", "catalogue/b.yaml"), "Title of waiting"
        )
        assert await held_paths(connection, ("returned",)) == {}


async def test_drafts_are_settled(store: Store) -> None:
    olga = await store.hire("olga", "owner")
    for path, text in (("same", "new\n"), ("gone", None), ("went_on", "newer\n"), ("kept", None), ("other", "x\n")):
        await add_draft(store, path, text, olga)
    published = {"same": "new\n", "gone": None, "went_on": "new\n", "kept": "new\n", "nobody": "new\n"}
    async with store.database.write() as connection:
        await settle_drafts(connection, published, {"went_on": 1, "kept": 7})
    async with store.database.read() as connection:
        rows = await connection.execute(select(content_draft.c.path, content_draft.c.live))
        assert {row.path: row.live for row in rows} == {"went_on": "new\n", "kept": "old\n", "other": "old\n"}
        steps = set(await connection.scalars(select(content_step.c.path)))
        assert steps == {"went_on", "kept", "other"}
        drafts = await read_drafts(connection, ["kept", "other", "same"])
    assert {path: draft.text for path, draft in drafts.items()} == {"kept": None, "other": "x\n"}
