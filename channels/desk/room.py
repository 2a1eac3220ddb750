"""Puts the parts of the agents' desk together for one gateway."""

from __future__ import annotations

import asyncio

from channels.desk.attendance import Attendance
from channels.desk.board import Board
from channels.desk.routing import Routing
from channels.desk.service import AgentsDesk, Receive
from channels.desk.snapshot import Rules
from channels.desk.standing import StandingDesk
from channels.desk.tending import Tending
from channels.desk.viewers import Viewers
from channels.fanout import Fanout
from channels.staff.audit import AuditLog
from channels.store.callbacks import Callbacks
from channels.store.database import Database
from channels.store.desk import Desk
from channels.store.pauses import Pauses
from channels.store.presence import Presences
from contracts.desk.loader import DeskContent


class DeskRoom:
    """The desk of this gateway."""

    def __init__(
        self,
        standing: StandingDesk,
        database: Database,
        fanout: Fanout,
        audit: AuditLog,
        receive: Receive,
        poll: float,
    ) -> None:
        """``standing``: what is written for it; ``receive`` lets something happen to a conversation.

        ``poll`` as the board's. Nothing runs before `run`.
        """
        self.standing = standing
        self.store = Desk(database)
        callbacks = Callbacks(database)
        self.board = Board(self.store, self._rules(), poll)
        self.viewers = Viewers(fanout)
        self.attendance = Attendance(Presences(database), fanout.desk_moved)
        self.agents = AgentsDesk(standing, self.board, self.store, callbacks, Pauses(database), audit, receive)
        self.tending = Tending(self.store, callbacks, lambda: standing.content.plan, receive, fanout.desk_moved)
        fanout.on_desk_moved = self.board.desk_moved
        standing.on_changed = lambda: self.board.take_rules(self._rules())

    @property
    def content(self) -> DeskContent:
        """Return what is written for the desk now."""
        return self.standing.content

    @property
    def routing(self) -> Routing:
        """Return the rules of the queues now."""
        return self.standing.routing

    async def run(self) -> None:
        """Keep the board, the attendance and the viewers up to date until cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.board.run())
            group.create_task(self.attendance.run())
            group.create_task(self.viewers.run())
            group.create_task(self.standing.run())

    def _rules(self) -> Rules:
        standing = self.standing
        return Rules(routing=standing.routing, hours=standing.hours, edition=standing.edition)
