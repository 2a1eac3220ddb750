"""The inbox over both databases: what is shown, what becomes of it in drafts, marks and audit log, what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import insert, select

from channels.answers import answer_errors
from channels.store.drafts import Drafts
from channels.store.proposals import Proposals
from channels.store.staff import Member
from channels.studio.inbox import equality_routes, routes
from channels.studio.inbox.keys import Keys
from channels.studio.inbox.outcomes import QUIET
from channels.studio.inbox.room import InboxRoom
from channels.studio.inbox.showing import write
from channels.studio.room import StudioRoom
from contracts.effects import Guess
from contracts.languages import Language
from contracts.staff_tables import audit, proposal
from contracts.studio import NewService
from contracts.studio_tables import inbox_mark
from tests.channels.staff_app import open_door
from tests.channels.store.conftest import Store
from tests.channels.studio.inbox.talks import ANSWER, Talk
from tests.channels.studio.test_routes import bot_dir

__all__ = ["bot_dir"]

PASSPORT = "catalogue/passport.yaml"
FEE = Guess(intent="passport_fee", confidence=0.4)
LEAST = 2
KEYS = Keys(b"secret")
TITLES: dict[Language, str] = {"lb": "Boot", "fr": "Bateau", "de": "Boot", "en": "Boat"}

Visit = Callable[[Member], AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def room(store: Store, bot_dir: Path) -> InboxRoom:
    studio = StudioRoom(bot_dir, store.database, bot_dir)
    later = QUIET + timedelta(minutes=1)
    return InboxRoom(store.database, studio, KEYS, least=LEAST, days=30, now=lambda: store.clock.now + later)


@pytest.fixture
def visit(store: Store, room: InboxRoom) -> Visit:

    @asynccontextmanager
    async def visited(member: Member) -> AsyncIterator[httpx.AsyncClient]:
        async def signed_in(_token: str) -> Member:
            return member

        app = FastAPI()
        answer_errors(app)
        hub = SimpleNamespace(database=store.database, staff=SimpleNamespace(signed_in=signed_in))
        app.state.door = open_door(hub)
        app.state.inbox = room
        for one in (routes, equality_routes):
            app.include_router(one.router)
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://gateway/api/staff/studio"
        ) as client:
            yield client

    return visited


@pytest.fixture
async def olga(store: Store) -> Member:
    return await store.hire("olga", "owner")


async def ask(store: Store, text: str, *guesses: Guess, language: Language = "fr") -> Talk:
    talk = await Talk.begin(store, language)
    await talk.say(text, language)
    await talk.search("unknown", *guesses)
    return talk


async def ask_thrice(store: Store) -> None:
    await ask(store, "Combien coûte le livret bordeaux ?", FEE)
    await ask(store, "combien coute le livret bordeaux ?", FEE)
    await ask(store, "Was kostet der Pass für Jang Muller?", FEE, language="de")


async def acts(store: Store) -> list[tuple[str, str]]:
    async with store.database.read() as connection:
        rows = await connection.execute(select(audit).where(audit.c.action != "account_added").order_by(audit.c.number))
        return [(row.action, row.target) for row in rows]


async def draft_of(store: Store, path: str) -> str | None:
    found = await Drafts(store.database).find(path)
    return None if found is None else found.text


async def test_a_question_in_vain_becomes_an_example_in_the_draft(store: Store, visit: Visit, olga: Member) -> None:
    await ask_thrice(store)
    async with visit(olga) as client:
        shown = (await client.get("/inbox")).json()
        assert (shown["least"], shown["days"], shown["conversations"], shown["hidden"]) == (LEAST, 30, 3, 0)
        [group] = shown["groups"]
        assert (group["topic"], group["intent"]) == ("passport", "passport_fee")
        assert (group["messages"], group["languages"]) == (3, {"fr": 2, "de": 1})
        assert [(it["text"], it["whole"]) for it in group["texts"]] == [
            ("Combien coûte le livret bordeaux ?", True),
            ("Was kostet der Pass für …?", False),
        ]
        targets = (await client.get("/inbox/targets")).json()["targets"]
        assert {"intent": "passport_fee", "path": PASSPORT, "service": "passport"} in targets
        assert {"intent": "greet", "path": "conversation.yaml", "service": None} in targets
        assert {"intent": "out_of_scope", "path": "out_of_scope.yaml", "service": None} in targets

        examples = [
            {"language": "fr", "text": "Combien coûte le livret bordeaux ?"},
            {"language": "de", "text": "Was kostet der Pass für meinen Hamster?"},
        ]
        keys = [key for it in group["texts"] for key in it["keys"]]
        wish = {"intent": "passport_fee", "examples": examples, "keys": keys}
        done = await client.post("/inbox/assign", json=wish)
        assert done.status_code == 200, done.text
        assert done.json()["path"] == PASSPORT
        assert (await client.get("/inbox")).json()["groups"] == []

    text = await draft_of(store, PASSPORT)
    assert text is not None
    assert "\n        - Combien coûte le livret bordeaux ?\n" in text
    assert "\n        - Was kostet der Pass für meinen Hamster?\n" in text
    assert text.startswith("# yaml-language-server"), "comments stay"
    async with store.database.read() as connection:
        marks = [(row.key, row.state, row.intent) for row in await connection.execute(select(inbox_mark))]
    assert sorted(marks) == sorted((key, "assigned", "passport_fee") for key in keys)
    assert await acts(store) == [("inbox_assigned", "passport_fee"), ("draft_saved", PASSPORT)]


async def test_nothing_is_shown_of_fewer_conversations_than_the_threshold(
    store: Store, visit: Visit, olga: Member
) -> None:
    talk = await ask(store, "Combien coûte le livret bordeaux ?", FEE)
    await talk.say("Combien coûte le livret bordeaux ?")
    await talk.search("unknown", FEE)
    async with visit(olga) as client:
        answer = await client.get("/inbox")
    assert answer.json()["groups"] == []
    assert answer.json()["hidden"] == 2
    assert "bordeaux" not in answer.text


async def test_what_is_ignored_is_gone_and_what_is_gone_cannot_be_ignored(
    store: Store, visit: Visit, olga: Member
) -> None:
    await ask_thrice(store)
    async with visit(olga) as client:
        [group] = (await client.get("/inbox")).json()["groups"]
        some = {"group": group["id"], "keys": group["texts"][1]["keys"]}
        assert (await client.post("/inbox/ignore", json=some)).json() == {"texts": 1}
        assert (await client.post("/inbox/ignore", json={"group": group["id"]})).json() == {"texts": 1}
        assert (await client.get("/inbox")).json()["groups"] == []
        again = await client.post("/inbox/ignore", json=some)
        assert (again.status_code, again.json()["code"]) == (409, "changed_since")
    assert await acts(store) == [("inbox_ignored", group["id"])] * 2


async def test_what_is_hidden_is_refused_like_what_was_never_written(store: Store, visit: Visit, olga: Member) -> None:
    await ask(store, "Combien coûte le livret bordeaux ?", FEE)
    hidden = KEYS.of_text(write("c", "fr", "Combien coûte le livret bordeaux ?"))
    group = KEYS.of_group("topic passport")
    example = {"language": "fr", "text": "Le livret, combien ?"}
    async with visit(olga) as client:
        answers = [
            [
                await client.post("/inbox/assign", json={"intent": FEE.intent, "examples": [example], "keys": [key]}),
                await client.post("/inbox/ignore", json={"group": group, "keys": [key]}),
            ]
            for key in (hidden, "0" * 64)
        ]
    assert [[(one.status_code, one.text) for one in each] for each in answers[:1]] == [
        [(one.status_code, one.text) for one in each] for each in answers[1:]
    ]
    assert {one.json()["code"] for each in answers for one in each} == {"changed_since"}
    assert await draft_of(store, PASSPORT) is None


async def test_a_new_service_begins_with_what_was_asked(
    store: Store, visit: Visit, olga: Member, bot_dir: Path
) -> None:
    await StudioRoom(bot_dir, store.database, bot_dir).begin(
        NewService(id="boat", template="information", title=TITLES), olga
    )
    before = await draft_of(store, "catalogue/boat.yaml")
    wish = {"intent": "boat_about", "examples": [{"language": "fr", "text": "Où mettre mon bateau ?"}]}
    async with visit(olga) as client:
        done = await client.post("/inbox/assign", json=wish)
    assert done.status_code == 200, done.text
    text = await draft_of(store, "catalogue/boat.yaml")
    assert before is not None
    assert text is not None
    assert '- "Où mettre mon bateau ?"\n' in text
    assert text.count("✎") == before.count("✎") - 1, "what was to be written is written"


async def test_a_proposal_of_an_agent_is_taken_up(store: Store, visit: Visit, olga: Member) -> None:
    talk = await ask(store, "Combien coûte le livret ?")
    row = {"id": "p", "conversation_id": talk.conversation, "seq": 1, "language": "fr", "service": "passport"}
    said = {"question": "Combien coûte le livret ?", "answer": "50 euros.", "agent_id": olga.id, "state": "new"}
    async with store.database.write() as connection:
        await connection.execute(insert(proposal).values(**row, **said, created_at=store.clock.now))
    example = {"language": "fr", "text": "Combien coûte le livret ?"}
    async with visit(olga) as client:
        wish = {"intent": "passport_fee", "examples": [example], "proposal": "p"}
        assert (await client.post("/inbox/assign", json=wish)).status_code == 200
    assert [one.state for one in await Proposals(store.database).page()] == ["taken"]
    assert await acts(store) == [
        ("proposal_changed", "p"),
        ("inbox_assigned", "passport_fee"),
        ("draft_saved", PASSPORT),
    ]


async def test_answers_that_did_not_help_are_counted_and_questions_shown_from_the_threshold(
    store: Store, visit: Visit, olga: Member
) -> None:
    for helpful in (False, False, True):
        talk = await Talk.begin(store)
        await talk.say("Combien coûte le passeport ?")
        await talk.reply(ANSWER)
        await talk.judge(await talk.last_seq(), helpful=helpful)
    talk = await Talk.begin(store, "de")
    await talk.say("Was kostet der Pass?", "de")
    await talk.reply(ANSWER)
    await talk.judge(await talk.last_seq(), helpful=False)
    async with visit(olga) as client:
        shown = (await client.get("/inbox")).json()["unhelpful"]
    assert [(it["title"], it["language"], it["helpful"], it["unhelpful"], it["questions"]) for it in shown] == [
        ("Passport", "fr", 1, 2, ["Combien coûte le passeport ?"]),
        ("Passport", "de", 0, 1, []),
    ]


async def test_equal_service_by_period_and_as_a_table(store: Store, visit: Visit, olga: Member) -> None:
    await ask_thrice(store)
    talk = await Talk.begin(store)
    await talk.say("Je veux un passeport")
    await talk.reply(ANSWER)
    await talk.judge(await talk.last_seq(), helpful=True)
    async with visit(olga) as client:
        view = (await client.get("/equality?days=7")).json()
        fr = next(it for it in view["languages"] if it["language"] == "fr")
        assert (view["days"], view["complete"], view["alarms"]) == (7, True, [])
        assert (fr["messages"], fr["recognised"], fr["fallback"], fr["conversations"]) == (3, 1, 2, 3)
        assert (fr["judged"], fr["helpful"]) == (1, 1)
        assert (await client.get("/equality/alarms")).json() == {"alarms": []}
        table = await client.get("/equality/table.csv?days=7")
        assert table.headers["content-disposition"] == 'attachment; filename="moien-languages-7-days.csv"'
        assert "\r\nfr,3,0,3,1,0,0,2,0,1,1,0,," in table.text
        assert (await client.get("/equality?days=8")).json()["code"] == "bad_frame"


async def test_agents_see_nothing_of_it(store: Store, visit: Visit) -> None:
    async with visit(await store.hire("alex", "agent")) as client:
        for route in ("/inbox", "/inbox/targets", "/equality", "/equality/alarms", "/equality/table.csv"):
            assert (await client.get(route)).status_code == 403
        assert (await client.post("/inbox/ignore", json={})).status_code == 403
