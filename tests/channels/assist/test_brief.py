"""The brief of a conversation, pure and over its route."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from channels.answer_door.assist import AssistUnavailableError, NotBorneOutError
from channels.assist import proposals, routes
from channels.assist.brief import LONGEST_LINE, MOST_LINES, BriefJob, as_talk, make_brief, quote_citizen
from contracts.events import Notice, OwnerChanged, Pressed
from contracts.parts import Citation
from contracts.tables import answer_record, job
from contracts.translations import SummaryRequest
from tests.channels.assist.test_tried import PAGE, log
from tests.channels.staff_app import NOW, Desks, agent, bot, citizen

ROUTERS = (routes.router, proposals.router)
VISA = Citation(title="Visa", link="https://guichet.lu/visa", checked="2026-11-01", language="fr")


def test_a_few_words_of_the_citizen_are_quoted() -> None:
    pressed = Pressed(seq=1, button=0)
    events = log(citizen("Moien"), bot("Moien!"), citizen("Jo", pressed=pressed), citizen("🙂"), citizen("e\n Pass"))
    assert quote_citizen(events) == ["Moien", "e Pass"]


def test_of_many_words_the_first_the_longest_and_the_newest() -> None:
    texts = ["first", "b", "the longest of all of them " * 20, "d", "e", "f", "g", "h"]
    lines = quote_citizen(log(*map(citizen, texts)))
    assert [line[:8] for line in lines] == ["first", "the long", "f", "g", "h"]
    assert len(lines) == MOST_LINES
    assert max(map(len, lines)) == LONGEST_LINE


def test_sources_are_named_once() -> None:
    events = log(citizen("a"), bot(citations=[PAGE]), bot(citations=[VISA]), bot(citations=[PAGE]))
    jobs = [BriefJob(service="passport", state="succeeded", reference="R-1")]
    brief = make_brief(events, [], {"name": "Muster"}, jobs)
    assert brief.sources == [VISA, PAGE]
    assert (brief.summary.model, brief.fields, brief.jobs) == (None, {"name": "Muster"}, jobs)


def test_a_model_reads_what_was_said_and_by_whom() -> None:
    events = log(Notice(code="ai_disclosure"), citizen("a"), bot("b"), agent("c"), citizen(" "))
    assert as_talk(events) == ["citizen: a", "bot: b", "agent: c"]


async def make_matter(desks: Desks) -> None:
    await desks.talk(
        "c", citizen("e Pass?"), bot(citations=[PAGE], code="AAAA-2222"), OwnerChanged(owner="queue", reason="asked")
    )
    await desks.ticket("t", "c", state="waiting", fields={"name": "Muster"})
    filed = {
        "operation": "commune.x",
        "fields": {"secret": "1"},
        "language": "lb",
        "attempts": 1,
        "failures": 0,
        "delayed": False,
        "unsure": False,
        "reported_state": "succeeded",
        "reported_delayed": False,
        "reported_ready": False,
        "created_at": NOW,
        "updated_at": NOW,
        "conversation_id": "c",
        "service": "passport",
    }
    done = {"state": "succeeded", "result": {"state": "succeeded", "reference": "R-1"}}
    looked_up = {"state": "succeeded", "result": {"state": "succeeded"}}
    async with desks.database.write() as connection:
        for id_, kind, more in (("j", "file", done), ("k", "look_up", looked_up)):
            await connection.execute(insert(job).values(**filed, id=id_, idempotency_key=id_, kind=kind, **more))
        await connection.execute(
            insert(answer_record).values(
                code="AAAA-2222", conversation_id="c", at=NOW, data={"answer": {"standing": "related"}}
            )
        )


@pytest.mark.parametrize("failure", [None, AssistUnavailableError("x"), NotBorneOutError([])])
async def test_the_route_sums_up_or_quotes(desks: Desks, failure: Exception | None) -> None:
    await make_matter(desks)
    member = await desks.hire("alex")
    desks.assist.said = [failure or ["Wants a passport."]]
    async with desks.visit(member, ROUTERS) as client:
        brief = (await client.get("/api/staff/tickets/t/brief", params={"language": "en"})).json()
    assert brief["tried"] == [{"question": "e Pass?", "outcome": "related"}]
    assert brief["jobs"] == [{"service": "passport", "state": "succeeded", "reference": "R-1"}]
    assert brief["fields"] == {"name": "Muster"}
    assert [source["link"] for source in brief["sources"]] == [PAGE.link]
    quoted = {"lines": ["e Pass?"], "model": None}
    assert brief["summary"] == (quoted if failure else {"lines": ["Wants a passport."], "model": "scripted"})
    assert desks.assist.asked == [SummaryRequest(language="en", messages=["citizen: e Pass?", "bot: …"])]


async def test_what_there_is_no_brief_of(desks: Desks) -> None:
    member = await desks.hire("alex")
    await make_matter(desks)
    desks.hidden = "c"
    async with desks.visit(member, ROUTERS) as client:
        unknown = await client.get("/api/staff/tickets/x/brief", params={"language": "en"})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "unknown_ticket")
        theirs = await client.get("/api/staff/tickets/t/brief", params={"language": "en"})
        assert (theirs.status_code, theirs.json()["code"]) == (404, "unknown_conversation")
        wrong = await client.get("/api/staff/tickets/x/brief", params={"language": "pt"})
        assert (wrong.status_code, wrong.json()["code"]) == (400, "bad_frame")
