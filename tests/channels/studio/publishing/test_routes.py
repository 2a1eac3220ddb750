"""The routes of publishing: who may do what, what they answer, and what they refuse."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from typing import Any

import httpx
import pytest

from channels.store.drafts import Drafts
from channels.store.members import Member
from channels.studio.publishing import routes
from channels.studio.standing import Standing
from tests.channels.studio.app import client_of
from tests.channels.studio.publishing.conftest import LIVE, NOISE, PASSPORT, NoProblems, Studio

NOTICE = {"lb": "Zou", "fr": "Fermé", "de": "Zu", "en": "Closed"}

SignIn = Callable[[Member], AbstractAsyncContextManager[httpx.AsyncClient]]


@pytest.fixture
def sign_in(studio: Studio) -> SignIn:
    """A browser in which somebody is signed in."""

    def enter(member: Member) -> AbstractAsyncContextManager[httpx.AsyncClient]:
        return client_of(member, routes.router, publishing=studio.room)

    return enter


def refusal(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def test_the_whole_way(studio: Studio, owner: Member, publisher: Member, sign_in: SignIn) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    async with sign_in(owner) as hers, sign_in(publisher) as theirs:
        sent = await hers.post("/reviews", json={"title": " Nei  Tax\n", "paths": [PASSPORT, PASSPORT]})
        assert sent.status_code == 201
        review = sent.json()
        assert (review["title"], review["state"], review["mine"]) == ("Nei Tax", "waiting", True)
        assert review["files"] == [{"path": PASSPORT, "before": LIVE[PASSPORT], "after": "fee: 60\n"}]
        assert review["trial"]["state"] == "queued"
        assert studio.sender.sent == [review["trial"]["id"]]
        one = f"/reviews/{review['id']}"
        assert refusal(await theirs.post(f"{one}/decision", json={"approve": True})) == (409, "trial_needed")
        await studio.train(review["id"], blocked=True)
        assert refusal(await theirs.post(f"{one}/decision", json={"approve": True})) == (409, "gets_worse")
        override = {"approve": True, "override": "The law changed"}
        assert refusal(await hers.post(f"{one}/decision", json=override)) == (403, "not_yours")
        approved = (await theirs.post(f"{one}/decision", json=override)).json()
        assert (approved["state"], approved["decided_by"], approved["mine"]) == ("approved", "Petra", False)
        assert refusal(await hers.post(f"{one}/publish")) == (403, "not_yours")
        published = (await theirs.post(f"{one}/publish")).json()
        assert (published["number"], published["live"], published["paths"]) == (2, True, [PASSPORT])
        assert (published["author"], published["publisher"], published["back_to"]) == ("Olga", "Petra", None)
        assert refusal(await theirs.post(f"{one}/publish")) == (409, "wrong_state")
        (listed,) = (await hers.get("/reviews")).json()["reviews"]
        assert (listed["state"], listed["files"], listed["paths"]) == ("published", [], [PASSPORT])
        releases = (await hers.get("/releases")).json()["releases"]
        assert [(it["number"], it["live"]) for it in releases] == [(2, True), (1, False)]
        file = (await hers.get(f"/releases/2/files/{PASSPORT}")).json()
        assert (file["before"], file["after"]) == (LIVE[PASSPORT], "fee: 60\n")
        assert [(it["line"], it["release"], it["author"]) for it in file["blame"]] == [(1, 2, "Olga")]
        old = (await hers.get(f"/releases/1/files/{NOISE}")).json()
        assert (old["before"], [it["author"] for it in old["blame"]]) == (None, ["", ""])
        back = await theirs.post("/releases/1/restore")
        assert back.status_code == 202, "its model was never trained"
        assert back.json()["trial"]["id"] == studio.sender.sent[-1]


async def test_a_stale_trial_is_said(studio: Studio, owner: Member, publisher: Member, sign_in: SignIn) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    review = await studio.approved(owner, publisher, PASSPORT)
    await studio.release(owner, publisher, NOISE, "hours: 1\n")
    studio.clock.forward(1)
    async with sign_in(publisher) as client:
        assert refusal(await client.post(f"/reviews/{review}/publish")) == (409, "trial_begun")
        assert studio.sender.sent == [(await studio.trials(review))[-1].id]
        await studio.train(review)
        assert (await client.post(f"/reviews/{review}/publish")).json()["number"] == 3
        assert (await client.post("/releases/2/restore")).json()["back_to"] == 2


async def test_what_is_refused(studio: Studio, owner: Member, publisher: Member, sign_in: SignIn) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    past = (studio.clock.now - timedelta(seconds=1)).isoformat()
    async with sign_in(owner) as hers, sign_in(publisher) as theirs:
        for body, expected in [
            ({"title": "", "paths": [PASSPORT]}, (400, "bad_frame")),
            ({"title": "x" * 201, "paths": [PASSPORT]}, (400, "bad_frame")),
            ({"title": "x", "paths": []}, (400, "bad_frame")),
            ({"title": "x", "paths": ["../../etc/passwd"]}, (404, "unknown_file")),
            ({"title": "x", "paths": ["catalogue/../config.yml"]}, (404, "unknown_file")),
            ({"title": "x", "paths": [NOISE]}, (409, "no_draft")),
        ]:
            assert refusal(await hers.post("/reviews", json=body)) == expected, body
        studio.room.reviewing._check = Standing(studio.bot_dir, Drafts(studio.database))
        bad = await hers.post("/reviews", json={"title": "x", "paths": [PASSPORT]})
        assert refusal(bad) == (422, "has_problems")
        assert PASSPORT in bad.json()["detail"]
        studio.room.reviewing._check = NoProblems()
        review = (await hers.post("/reviews", json={"title": "x", "paths": [PASSPORT]})).json()["id"]
        again = await hers.post("/reviews", json={"title": "x", "paths": [PASSPORT]})
        assert refusal(again) == (409, "in_review")
        await studio.train(review)
        decide = f"/reviews/{review}/decision"
        for decision, expected in [
            ({"approve": False, "note": " "}, (400, "bad_frame")),
            ({"approve": True, "note": "x" * 2001}, (400, "bad_frame")),
            ({"approve": True, "publish_at": "tomorrow"}, (400, "bad_frame")),
            ({"approve": True, "publish_at": "2030-01-01T00:00:00"}, (400, "bad_frame")),
            ({"approve": True, "publish_at": past}, (400, "bad_frame")),
        ]:
            assert refusal(await theirs.post(decide, json=decision)) == expected, decision
        assert refusal(await theirs.delete(f"/reviews/{review}")) == (403, "not_yours")
        assert refusal(await theirs.delete(f"/reviews/{review}/trial")) == (409, "too_late")
        studio.clock.forward(1)
        assert (await theirs.post(f"/reviews/{review}/trial")).json()["state"] == "queued"
        assert (await theirs.delete(f"/reviews/{review}/trial")).json()["state"] == "cancelled"
        assert (await theirs.post(decide, json={"approve": False, "note": "No"})).json()["note"] == "No"
        assert refusal(await hers.delete(f"/reviews/{review}")) == (409, "wrong_state")
        for unknown in ("/reviews/x", "/releases/1/files/a", "/releases/99999999999/files/a"):
            assert (await hers.get(unknown)).status_code == 404
        for number in ("0", "7", "99999999999"):
            assert refusal(await theirs.post(f"/releases/{number}/restore")) == (404, "unknown_release")
        for method, path in (("GET", "/releases/first/files/a"), ("POST", "/releases/first/restore")):
            answered = await theirs.request(method, path)
            assert refusal(answered) == (400, "bad_frame")
            assert "path.number" in answered.json()["detail"]
            assert "'first'" in answered.json()["detail"]
        assert refusal(await hers.post("/releases/1/restore")) == (403, "not_yours")
        await studio.room.live.catch_up()
        assert refusal(await hers.get("/releases/1/files/a")) == (404, "unknown_file")
        assert refusal(await theirs.post("/releases/1/restore")) == (409, "nothing_changes")


async def test_a_service_goes_offline_and_comes_back(
    studio: Studio, owner: Member, publisher: Member, sign_in: SignIn
) -> None:
    until = (studio.clock.now + timedelta(days=1)).isoformat()
    async with sign_in(owner) as hers, sign_in(publisher) as theirs:
        body = {"notice": NOTICE, "until": until}
        assert refusal(await hers.put("/pauses/passport", json=body)) == (403, "not_yours")
        shown = (await theirs.put("/pauses/passport", json=body)).json()
        assert (shown["notice"], shown["paused_by"]) == (NOTICE, "Petra")
        assert (await hers.get("/pauses")).json()["pauses"] == [shown]
        assert (await theirs.delete("/pauses/passport")).status_code == 204
        assert (await hers.get("/pauses")).json()["pauses"] == []
        assert refusal(await theirs.delete("/pauses/passport")) == (404, "unknown_service")
    assert await studio.log() == [("service_paused", "petra"), ("service_resumed", "petra")]


@pytest.mark.parametrize(
    ("service", "body", "expected"),
    [
        ("library", {"notice": NOTICE}, (404, "unknown_service")),
        ("%2e%2e", {"notice": NOTICE}, (404, "unknown_service")),
        ("Passport", {"notice": NOTICE}, (404, "unknown_service")),
        ("passport", {"notice": {**NOTICE, "lb": " "}}, (400, "bad_frame")),
        ("passport", {"notice": {"fr": "Fermé"}}, (400, "bad_frame")),
        ("passport", {"notice": {**NOTICE, "en": "\u202eClosed"}}, (400, "bad_frame")),
        ("passport", {"notice": {**NOTICE, "en": "x" * 1001}}, (400, "bad_frame")),
        ("passport", {"notice": NOTICE, "until": "2026-01-01T00:00:00Z"}, (400, "bad_frame")),
        ("passport", {"notice": NOTICE, "until": "soon"}, (400, "bad_frame")),
        ("passport", {"notice": NOTICE, "more": 1}, (400, "bad_frame")),
    ],
)
async def test_pauses_that_are_refused(
    studio: Studio, publisher: Member, sign_in: SignIn, service: str, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    async with sign_in(publisher) as client:
        assert refusal(await client.put(f"/pauses/{service}", json=body)) == expected
