"""Releases: published, refused, begun at once by two, and taken back."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from channels.store.members import Member
from channels.studio.publishing.history import SOMEBODY
from channels.studio.publishing.live import FOUND
from channels.studio.publishing.publishing import MOST_TRIALS, Published, Waiting
from channels.studio.publishing.refusals import (
    ChangedSinceError,
    GetsWorseError,
    NothingChangesError,
    TrialFailedError,
    UnknownReleaseError,
    UnknownReviewError,
)
from channels.studio.publishing.states import WrongStateError
from contracts import models
from tests.channels.studio.publishing.conftest import LIVE, NOISE, PASSPORT, QUEUES, Studio

NEW = "knowledge/lb/library.md"
TESTS = "tests/passport.yaml"


async def test_content_and_model_go_live_together(studio: Studio, owner: Member, publisher: Member) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    await studio.draft(owner, NEW, "new\n")
    await studio.draft(owner, NOISE, None)
    review = await studio.approved(owner, publisher, PASSPORT, NEW, NOISE)
    await studio.draft(owner, PASSPORT, "fee: 60\nmore: 1\n")
    assert await studio.room.publishing.publish(review, publisher) == Published(number=2)
    assert studio.files() == {PASSPORT: "fee: 60\n", NEW: "new\n", QUEUES: LIVE[QUEUES]}
    first, second = await studio.releases()
    assert (first.title, first.author_id, first.model) == (FOUND, None, None)
    assert (second.title, second.author_id, second.publisher_id) == ("Fees", owner.id, publisher.id)
    assert second.model == studio.current() == (await studio.trials(review))[0].model
    assert studio.room.history.tip() == second.commit
    assert studio.room.history.changed(second.commit) == [NOISE, PASSPORT, NEW]
    assert (await studio.state(review)).state == "published"
    # What was published is no draft any more; the draft that went on is compared with it.
    assert await studio.drafts() == {PASSPORT: ("fee: 60\n", "fee: 60\nmore: 1\n")}
    assert (await studio.log())[-2:] == [("release_found", "platform"), ("release_published", "petra")]
    with pytest.raises(WrongStateError):
        await studio.room.publishing.publish(review, publisher)


async def test_what_was_changed_by_hand_is_a_release_of_its_own(
    studio: Studio, owner: Member, publisher: Member
) -> None:
    await studio.release(owner, publisher, PASSPORT, "fee: 60\n")
    (studio.bot_dir / NOISE).write_text("hours: 23\n")
    await studio.draft(owner, PASSPORT, "fee: 70\n")
    review = await studio.approved(owner, publisher, PASSPORT)
    await studio.room.publishing.publish(review, publisher)
    assert [row.author_id for row in await studio.releases()] == [None, owner.id, None, owner.id]
    found = (await studio.releases())[2]
    assert studio.room.history.changed(found.commit) == [NOISE]
    assert studio.files()[NOISE] == "hours: 23\n"


async def test_a_stale_trial_is_made_again(studio: Studio, owner: Member, publisher: Member) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    review = await studio.approved(owner, publisher, PASSPORT)
    await studio.release(owner, publisher, NOISE, "hours: 23\n")
    studio.clock.forward(1)
    result = await studio.room.publishing.publish(review, publisher)
    assert isinstance(result, Waiting)
    assert result.trial is not None
    assert studio.files()[PASSPORT] == LIVE[PASSPORT]
    assert await studio.room.publishing.publish(review, publisher) == Waiting(review=review, trial=None)
    await studio.train(review)
    assert await studio.room.publishing.publish(review, None) == Published(number=3)
    assert studio.files() == LIVE | {PASSPORT: "fee: 60\n", NOISE: "hours: 23\n"}


async def test_a_trial_with_other_tests_is_made_again(studio: Studio, owner: Member, publisher: Member) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    review = await studio.approved(owner, publisher, PASSPORT)
    await studio.release(owner, publisher, TESTS, "sentences: {}\n")
    studio.clock.forward(1)
    result = await studio.room.publishing.publish(review, publisher)
    assert isinstance(result, Waiting)
    assert result.trial is not None
    mark = await studio.train(review)
    assert mark == (await studio.trials(review))[0].model, "for the model nothing has changed"
    assert await studio.room.publishing.publish(review, None) == Published(number=3)


async def test_a_model_that_is_gone_is_trained_again(studio: Studio, owner: Member, publisher: Member) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    review = await studio.approved(owner, publisher, PASSPORT)
    models.model_path(studio.model_dir, (await studio.trials(review))[0].model).unlink()
    studio.clock.forward(1)
    assert isinstance(await studio.room.publishing.publish(review, publisher), Waiting)


async def test_another_trial_that_shows_a_regression_asks_a_person_again(
    studio: Studio, owner: Member, publisher: Member
) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    review = await studio.approved(owner, publisher, PASSPORT)
    studio.clock.forward(1)
    await studio.room.reviewing.try_again(publisher, review)
    await studio.train(review, blocked=True)
    with pytest.raises(GetsWorseError):
        await studio.room.publishing.publish(review, publisher)
    assert (await studio.state(review)).state == "waiting"
    assert studio.files() == LIVE
    await studio.room.reviewing.approve(publisher, review, "", "The law changed", None)
    await studio.room.publishing.publish(review, publisher)
    assert studio.files()[PASSPORT] == "fee: 60\n"


async def test_a_review_of_a_file_that_somebody_changed_meanwhile_fails(
    studio: Studio, owner: Member, publisher: Member
) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    review = await studio.approved(owner, publisher, PASSPORT)
    (studio.bot_dir / PASSPORT).write_text("fee: 55\n")
    with pytest.raises(ChangedSinceError, match="passport"):
        await studio.room.publishing.publish(review, publisher)
    row = await studio.state(review)
    assert (row.state, PASSPORT in row.note) == ("failed", True)
    assert studio.files()[PASSPORT] == "fee: 55\n"


async def test_a_failed_trial_stops_what_goes_out_by_the_clock(
    studio: Studio, owner: Member, publisher: Member
) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    review = await studio.approved(owner, publisher, PASSPORT)
    studio.clock.forward(1)
    await studio.room.reviewing.try_again(publisher, review)
    await studio.train(review, state="failed", result=None, problem="no memory")
    with pytest.raises(TrialFailedError):
        await studio.room.publishing.publish(review, None)
    assert (await studio.state(review)).note == "no memory"


async def test_the_clock_does_not_train_for_ever(studio: Studio, owner: Member, publisher: Member) -> None:
    await studio.draft(owner, PASSPORT, "fee: 60\n")
    review = await studio.approved(owner, publisher, PASSPORT)
    for _ in range(MOST_TRIALS - 1):
        await studio.train(review, model="f" * 64)
        studio.clock.forward(1)
        assert isinstance(await studio.room.publishing.publish(review, None), Waiting)
    await studio.train(review, model="f" * 64)
    with pytest.raises(TrialFailedError):
        await studio.room.publishing.publish(review, None)
    assert (await studio.state(review)).state == "failed"


async def test_two_gateways_publish_one_after_the_other(studio: Studio, owner: Member, publisher: Member) -> None:
    other = Studio(studio.url, studio.folder, studio.clock)
    for path in (PASSPORT, NOISE):
        await studio.draft(owner, path, "x: 1\n")
    one = await studio.approved(owner, publisher, PASSPORT)
    another = await studio.approved(owner, publisher, NOISE)
    results = await asyncio.gather(
        studio.room.publishing.publish(one, publisher),
        other.room.publishing.publish(another, publisher),
        other.room.publishing.publish(one, publisher),
        return_exceptions=True,
    )
    await other.database.close()
    # The first is out; whoever came second with the same finds it published; the other must be tried on what is live.
    assert sum(isinstance(result, Published) for result in results) == 1
    assert not [result for result in results if not isinstance(result, Published | Waiting | WrongStateError)]
    assert [row.number for row in await studio.releases()] == [1, 2]
    assert studio.room.history.tip() == (await studio.releases())[-1].commit


async def test_going_back_takes_content_and_model(studio: Studio, owner: Member, publisher: Member) -> None:
    await studio.release(owner, publisher, PASSPORT, "fee: 60\n")
    before, model = studio.files(), studio.current()
    await studio.release(owner, publisher, PASSPORT, "fee: 600\n")
    await studio.draft(owner, PASSPORT, "fee: 610\n")
    assert studio.current() != model
    assert await studio.room.publishing.restore(2, publisher) == Published(number=4)
    assert (studio.files(), studio.current()) == (before, model)
    last = (await studio.releases())[-1]
    assert (last.back_to, last.model, last.publisher_id) == (2, model, publisher.id)
    # The draft still has to be brought together with what is live now.
    assert await studio.drafts() == {PASSPORT: ("fee: 600\n", "fee: 610\n")}
    with pytest.raises(NothingChangesError):
        await studio.room.publishing.restore(2, publisher)
    with pytest.raises(UnknownReleaseError):
        await studio.room.publishing.restore(9, publisher)
    assert (await studio.log())[-1] == ("release_restored", "petra")


async def test_going_back_to_a_model_that_is_gone_trains_it_first(
    studio: Studio, owner: Member, publisher: Member
) -> None:
    await studio.release(owner, publisher, PASSPORT, "fee: 60\n")
    result = await studio.room.publishing.restore(1, publisher)
    assert isinstance(result, Waiting)
    assert result.trial is not None
    assert studio.files()[PASSPORT] == "fee: 60\n"
    await studio.train(result.review, blocked=True)
    assert await studio.room.publishing.publish(result.review, None) == Published(number=3)
    assert studio.files() == LIVE
    assert (await studio.releases())[-1].back_to == 1


@pytest.mark.parametrize("is_there", [True, False])
async def test_going_back_to_before_there_were_tests_leaves_them(
    studio: Studio, owner: Member, publisher: Member, is_there: bool
) -> None:
    await studio.release(owner, publisher, PASSPORT, "fee: 60\n")
    mark = studio.current()
    tests = {TESTS: "sentences: {}\n"}
    await studio.release(owner, publisher, TESTS, tests[TESTS])
    await studio.release(owner, publisher, PASSPORT, "fee: 600\n")
    if not is_there:
        models.model_path(studio.model_dir, mark or "").unlink()
    result = await studio.room.publishing.restore(2, publisher)
    if isinstance(result, Waiting):
        await studio.train(result.review)
        await studio.room.publishing.publish(result.review, None)
    assert isinstance(result, Published) is is_there
    assert (studio.files(), studio.current()) == (LIVE | {PASSPORT: "fee: 60\n"} | tests, mark)
    with pytest.raises(NothingChangesError):
        await studio.room.publishing.restore(2, publisher)


async def test_models_of_the_last_releases_are_kept(studio: Studio, owner: Member, publisher: Member) -> None:
    await studio.draft(owner, NOISE, "hours: 1\n")
    waiting = await studio.submit(owner, NOISE)
    tried = await studio.train(waiting)
    for fee in range(7):
        await studio.release(owner, publisher, PASSPORT, f"fee: 6{fee}\n")
    kept = [row.model for row in await studio.releases()][-5:]
    there = {models.mark_of(path) for path in studio.model_dir.glob("*.tar.gz")}
    assert there == {*kept, tried}


async def test_a_repository_that_is_gone_is_begun_anew(studio: Studio, owner: Member, publisher: Member) -> None:
    await studio.release(owner, publisher, PASSPORT, "fee: 60\n")
    (studio.folder / "content.git").rename(studio.folder / "elsewhere")
    await studio.release(owner, publisher, PASSPORT, "fee: 70\n")
    assert studio.files()[PASSPORT] == "fee: 70\n"
    assert [row.number for row in await studio.releases()] == [1, 2, 3, 4]
    with pytest.raises(UnknownReleaseError):
        await studio.room.publishing.restore(2, publisher)


async def test_an_older_database_takes_nothing_back(
    studio: Studio, owner: Member, publisher: Member, tmp_path: Path
) -> None:
    """The folder is the truth where SQL and Git do not agree: what lies there is a release of its own."""
    await studio.release(owner, publisher, PASSPORT, "fee: 60\n")
    elsewhere = studio.room.history.write({PASSPORT: b"fee: 99\n"}, "t", SOMEBODY, studio.clock.now, None)
    studio.room.history.point(elsewhere, 9)
    await studio.room.live.catch_up()
    assert studio.files()[PASSPORT] == "fee: 60\n"
    assert studio.room.history.tip() == (await studio.releases())[-1].commit


async def test_a_review_that_is_unknown(studio: Studio, publisher: Member) -> None:
    with pytest.raises(UnknownReviewError):
        await studio.room.publishing.publish("0" * 32, publisher)
