"""Puts the parts of publishing together for one gateway; looks for what is due: releases, trials, half-done work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from urllib.parse import urlsplit

import structlog

from channels.runner.jobs import JobSender
from channels.settings import GatewaySettings
from channels.store.conversations import utc_now
from channels.store.database import Database
from channels.store.reviews import due_reviews
from channels.store.trials import any_runs, newest_trials, wanted_trials
from channels.studio.publishing.clerk import TrialClerk
from channels.studio.publishing.freezing import ContentCheck
from channels.studio.publishing.history import History
from channels.studio.publishing.live import LiveContent
from channels.studio.publishing.publishing import Publishing, Waiting
from channels.studio.publishing.refusals import ChangedSinceError, GetsWorseError, TrialFailedError, UnquietError
from channels.studio.publishing.reviewing import Reviewing
from channels.studio.publishing.states import WrongStateError

log = structlog.get_logger()


class PublishingRoom:
    """Reviews, trials and releases of this gateway; several may run beside each other."""

    def __init__(
        self,
        settings: GatewaySettings,
        database: Database,
        sender: JobSender,
        check: ContentCheck,
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """``sender`` brings the id of a trial to the workers; ``check``: what drafts must pass.

        Nothing runs before `run`.
        """
        host = urlsplit(settings.public_url or "").hostname or ""
        self.database = database
        self.now = now
        self.bot_dir = settings.bot_dir
        self.history = History(settings.state_dir / "content.git", host)
        self.live = LiveContent(database, self.history, settings.bot_dir, settings.models, now=now)
        self.check = check
        self.reviewing = Reviewing(self.live, check)
        self.publishing = Publishing(self.live)
        self.clerk = TrialClerk(sender)
        self._pause = settings.sweep
        self._stuck: set[str] = set()
        """Reviews whose failure was logged."""

    async def run(self) -> None:
        """Look again and again until cancelled; what does not work now is tried at the next look."""
        is_away = False
        while True:
            try:
                await self.look()
            except Exception:
                # Database, folder or history: whatever it is, the chats of this process go on.
                if not is_away:
                    log.exception("publishing.away")
                is_away = True
            else:
                is_away = False
            await asyncio.sleep(self._pause)

    async def look(self) -> None:
        """Look once."""
        await self.live.finish()
        async with self.database.read() as connection:
            wanted = await wanted_trials(connection, self.now())
            is_training = await any_runs(connection)
            due = await due_reviews(connection, self.now())
            trials = await newest_trials(connection, [review.id for review in due])
        if is_training:
            # At every look while it runs: its own model is known only when a worker has begun, before it trains.
            await self.live.name_kept()
        await self.clerk.look(wanted)
        for review in due:
            trial = trials.get(review.id)
            if trial is None or not (trial.runs or trial.state == "cancelled"):
                await self._publish(review.id)

    async def _publish(self, review_id: str) -> None:
        """Publish a review whose time has come."""
        try:
            result = await self.publishing.publish(review_id, None)
        except (ChangedSinceError, GetsWorseError, TrialFailedError) as error:
            # The review itself says so to whoever looks at it.
            log.warning("review.stopped", review=review_id, reason=type(error).__name__)
        except (WrongStateError, UnquietError) as error:
            log.info("review.not_now", review=review_id, reason=type(error).__name__)
        except Exception:
            # One that does not get through, for whatever reason, does not keep back those behind it.
            if review_id not in self._stuck:
                log.exception("review.stuck", review=review_id)
            self._stuck.add(review_id)
        else:
            if isinstance(result, Waiting) and result.trial is not None:
                await self.clerk.send(result.trial)
