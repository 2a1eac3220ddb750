"""What agents propose that the bot should know."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from channels.assist import proposals
from channels.store import proposals as proposals_store
from channels.store.conversations import utc_now
from channels.store.members import Role
from channels.store.proposals import LONGEST_PAGE, NoAnswerError, Proposals, find_question
from contracts.erasing import erase_conversation
from contracts.events import Message, Note
from services.database import open_engine
from tests.channels.staff_app import Desks, agent, bot, citizen

ROUTERS = (proposals.router,)
URL = "/api/staff/proposals"
PHONE = "Meng Nummer ass +352 621 123 456."


@pytest.mark.parametrize(
    ("earlier", "question"),
    [
        ([citizen("b"), citizen("a"), bot("?")], "a\nb"),
        ([agent("One moment"), citizen("a"), agent("Moien"), citizen("earlier")], "a"),
        ([citizen("", document=None), citizen("a")], "a"),
    ],
)
def test_the_question_stands_before_the_answer(earlier: list[Message], question: str) -> None:
    assert find_question(earlier) == question


def test_an_answer_to_nothing() -> None:
    with pytest.raises(NoAnswerError, match="wrote nothing"):
        find_question([agent("Moien"), bot("Moien")])


async def matter(desks: Desks) -> None:
    await desks.talk(
        "c",
        bot("?"),
        citizen("Kann ech de Pass fir mäi Kand ofhuelen?"),
        citizen(PHONE),
        Note(agent="Alex", text="asks often"),
        agent("Jo, mat enger Vollmacht. Mailt op alex@example.lu."),
        agent("Äddi", document=None),
    )
    await desks.ticket("t", "c")


async def test_a_proposal_is_made_once_and_masked(desks: Desks) -> None:
    await matter(desks)
    member = await desks.hire("alex")
    async with desks.visit(member, ROUTERS) as client:
        made = await client.post(URL, json={"conversation": "c", "seq": 5})
        again = await client.post(URL, json={"conversation": "c", "seq": 5})
        assert made.json() == again.json()
    owner = await desks.hire("olga", "owner")
    async with desks.visit(owner, ROUTERS) as client:
        listed = (await client.get(URL)).json()
    (proposal,) = listed["proposals"]
    assert listed["before"] is None
    assert proposal["question"] == "Kann ech de Pass fir mäi Kand ofhuelen?\nMeng Nummer ass [phone]."
    assert proposal["answer"] == "Jo, mat enger Vollmacht. Mailt op [email]"
    assert (proposal["service"], proposal["agent"], proposal["state"]) == ("passport", "Alex", "new")
    assert (proposal["language"], proposal["seq"], proposal["conversation"]) == ("lb", 5, "c")


async def test_two_at_the_same_moment_are_one(desks: Desks) -> None:
    await matter(desks)
    member = await desks.hire("alex")
    made = await asyncio.gather(*(Proposals(desks.database).add("c", 5, member) for _ in range(4)))
    assert len({id_ for id_, _ in made}) == 1
    assert sum(new for _, new in made) == 1


async def test_a_conversation_that_is_erased_at_this_moment(
    desks: Desks, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await matter(desks)
    member = await desks.hire("alex")
    engine = open_engine(database_url)
    read = proposals_store.find_question

    def find(earlier: Sequence[Message]) -> str:
        with engine.begin() as connection:
            assert erase_conversation(connection, "c", "citizen", utc_now())
        return read(earlier)

    monkeypatch.setattr(proposals_store, "find_question", find)
    async with desks.visit(member, ROUTERS) as client:
        answered = await client.post(URL, json={"conversation": "c", "seq": 5})
    engine.dispose()
    assert (answered.status_code, answered.json()["code"]) == (404, "unknown_conversation")


@pytest.mark.parametrize(
    ("wish", "status", "code"),
    [
        ({"conversation": "c", "seq": 2}, 400, "bad_frame"),
        ({"conversation": "c", "seq": 4}, 400, "bad_frame"),
        ({"conversation": "c", "seq": 99}, 400, "bad_frame"),
        ({"conversation": "c", "seq": 0}, 400, "bad_frame"),
        ({"conversation": "c", "seq": 2**40}, 400, "bad_frame"),
        ({"conversation": "x", "seq": 1}, 404, "unknown_conversation"),
        ({"conversation": "c"}, 400, "bad_frame"),
    ],
)
async def test_what_cannot_be_proposed(desks: Desks, wish: dict[str, object], status: int, code: str) -> None:
    await matter(desks)
    member = await desks.hire("alex")
    async with desks.visit(member, ROUTERS) as client:
        response = await client.post(URL, json=wish)
    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_owners_decide(desks: Desks) -> None:
    await matter(desks)
    made, _ = await Proposals(desks.database).add("c", 5, await desks.hire("alex"))
    async with desks.visit(await desks.hire("paul", "publisher"), ROUTERS) as client:
        assert (await client.post(f"{URL}/{made}", json={"state": "taken"})).json() == {"state": "taken"}
        assert (await client.get(URL, params={"state": "new"})).json()["proposals"] == []
        taken = (await client.get(URL, params={"state": "taken"})).json()["proposals"]
        assert [it["id"] for it in taken] == [made]
        for answer, status in (
            (await client.post(f"{URL}/{made}", json={"state": "lost"}), 400),
            (await client.post(f"{URL}/x", json={"state": "taken"}), 404),
            (await client.get(URL, params={"state": "lost"}), 400),
        ):
            assert answer.status_code == status


async def test_pages(desks: Desks) -> None:
    member = await desks.hire("alex")
    count = LONGEST_PAGE + 3
    await desks.talk("c", *(it for _ in range(count) for it in (citizen("a"), agent("b"))))
    await desks.ticket("t", "c")
    store = Proposals(desks.database)
    made = [(await store.add("c", 2 * number, member))[0] for number in range(1, count + 1)]
    async with desks.visit(await desks.hire("olga", "owner"), ROUTERS) as client:
        first = (await client.get(URL)).json()
        second = (await client.get(URL, params={"before": first["before"]})).json()
    assert [it["id"] for it in (*first["proposals"], *second["proposals"])] == made[::-1]
    assert second["before"] is None


@pytest.mark.parametrize("role", ["agent", "supervisor", "owner", "publisher", "administrator"])
async def test_who_may(desks: Desks, role: Role) -> None:
    member = await desks.hire("x", role)
    async with desks.visit(member, ROUTERS) as client:
        proposing = (await client.post(URL, json={"conversation": "c", "seq": 1})).status_code
        listing = (await client.get(URL)).status_code
        deciding = (await client.post(f"{URL}/x", json={"state": "taken"})).status_code
    assert proposing == (404 if role in ("agent", "supervisor") else 403)
    assert (listing, deciding) == ((200, 404) if role in ("owner", "publisher") else (403, 403))
