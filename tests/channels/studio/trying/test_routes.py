"""The routes of trying drafts: trials of one's own, who may do what, and what is refused."""

from __future__ import annotations

import os
from typing import Any

import httpx
import msgspec
import pytest

from channels.store.members import Member
from contracts import models
from contracts.catalogue.problems import Problem
from contracts.rehearsal import CallOutcome, PreparedCall
from contracts.studio import ChangedSentence
from tests.channels.studio.publishing.conftest import NOISE, PASSPORT, Studio, impact
from tests.channels.studio.trying.conftest import SignIn, Trying

TURN = {"conversation": "c" * 32, "turn": "d" * 32, "language": "en"}


def refusal(response: httpx.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


def say(text: str, **more: Any) -> dict[str, Any]:
    return {**TURN, "input": {"type": "text", "text": text}, **more}


async def test_the_whole_way(trying: Trying, studio: Studio, owner: Member, sign_in: SignIn) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    async with sign_in(owner) as hers:
        begun = await hers.post("/trials", json={})
        assert begun.status_code == 201
        trial = begun.json()
        assert (trial["state"], trial["paths"], trial["review"]) == ("queued", [PASSPORT], None)
        assert (trial["mine"], trial["ready"], trial["asked_by"]) == (True, False, "Olga")
        assert studio.sender.sent == [trial["id"]]
        row = await trying.row(trial["id"])
        assert (row.review_id, row.files) == (None, {PASSPORT: "fee: 60\n"})

        one = f"/trials/{trial['id']}"
        assert refusal(await hers.post(f"{one}/turns", json=say("Moien"))) == (409, "not_trained")
        await trying.train(trial["id"], done=False)
        shown = (await hers.get(one)).json()
        assert (shown["state"], shown["ready"]) == ("evaluating", True)
        tried = (await hers.post(f"{one}/turns", json=say("Moien"))).json()
        assert [part["text"] for part in tried["parts"]] == ["lb: Moien"]
        assert tried["heard"]["greeting"] is True
        assert refusal(await hers.post(f"{one}/turns", json=say("away"))) == (503, "rehearsal_away")
        trying.bot.gone = True
        assert refusal(await hers.post(f"{one}/turns", json=say("Moien"))) == (409, "not_trained")

        cancelled = await hers.delete(one)
        assert cancelled.status_code == 200
        assert (await trying.row(trial["id"])).cancel is True
    assert [action for action, _ in await studio.log()] == ["trial_begun", "trial_cancelled"]


async def test_everybody_has_one_trial_that_runs(
    trying: Trying, studio: Studio, owner: Member, publisher: Member, sign_in: SignIn
) -> None:
    for path in (PASSPORT, NOISE):
        await studio.draft(owner, path, "fee: 60\n")
    async with sign_in(owner) as hers, sign_in(publisher) as theirs:
        first = (await hers.post("/trials", json={"paths": [PASSPORT, PASSPORT]})).json()
        assert first["paths"] == [PASSPORT]
        other = (await theirs.post("/trials", json={})).json()
        assert other["paths"] == sorted([PASSPORT, NOISE])
        review = await studio.submit(owner, NOISE)
        second = (await hers.post("/trials", json={"paths": [PASSPORT]})).json()
        states = [(await hers.get(f"/trials/{one['id']}")).json()["state"] for one in (first, other, second)]
        assert states == ["cancelled", "queued", "queued"]
        assert refusal(await hers.delete(f"/trials/{other['id']}")) == (403, "not_yours")
        assert refusal(await hers.delete(f"/trials/{first['id']}")) == (409, "too_late")
        (of_review,) = await studio.trials(review)
        shown = (await theirs.get(f"/trials/{of_review.id}")).json()
        assert (shown["review"], shown["mine"], shown["state"]) == (review, False, "queued")
        assert (await theirs.delete(f"/trials/{of_review.id}")).json()["state"] == "cancelled"


async def test_a_model_that_people_try_is_kept_when_something_is_published(
    trying: Trying, studio: Studio, owner: Member, publisher: Member, sign_in: SignIn
) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    async with sign_in(owner) as hers:
        trial = (await hers.post("/trials", json={})).json()["id"]
        await trying.train(trial)
        await studio.release(owner, publisher, NOISE, "hours: 23\n")
        assert (await hers.get(f"/trials/{trial}")).json()["ready"] is True


async def test_no_training_deletes_what_others_try_or_have_in_review(
    trying: Trying, studio: Studio, owner: Member, publisher: Member, sign_in: SignIn
) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    await studio.draft(publisher, NOISE, "hours: 23\n")
    async with sign_in(owner) as hers, sign_in(publisher) as theirs:
        own = await trying.train((await hers.post("/trials", json={"paths": [PASSPORT]})).json()["id"])
        in_review = await studio.train(await studio.submit(publisher, NOISE))
        running = (await theirs.post("/trials", json={})).json()["id"]
    await studio.room.look()
    other = await trying.train(running, done=False)
    await studio.room.look()
    for path in studio.model_dir.glob("*.tar.gz"):
        os.utime(path, (1000, 1000))
    for number in range(7):
        models.model_path(studio.model_dir, f"later{number}").touch()
        models.drop_old(studio.model_dir)
    left = {models.mark_of(path) for path in studio.model_dir.glob("*.tar.gz")}
    assert left >= {own, in_review, other}
    assert len(left) == 3 + 5


async def test_what_citizens_wrote_is_shown_in_reviews_alone(
    trying: Trying, studio: Studio, owner: Member, sign_in: SignIn
) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    review = await studio.submit(owner, PASSPORT)
    (of_review,) = await studio.trials(review)
    sentence = ChangedSentence(
        language="fr", text="x", source="test", expected="a", before="a", after="b", verdict="worse"
    )
    told = msgspec.structs.replace(sentence, source="conversation", expected=None)
    result = msgspec.to_builtins(msgspec.structs.replace(impact(), changed=[sentence, told]))
    async with sign_in(owner) as hers:
        own = (await hers.post("/trials", json={})).json()["id"]
        shown = {}
        for trial in (own, of_review.id):
            await trying.change(trial, state="succeeded", result=result)
            changed = (await hers.get(f"/trials/{trial}")).json()["impact"]["changed"]
            shown[trial] = [one["source"] for one in changed]
    assert shown == {own: ["test"], of_review.id: ["test", "conversation"]}


async def test_what_cannot_be_tried(trying: Trying, studio: Studio, owner: Member, sign_in: SignIn) -> None:
    async with sign_in(owner) as hers:
        assert refusal(await hers.post("/trials", json={})) == (409, "nothing_changes")
        assert refusal(await hers.post("/trials", json={"paths": [PASSPORT]})) == (409, "no_draft")
        assert refusal(await hers.post("/trials", json={"paths": ["../moien.env"]})) == (404, "unknown_file")
        assert refusal(await hers.post("/trials", json={"paths": [PASSPORT] * 2, "more": 1})) == (400, "bad_frame")
        await studio.draft(owner, PASSPORT, "fee: 60\n")
        trying.room.trials._check = _Strict()
        refused = await hers.post("/trials", json={})
        assert refusal(refused) == (422, "has_problems")
        assert "catalogue/passport.yaml:3" in refused.json()["detail"]
        for answer in (
            await hers.get("/trials/none"),
            await hers.delete("/trials/none"),
            await hers.get("/trials/none/calls/none"),
        ):
            assert refusal(answer) == (404, "unknown_trial")
        assert refusal(await hers.post("/trials/none/turns", json=say("Moien"))) == (404, "unknown_trial")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (say(" "), (400, "empty_message")),
        (say("Moien", conversation="x"), (400, "bad_frame")),
        (say("Moien", language="pt"), (400, "bad_frame")),
        (say("Moien", more=1), (400, "bad_frame")),
        ({**TURN, "input": {"type": "press", "title": "x", "intent": "system_answer"}}, (400, "unknown_button")),
        ({**TURN, "input": {"type": "system", "intent": "system_answer"}}, (400, "bad_frame")),
        ({**TURN, "input": {"type": "call", "call": "none", "service": "passport"}}, (404, "unknown_call")),
    ],
)
async def test_turns_that_are_refused(
    trying: Trying, studio: Studio, owner: Member, sign_in: SignIn, body: dict[str, Any], expected: tuple[int, str]
) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    async with sign_in(owner) as hers:
        trial = (await hers.post("/trials", json={})).json()["id"]
        await trying.train(trial)
        assert refusal(await hers.post(f"/trials/{trial}/turns", json=body)) == expected


