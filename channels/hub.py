"""What every door calls: lets things happen to conversations and wakes whoever must know."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta

from channels.answer_door.door import AnswerDoor
from channels.begun import Begun
from channels.bot_door.door import BotDoor
from channels.catching_up import CatchUp
from channels.core import commands as do
from channels.core import inputs as i
from channels.core.state import Identity
from channels.desk.phone import read_phone
from channels.desk.room import DeskRoom
from channels.desk.standing import StandingDesk
from channels.fanout import Fanout
from channels.presence import Presence
from channels.runner.jobs import JobClerk, JobSender
from channels.runner.sweep import Sweep
from channels.runner.turns import Patience, TurnRunner
from channels.settings import GatewaySettings
from channels.staff.audit import AuditLog
from channels.store.answers import AnswerRecords
from channels.store.applying import Leases
from channels.store.conversations import Beside, Conversations, Happened, Outcome, fresh_token, hash_token, utc_now
from channels.store.database import Database
from channels.store.files import Files
from channels.store.identities import Identities
from channels.store.job_list import JobList
from channels.store.jobs import Jobs
from channels.store.loading import Log
from channels.store.logins import FinishedLogin, Logins
from channels.store.pauses import Pauses
from channels.store.people import People
from channels.store.staff import Staff
from channels.store.switches import Switches
from channels.store.turns import Turns
from channels.switches.board import SwitchBoard
from channels.switches.doors import SwitchedAnswers
from channels.watching.loss import LossWatch
from channels.watching.meters import TURN_STAGES, count_commands
from contracts import tracing
from contracts.frames import MAX_TEXT, Busy, LeaveCallback, RateConversation
from contracts.languages import Language
from nlu.text.clean import clean
from nlu.text.language import detect
from nlu.text.other_language import find_other_language

MOVES_DESK = do.OpenTicket | do.ClaimTicket | do.MoveTicket | do.CloseTicket | do.ShowWords | do.StoreCallback
"""Commands after which the agents' desk is different."""


class LoginFailedError(Exception):
    """No login of this conversation is finished by this code (any more)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entered:
    """What the one who has logged in gets; every other holder of the conversation's old token is locked out."""

    token: str
    seq: int
    """Event of the login."""


