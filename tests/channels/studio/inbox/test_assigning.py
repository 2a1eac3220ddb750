"""Examples that the inbox puts into drafts, over both databases: of which intents, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from channels.store.drafts import DraftMovedError, Drafts
from channels.store.staff import Member
from contracts.studio_tables import review, review_file
from tests.channels.store.conftest import Store
from tests.channels.studio.inbox.test_routes import PASSPORT, Visit, acts, draft_of, olga, room, visit
from tests.channels.studio.test_routes import bot_dir

__all__ = ["bot_dir", "olga", "room", "visit"]

REFUSED: list[tuple[dict[str, Any], str]] = [
    ({"intent": "passport_fee", "examples": []}, "bad_frame"),
    ({"intent": "passport_fee", "examples": [("fr", "Combien pour … ?")]}, "bad_frame"),
    ({"intent": "passport_fee", "examples": [("fr", "Ma carte [national_id]")]}, "bad_frame"),
    ({"intent": "passport_fee", "examples": [("fr", "Je suis le 1985010112345")]}, "bad_frame"),
    ({"intent": "passport_fee", "examples": [("fr", "   ")]}, "bad_frame"),
    ({"intent": "passport_fee", "examples": [("fr", f"Le livret {'o' * 191}")]}, "bad_frame"),
    ({"intent": "passport_about", "examples": [("lb", "REESPASS")]}, "taken"),
    ({"intent": "passport_fee", "examples": [("fr", "C'est combien ?"), ("fr", "c est combien")]}, "taken"),
    ({"intent": "passport_fee", "examples": [("lb", "reespass")]}, "has_problems"),
    ({"intent": "boat_fee", "examples": [("fr", "Le bateau ?")]}, "unknown_file"),
    ({"intent": "no_small_talk", "examples": [("fr", "Le bateau ?")]}, "unknown_file"),
    ({"intent": "../conversation_fee", "examples": [("fr", "Le bateau ?")]}, "unknown_file"),
    ({"intent": "passport_fee", "examples": [("fr", "Le livret ?")], "keys": ["0" * 64]}, "changed_since"),
    ({"intent": "passport_fee", "examples": [("fr", "Le livret ?")], "keys": ["x"]}, "bad_frame"),
    ({"intent": "passport_fee", "examples": [("fr", "Le livret ?")], "proposal": "gone"}, "unknown_proposal"),
]


async def test_what_is_refused_changes_nothing(store: Store, visit: Visit, olga: Member) -> None:
    async with visit(olga) as client:
        for wish, code in REFUSED:
            written = [{"language": language, "text": text} for language, text in wish["examples"]]
            refused = await client.post("/inbox/assign", json={**wish, "examples": written})
            assert refused.json().get("code") == code, (wish, refused.text)
    assert await draft_of(store, PASSPORT) is None
    assert await acts(store) == []


async def test_a_draft_of_what_is_not_live_any_more_is_brought_together_in_the_editor_first(
    store: Store, visit: Visit, olga: Member, bot_dir: Path
) -> None:
    live = (bot_dir / PASSPORT).read_text(encoding="utf-8")
    drafts = Drafts(store.database, now=store.clock)
    revision = await drafts.save(PASSPORT, f"{live}# mine\n", 0, f"{live}# rolled back\n", olga)
    wish = {"intent": "passport_fee", "examples": [{"language": "fr", "text": "Le livret, combien ?"}]}
    async with visit(olga) as client:
        for _press in range(2):
            refused = await client.post("/inbox/assign", json=wish)
            assert (refused.status_code, refused.json()["code"]) == (409, "changed_since")
            assert "open the file and save it there" in refused.json()["detail"]
        there = await drafts.find(PASSPORT)
        assert there is not None
        assert (there.text, there.live) == (f"{live}# mine\n", f"{live}# rolled back\n")
        with pytest.raises(DraftMovedError) as moved:
            await drafts.save(PASSPORT, f"{live}# mine\n", revision, live, olga)
        assert moved.value.newer is not None
        await drafts.save(PASSPORT, f"{live}# mine\n", moved.value.newer.revision, live, olga)
        assert (await client.post("/inbox/assign", json=wish)).status_code == 200


async def test_small_talk_and_what_is_out_of_scope_learn_too(store: Store, visit: Visit, olga: Member) -> None:
    async with visit(olga) as client:
        for intent, path in (("greet", "conversation.yaml"), ("out_of_scope", "out_of_scope.yaml")):
            example = {"language": "lb", "text": f"Eppes ganz Neies fir {intent}"}
            done = await client.post("/inbox/assign", json={"intent": intent, "examples": [example]})
            assert done.status_code == 200, done.text
            assert f"- {example['text']}\n" in (await draft_of(store, path) or "")


async def test_a_file_in_review_is_left_alone(store: Store, visit: Visit, olga: Member) -> None:
    async with store.database.write() as connection:
        row = {"id": "r", "title": "Fees", "state": "waiting", "submitted_by": olga.id, "note": ""}
        await connection.execute(insert(review).values(**row, submitted_at=store.clock.now))
        await connection.execute(
            insert(review_file).values(review_id="r", path=PASSPORT, before="", after="", revision=1)
        )
    wish = {"intent": "passport_fee", "examples": [{"language": "fr", "text": "Le livret, combien ?"}]}
    async with visit(olga) as client:
        refused = await client.post("/inbox/assign", json=wish)
        assert (refused.status_code, refused.json()["code"]) == (409, "in_review")
        async with store.database.write() as connection:
            await connection.execute(update(review).values(state="withdrawn"))
        assert (await client.post("/inbox/assign", json=wish)).status_code == 200
