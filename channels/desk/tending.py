"""What happens on the desk by itself: tickets of agents who are gone go back, and tickets overflow to other queues."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime

import structlog

from channels.core.staff_inputs import AgentVanished, Overflowed
from channels.store.callbacks import Callbacks
from channels.store.conversations import UnknownConversationError, utc_now
from channels.store.desk import Desk
from channels.store.presence import GONE
from contracts.desk.model import DeskPlan

log = structlog.get_logger()

Receive = Callable[[str, AgentVanished | Overflowed], Awaitable[object]]


class Tending:
    """Looks after what nobody looks after; several gateways may do so at the same time."""

    def __init__(
        self,
        desk: Desk,
        callbacks: Callbacks,
        plan: Callable[[], DeskPlan],
        receive: Receive,
        desk_moved: Callable[[], None],
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """``plan`` gives that of the moment; ``receive`` lets something happen to a conversation."""
        self._desk = desk
        self._callbacks = callbacks
        self._plan = plan
        self._receive = receive
        self._desk_moved = desk_moved
        self._now = now
        self._patient_until: float | None = None

    async def look(self) -> None:
        """Look once."""
        now = self._now()
        if self._may_miss_agents():
            since = now - GONE
            for left in await self._desk.left_alone(since):
                log.info("ticket.left_alone", ticket=left.id, agent=left.agent_id)
                await self._let_happen(left.conversation, AgentVanished(ticket=left.id, agent_id=left.agent_id))
            if await self._callbacks.put_back(since):
                self._desk_moved()
        queues = self._plan().queues
        rules = {queue.id: (queue.overflow.to, queue.overflow.after) for queue in queues if queue.overflow is not None}
        for late in await self._desk.overdue(rules, now):
            await self._let_happen(late.conversation, Overflowed(ticket=late.id, queue=late.queue))

    async def _let_happen(self, conversation_id: str, happened: AgentVanished | Overflowed) -> None:
        """Let something happen, unless the citizen has had the conversation erased since it was found."""
        with contextlib.suppress(UnknownConversationError):
            await self._receive(conversation_id, happened)

    def _may_miss_agents(self) -> bool:
        """Tell whether agents have had the time to come back since this gateway was started: it may have been away."""
        clock = asyncio.get_running_loop().time()
        if self._patient_until is None:
            self._patient_until = clock + GONE.total_seconds()
        return clock >= self._patient_until