class Hub:
    """The conversations of the platform, for citizens and agents of this gateway."""

    def __init__(
        self,
        settings: GatewaySettings,
        database: Database,
        fanout: Fanout,
        door: BotDoor,
        answers: AnswerDoor,
        sender: JobSender,
        standing: StandingDesk,
    ) -> None:
        """Put the parts together; nothing runs before `run`. ``standing``: what service owners wrote for the desk."""
        leases = Leases(turn=timedelta(seconds=settings.turn_lease), postponed=timedelta(seconds=settings.report_retry))
        self.database = database
        self.fanout = fanout
        self.bot = door
        self.conversations = Conversations(database, leases, standing.route)
        self.turns = Turns(database, self.conversations, leases)
        self.jobs = Jobs(database, self.conversations, timedelta(seconds=settings.job_resend))
        self.job_list = JobList(database)
        self.files = Files(database, timedelta(days=settings.keep_files_days))
        self.logins = Logins(database)
        self.identities = Identities(database)
        self.people = People(database, settings.state_dir)
        self.answers = AnswerRecords(database)
        idle = timedelta(minutes=settings.session_idle_minutes)
        self.staff = Staff(database, timedelta(hours=settings.session_hours), session_idle=idle)
        self.audit = AuditLog(database)
        self.loss = LossWatch(database)
        self.desk = DeskRoom(standing, database, fanout, self.audit, self.receive, settings.poll)
        patience = Patience(
            message=settings.turn_patience,
            lease=settings.turn_lease,
            question=settings.answer_patience,
            at_once=settings.turn_concurrency,
        )
        self.switches = SwitchBoard(Switches(database))
        self._runner = TurnRunner(
            self.turns,
            door,
            SwitchedAnswers(answers, self.switches),
            self.receive,
            self._show_busy,
            patience,
            Pauses(database).notices,
            self.switches.off_notice,
        )
        self._clerk = JobClerk(self.jobs, sender, self._report)
        self._sweep = Sweep(
            self.turns,
            self.jobs,
            self.identities,
            self._runner,
            self._clerk,
            self._expire,
            self.desk.tending.look,
            settings.sweep,
        )
        self._catch_up = CatchUp(self.conversations, fanout, settings.poll)
        self._identity_lasts = timedelta(minutes=settings.identity_minutes)
        self._begun = Begun()
        fanout.on_job_moved = self._clerk.report
        fanout.on_stop_writing = self._runner.stop_writing
        # A model that writes for nobody keeps others waiting; who comes back finds the quotation.
        self.presence = Presence(fanout.stop_writing, fanout.tell_present)
        fanout.on_present = lambda conversation, present: self.presence.hear(conversation, asks=present.ask)

    async def run(self) -> None:
        """Listen and sweep until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.fanout.run())
            group.create_task(self._sweep.run())
            group.create_task(self._catch_up.run())
            group.create_task(self.desk.run())

    async def stop(self) -> None:
        """Finish what has begun in the database and put back what is in the middle elsewhere."""
        self.presence.close()
        await self._runner.stop()
        await self._clerk.stop()
        await self._begun.stop()

    async def open(self, language: Language, site: str) -> tuple[str, str]:
        """Begin a conversation; returns its id and the citizen's token."""
        outcome, token = await self.conversations.open(language, site, await self.switches.off_notice(language))
        return outcome.conversation, token

    async def say(self, conversation_id: str, message_id: str, text: str) -> Outcome:
        """The citizen wrote."""
        said = clean(text)
        read = said[:MAX_TEXT]
        happened = i.CitizenSaid(
            message_id=message_id, text=said, evidence=detect(read), other_language=find_other_language(read)
        )
        return await self.receive(conversation_id, happened, message_id)

    async def press(self, conversation_id: str, message_id: str, seq: int, index: int) -> Outcome:
        """The citizen pressed a button."""

        async def pressed(log: Log) -> i.Input:
            button = await log.button(seq, index)
            return i.CitizenPressed(message_id=message_id, seq=seq, index=index, button=button)

        return await self.receive(conversation_id, pressed, message_id)

    async def attach(self, conversation_id: str, message_id: str, file_id: str) -> Outcome:
        """The citizen gave a file that was uploaded before."""

        async def attached(log: Log) -> i.Input:
            return i.FileAttached(message_id=message_id, document=await log.document(file_id))

        return await self.receive(conversation_id, attached, message_id)

    async def cancel_job(self, conversation_id: str, message_id: str, job_id: str) -> Outcome:
        """The citizen calls a job off."""

        async def wanted(log: Log) -> i.Input:
            return i.JobCancelWanted(message_id=message_id, job=await log.job(job_id))

        return await self.receive(conversation_id, wanted, message_id)

    async def undo_job(self, conversation_id: str, message_id: str, job_id: str) -> Outcome:
        """The citizen takes back what a job filed."""

        async def wanted(log: Log) -> i.Input:
            return i.JobUndoWanted(message_id=message_id, job=await log.job(job_id))

        return await self.receive(conversation_id, wanted, message_id)

    async def retry_job(self, job_id: str) -> Outcome:
        """Somebody of the staff has a job that failed tried anew; raises `UnknownJobError`."""
        return await self._begun.finish(self._follow(self.jobs.retry(job_id)))

    async def cancel_job_as_staff(self, job_id: str) -> Outcome:
        """Somebody of the staff calls a job off; raises `UnknownJobError`."""
        return await self._begun.finish(self._follow(self.jobs.cancel(job_id)))

    async def finish_login(self, conversation_id: str, code: str) -> Entered:
        """The citizen has logged in and gives the code that says so; raises `LoginFailedError`."""
        finished = await self.logins.finish(conversation_id, code)
        if finished is None:
            raise LoginFailedError(conversation_id)
        return await self.log_in(conversation_id, finished)

    async def log_in(self, conversation_id: str, finished: FinishedLogin) -> Entered:
        """The citizen has proved who they are: the conversation gets a new token, which nobody else knows."""
        token = fresh_token()
        identity = Identity(
            subject=finished.subject, claims=finished.claims, expires_at=utc_now() + self._identity_lasts
        )
        entered = i.LoggedIn(identity=identity, token_hash=hash_token(token))
        outcome = await self.receive(conversation_id, entered, beside=self.people.link(finished, identity.expires_at))
        return Entered(token=token, seq=outcome.seq or 0)

    async def log_out(self, conversation_id: str) -> Outcome:
        """The citizen wants to be forgotten; nothing happens where nobody is logged in."""

        async def left(log: Log) -> i.Input:
            return i.LoggedOut(reason="logged_out", was_logged_in=await log.was_logged_in())

        return await self.receive(conversation_id, left, beside=self.people.end_link)

    async def ask_person(self, conversation_id: str, message_id: str) -> Outcome:
        """The citizen wants a person."""

        async def asked(log: Log) -> i.Input:
            return i.PersonAsked(message_id=message_id, owner_seq=await log.owner_seq())

        return await self.receive(conversation_id, asked, message_id)

    async def rate(self, conversation_id: str, seq: int, *, helpful: bool) -> Outcome:
        """The citizen judged an answer."""

        async def rated(log: Log) -> i.Input:
            return i.Rated(seq=seq, helpful=helpful, is_answer=await log.is_answer(seq))

        return await self.receive(conversation_id, rated)

    async def ask_callback(self, conversation_id: str, asked: LeaveCallback) -> Outcome:
        """The citizen leaves the queue and wants to be called."""
        happened = i.CallbackAsked(
            message_id=asked.message_id, phone=read_phone(asked.phone), when=asked.when, about=clean(asked.about)
        )
        return await self.receive(conversation_id, happened, asked.message_id)

    async def rate_conversation(self, conversation_id: str, rated: RateConversation) -> Outcome:
        """The citizen judged what a person did."""

        async def judged(log: Log) -> i.Input:
            ended = await log.newest_ended_ticket()
            return i.ConversationRated(message_id=rated.message_id, score=rated.score, ticket=ended)

        return await self.receive(conversation_id, judged, rated.message_id)

    async def receive(
        self, conversation_id: str, happened: Happened, message_id: str | None = None, beside: Beside | None = None
    ) -> Outcome:
        """Let something happen to a conversation; raises `UnknownConversationError`.

        What has begun is finished, wake-ups included, even when the one who sent it is gone meanwhile.
        """
        doing = self.conversations.receive(
            conversation_id, happened, message_id=message_id, beside=beside, starts=self._runner.is_free
        )
        if message_id is None:
            return await self._begun.finish(self._follow(doing))
        with TURN_STAGES.time("acknowledging"), tracing.begin("hub.receive", message_id):
            outcome = await self._begun.finish(self._follow(doing))
        self.loss.note(message_id, outcome)
        return outcome

    async def _follow(self, happening: Awaitable[Outcome]) -> Outcome:
        outcome = await happening
        self._wake(outcome)
        taken = await self.turns.started(outcome)
        if taken is not None:
            await self._runner.begin(taken)
        return outcome

    async def _report(self, job_id: str) -> None:
        outcome = await self.jobs.report(job_id)
        if outcome is not None:
            self._wake(outcome)

    async def _expire(self, conversation_id: str) -> None:
        """Let the login of a conversation expire, if another gateway has not done so meanwhile."""

        async def expired(log: Log) -> i.Input:
            return i.LoggedOut(reason="expired", was_logged_in=await log.has_expired_login())

        await self.receive(conversation_id, expired)

    def _wake(self, outcome: Outcome) -> None:
        """Tell all who must know, after the commit."""
        count_commands(outcome.commands)
        if news := outcome.events:
            self.fanout.conversation_moved(outcome.conversation, news)
        if outcome.holds(MOVES_DESK):
            self.fanout.desk_moved()
        for command in outcome.commands:
            if isinstance(command, do.StoreJob | do.RetryJob):
                self._clerk.send(command.id)
        if outcome.holds(do.StoreTurn) and not outcome.holds(do.StartTurn):
            self._runner.wake(outcome.conversation)

    def _show_busy(self, busy: Busy) -> None:
        self.fanout.pass_on(busy.conversation, busy)