async def test_the_page_waits_for_a_call(
    trying: Trying, studio: Studio, owner: Member, publisher: Member, sign_in: SignIn
) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    async with sign_in(owner) as hers, sign_in(publisher) as theirs:
        trial = (await hers.post("/trials", json={})).json()["id"]
        await trying.train(trial)
        tried = (await hers.post(f"/trials/{trial}/turns", json=say("free moments"))).json()
        (wanted,) = tried["calls"]
        one = f"/trials/{trial}/calls/{wanted['id']}"
        assert (await hers.get(one)).json() == {"id": wanted["id"], "state": "queued", "outcome": None}
        # Its message may be lost: it goes out again.
        assert trying.sender.sent == [wanted["id"]] * 2
        assert refusal(await theirs.get(one)) == (404, "unknown_call")
        prepared = PreparedCall(method="GET", path="/appointments?from=2026-12-01", body=None)
        await trying.end_call(wanted["id"], CallOutcome(prepared=prepared, sent=False))
        done = (await hers.get(one)).json()
        assert (done["state"], done["outcome"]["prepared"]["path"]) == ("done", prepared.path)
        trying.sender.is_away = True
        assert (await hers.post(f"/trials/{trial}/turns", json=say("free", turn="e" * 32))).status_code == 200


class _Strict:
    async def problems_of(self, _content: object) -> list[Problem]:
        return [Problem(path=PASSPORT, line=3, code="x", message="no")]
