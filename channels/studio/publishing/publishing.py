"""Makes releases: of an approved review when its trial allows it, and of an earlier release that is wanted back."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import structlog
from sqlalchemy.ext.asyncio import AsyncConnection

from channels.store.audit import Actor, append
from channels.store.conversations import new_id
from channels.store.members import Member
from channels.store.releases import StoredRelease, read_release
from channels.store.reviews import (
    FrozenFile,
    StoredReview,
    add_review,
    change_review,
    lock_content,
    read_review,
)
from channels.store.trials import add_trial, count_trials, newest_trial
from channels.studio.publishing.folder import as_text, lay_over, name_model, with_tests
from channels.studio.publishing.history import Author, Content
from channels.studio.publishing.live import PLATFORM, Live, LiveContent, difference
from channels.studio.publishing.making import Entry, NewRelease, make_release
from channels.studio.publishing.refusals import (
    ChangedSinceError,
    GetsWorseError,
    NothingChangesError,
    TrialFailedError,
    UnknownReleaseError,
    UnknownReviewError,
    UnquietError,
)
from channels.studio.publishing.states import Act, next_state
from channels.studio.publishing.verdict import Outgoing, judge
from contracts.auditing import Detail
from contracts.models import fingerprint_tests

log = structlog.get_logger()

MOST_TRIALS = 5
"""Trials of a review after which the clock begins no further one: something keeps it from ever being current."""
MOST_LOOKS = 5
"""How often it is looked again where the folder changes all the time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Published:
    """It is a release."""

    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Waiting:
    """It goes out by itself as soon as its trial has succeeded."""

    review: str
    trial: str | None
    """A trial that has to be sent; None where one runs already."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Refused:
    """It does not go out; kept in the database before it is said."""

    error: Exception


Result = Published | Waiting | Refused


class Publishing:
    """Whoever makes releases."""

    def __init__(self, live: LiveContent) -> None:
        """``live``: what is published."""
        self._live = live
        self._history = live.history

    async def publish(self, review_id: str, member: Member | None) -> Published | Waiting:
        """Publish an approved review; ``member`` presses the button, None: its time has come.

        Raises `UnknownReviewError`, `ChangedSinceError`, `GetsWorseError`, `UnquietError`, and `WrongStateError`.
        """

        async def once(connection: AsyncConnection, live: Live) -> Result:
            return await self._publish(connection, live, review_id, member)

        return await self._carry_out(once)

    async def restore(self, number: int, member: Member) -> Published | Waiting:
        """Bring an earlier release back, as a new one; a model that is gone is trained first, by a review.

        Raises `UnknownReleaseError`, `NothingChangesError`, `UnquietError`.
        """

        async def once(connection: AsyncConnection, live: Live) -> Result:
            return await self._restore(connection, live, number, member)

        return await self._carry_out(once)

    async def _carry_out(self, once: Callable[[AsyncConnection, Live], Awaitable[Result]]) -> Published | Waiting:
        for _ in range(MOST_LOOKS):
            await self._live.catch_up()
            async with self._live.database.write() as connection:
                await lock_content(connection)
                live = await self._live.live(connection)
                result = None if live is None else await once(connection, live)
            match result:
                case Refused(error=error):
                    raise error
                case Published(number=number):
                    await self._live.finish()
                    log.info("release.made", release=number)
                    return result
                case Waiting():
                    return result
        raise UnquietError

    async def _publish(self, connection: AsyncConnection, live: Live, review_id: str, member: Member | None) -> Result:
        review = await read_review(connection, review_id)
        if review is None:
            return Refused(error=UnknownReviewError(review_id))
        next_state(review.state, "publish")
        decider = member.actor if member is not None else Actor(id=review.decided_by, name=review.decider_login or "")
        changed = next((file.path for file in review.files if not _is_as_seen(live, file)), None)
        if changed is not None:
            await self._end(connection, review, "fail", decider, f"{changed} was changed since it was submitted")
            return Refused(error=ChangedSinceError(changed))
        content = lay_over(live.content, review.texts)
        mark = await asyncio.to_thread(name_model, content)
        trial = await newest_trial(connection, review.id)
        outgoing = Outgoing(model=mark, tests=fingerprint_tests(content), is_there=self._live.has_model(mark))
        verdict = judge(trial, outgoing, overridden=bool(review.override), asked=member is not None)
        match verdict:
            case "wait" | "try_again":
                return await self._wait(connection, review, member, again=verdict == "try_again")
            case "reconsider":
                await self._end(connection, review, verdict, decider, "another trial shows that a language gets worse")
                return Refused(error=GetsWorseError())
            case "fail":
                await self._end(connection, review, verdict, decider, (trial and trial.problem) or "the trial failed")
                return Refused(error=TrialFailedError())
            case "publish":
                return await self._release(connection, live, review, content, mark, decider)

    async def _wait(
        self, connection: AsyncConnection, review: StoredReview, member: Member | None, *, again: bool
    ) -> Result:
        """Let a review go out as soon as its trial allows it; begin another trial where the last says nothing."""
        now = self._live.now()
        asker = member.id if member is not None else review.decided_by or review.submitted_by
        if member is not None:
            await change_review(connection, review.id, publish_at=now)
        if not again:
            return Waiting(review=review.id, trial=None)
        if member is None and await count_trials(connection, review.id) >= MOST_TRIALS:
            actor = Actor(id=review.decided_by, name=review.decider_login or "")
            note = "workers train other files than the gateway has: compare MOIEN_BOT_DIR and the versions of both"
            await self._end(connection, review, "fail", actor, note)
            return Refused(error=TrialFailedError())
        trial = await add_trial(connection, review.id, review.texts, asker, now)
        await append(connection, now, member.actor if member else PLATFORM, "trial_begun", review.id, {"trial": trial})
        return Waiting(review=review.id, trial=trial)

    async def _end(self, connection: AsyncConnection, review: StoredReview, act: Act, actor: Actor, note: str) -> None:
        """Say that an approved review does not go out (now), and why."""
        state = next_state(review.state, act)
        await change_review(connection, review.id, state=state, note=note, publish_at=None)
        await append(connection, self._live.now(), actor, "review_stopped", review.id, {"state": state, "why": note})

    async def _release(
        self,
        connection: AsyncConnection,
        live: Live,
        review: StoredReview,
        content: Content,
        mark: str,
        publisher: Actor,
    ) -> Published:
        new = NewRelease(
            content=content,
            model=mark,
            title=review.title,
            author=Author(name=review.author, login=review.author_login),
            author_id=review.submitted_by,
            texts=review.texts,
            frozen={file.path: file.revision for file in review.files},
            review_id=review.id,
        )
        detail: dict[str, Detail] = {"review": review.id, "paths": sorted(review.texts), "override": review.override}
        made = await make_release(connection, self._live, live, new, Entry(publisher, "release_published", detail))
        await change_review(connection, review.id, state=next_state(review.state, "publish"))
        return Published(number=made)

    async def _restore(self, connection: AsyncConnection, live: Live, number: int, member: Member) -> Result:
        target = await read_release(connection, number)
        try:
            content = await asyncio.to_thread(self._history.content, target.commit) if target is not None else None
        except KeyError:
            content = None
        if target is None or content is None:
            return Refused(error=UnknownReleaseError(number))
        content = with_tests(content, live.content)
        texts = difference(live.content, content)
        if not texts:
            return Refused(error=NothingChangesError())
        mark = await asyncio.to_thread(name_model, content)
        if not self._live.has_model(mark):
            return await self._train_first(connection, live, target, texts, member)
        new = NewRelease(
            content=content,
            model=mark,
            title=target.title,
            author=Author(name=member.display_name, login=member.name),
            author_id=member.id,
            texts=texts,
            back_to=number,
        )
        entry = Entry(member.actor, "release_restored", {"back_to": number})
        return Published(number=await make_release(connection, self._live, live, new, entry))

    async def _train_first(
        self,
        connection: AsyncConnection,
        live: Live,
        target: StoredRelease,
        texts: dict[str, str | None],
        member: Member,
    ) -> Waiting:
        """Have the content of a release trained, to go out as soon as it is."""
        now = self._live.now()
        review_id = new_id()
        row = {
            "id": review_id,
            "title": target.title,
            "state": "approved",
            "submitted_by": member.id,
            "submitted_at": now,
            "decided_by": member.id,
            "decided_at": now,
            "note": "",
            # Whoever goes back wants just that, whatever was better in between.
            "override": f"release {target.number}",
            "publish_at": now,
        }
        files = [
            FrozenFile(path=path, before=as_text(live.content.get(path)), after=after, revision=0)
            for path, after in texts.items()
        ]
        await add_review(connection, row, files)
        trial = await add_trial(connection, review_id, texts, member.id, now)
        detail: dict[str, Detail] = {"back_to": target.number, "trial": trial}
        await append(connection, now, member.actor, "restoring_begun", review_id, detail)
        return Waiting(review=review_id, trial=trial)


def _is_as_seen(live: Live, file: FrozenFile) -> bool:
    return as_text(live.content.get(file.path)) in (file.before, file.after)
