"""From drafts to an approved review."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from channels.store.drafts import Drafts
from channels.store.members import Member
from channels.studio.publishing.refusals import (
    ChangedSinceError,
    HeldError,
    NoDraftError,
    NotAuthorError,
    OverrideNeededError,
    OwnReviewError,
    ProblemsError,
    TrialNeededError,
    UnknownReviewError,
)
from channels.studio.publishing.states import WrongStateError
from channels.studio.standing import Standing
from tests.channels.studio.publishing.conftest import LIVE, NOISE, PASSPORT, QUEUES, Studio

NEW = "catalogue/library.yaml"


async def test_a_review_freezes_the_texts(studio: Studio, owner: Member) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    await studio.draft(owner, NEW, "new: 1\n")
    await studio.draft(owner, NOISE, None)
    review = await studio.submit(owner, PASSPORT, NEW, NOISE)
    await studio.draft(owner, PASSPORT, "fee: 70\n")
    (trial,) = await studio.trials(review)
    assert trial.files == {PASSPORT: "fee: 60\n", NEW: "new: 1\n", NOISE: None}
    assert (trial.state, trial.cancel, trial.asked_by) == ("queued", False, owner.id)
    assert (await studio.state(review)).state == "waiting"
    assert PASSPORT in await studio.drafts(), "drafts stay"
    assert studio.files() == LIVE
    assert await studio.log() == [("review_submitted", "olga")]


async def test_what_cannot_be_submitted(studio: Studio, owner: Member) -> None:
    with pytest.raises(NoDraftError, match="passport"):
        await studio.submit(owner, PASSPORT)
    await studio.draft(owner, PASSPORT, LIVE[PASSPORT])
    with pytest.raises(NoDraftError, match="passport"):
        await studio.submit(owner, PASSPORT)
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    await studio.submit(owner, PASSPORT, title="First")
    await studio.draft(owner, PASSPORT, "fee: 70\n")
    with pytest.raises(HeldError) as held:
        await studio.submit(owner, PASSPORT)
    assert (held.value.path, held.value.title) == (PASSPORT, "First")
    await studio.draft(owner, QUEUES, "queues: [a]\n")
    (studio.bot_dir / QUEUES).write_text("queues: [b]\n")
    with pytest.raises(ChangedSinceError, match="queues"):
        await studio.submit(owner, QUEUES)
    studio.room.reviewing._check = Standing(studio.bot_dir, Drafts(studio.database))
    await studio.draft(owner, NOISE, "id: noise\n")
    with pytest.raises(ProblemsError, match="noise"):
        await studio.submit(owner, NOISE)


async def test_a_draft_that_is_saved_during_the_check_is_checked_again(studio: Studio, owner: Member) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    checked: list[bytes] = []
    reviewing = studio.room.reviewing
    read = studio.room.live.read

    def changing() -> dict[str, bytes]:
        content = read()
        return content | {NOISE: b"by hand\n"} if len(checked) == 1 else content

    class Noting:
        async def problems_of(self, content: Mapping[str, bytes]) -> list[Any]:
            checked.append(content[PASSPORT])
            return []

    reviewing._check = Noting()
    studio.room.live.read = changing  # type: ignore[method-assign]
    await studio.submit(owner, PASSPORT)
    assert len(checked) == 3, "the folder was another one, then the first again"


async def test_an_approval_needs_another_person_and_a_trial(studio: Studio, owner: Member, publisher: Member) -> None:
    await studio.draft(publisher, PASSPORT, "fee: 60\n")
    review = await studio.submit(publisher, PASSPORT)
    approve = studio.room.reviewing.approve
    other = await studio.hire("paul", "publisher")
    with pytest.raises(TrialNeededError):
        await approve(other, review, "", "", None)
    await studio.train(review)
    with pytest.raises(OwnReviewError):
        await approve(publisher, review, "", "", None)
    with pytest.raises(UnknownReviewError):
        await approve(other, "0" * 32, "", "", None)
    later = studio.clock.now + timedelta(hours=1)
    await approve(other, review, "Good", "no need", later)
    row = await studio.state(review)
    assert (row.state, row.note, row.override, row.decided_by) == ("approved", "Good", None, other.id)
    with pytest.raises(WrongStateError):
        await approve(other, review, "", "", None)


async def test_a_language_that_gets_worse_takes_a_reason(studio: Studio, owner: Member, publisher: Member) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    review = await studio.submit(owner, PASSPORT)
    await studio.train(review, blocked=True)
    with pytest.raises(OverrideNeededError):
        await studio.room.reviewing.approve(publisher, review, "", "", None)
    await studio.room.reviewing.approve(publisher, review, "", "The law changed", None)
    assert (await studio.state(review)).override == "The law changed"


@pytest.mark.parametrize("approved", [False, True])
async def test_a_review_is_withdrawn_or_returned(
    studio: Studio, owner: Member, publisher: Member, approved: bool
) -> None:
    reviewing = studio.room.reviewing
    for path in (PASSPORT, NOISE):
        await studio.draft(owner, path, "x: 1\n")
    one, other = await studio.submit(owner, PASSPORT), await studio.submit(owner, NOISE)
    if approved:
        for review in (one, other):
            await studio.train(review)
            await reviewing.approve(publisher, review, "", "", studio.clock.now + timedelta(days=1))
    with pytest.raises(NotAuthorError):
        await reviewing.withdraw(publisher, one)
    await reviewing.withdraw(owner, one)
    await reviewing.send_back(publisher, other, "Which law?")
    assert (await studio.state(one)).state == "withdrawn"
    row = await studio.state(other)
    assert (row.state, row.note, row.publish_at) == ("returned", "Which law?", None)
    (trial,) = await studio.trials(other)
    assert trial.state == ("succeeded" if approved else "cancelled")
    await studio.submit(owner, PASSPORT, NOISE)


async def test_trials_are_begun_again_and_cancelled(studio: Studio, owner: Member) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    review = await studio.submit(owner, PASSPORT)
    studio.clock.forward(1)
    await studio.room.reviewing.try_again(owner, review)
    assert [trial.state for trial in await studio.trials(review)] == ["cancelled", "queued"]
    await studio.train(review, state="training", lease_until=studio.clock.now)
    assert await studio.room.reviewing.cancel_trial(owner, review)
    assert [(trial.state, trial.cancel) for trial in await studio.trials(review)][1] == ("training", True)
    await studio.train(review, state="cancelled")
    assert not await studio.room.reviewing.cancel_trial(owner, review)
    await studio.room.reviewing.withdraw(owner, review)
    with pytest.raises(WrongStateError):
        await studio.room.reviewing.try_again(owner, review)
    actions = [action for action, _ in await studio.log()]
    assert actions == ["review_submitted", "trial_begun", "trial_cancelled", "review_withdrawn"]
