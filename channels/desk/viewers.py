"""Who has which conversation on the screen, at this gateway and at the others: fleeting, and never stored."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Callable
from typing import Protocol

from channels.fanout import Fanout
from channels.passing import Watching
from channels.store.members import Member

TELL_EVERY = 20.0
"""Seconds after which gateways say again who looks on."""
FORGET_AFTER = 60.0
"""Seconds after which a gateway that has said nothing more counts as gone."""


class Screen(Protocol):
    """A console that shows conversations; must not block."""

    def viewers_moved(self, conversation_id: str) -> None:
        """Somebody else came to a conversation, or left it."""


class Viewers:
    """The screens on which conversations are."""

    def __init__(self, fanout: Fanout, clock: Callable[[], float] | None = None) -> None:
        """``clock`` gives seconds from any start; that of the event loop where it is left out."""
        self._fanout = fanout
        self._clock = clock or (lambda: asyncio.get_running_loop().time())
        self._here: defaultdict[str, dict[Screen, Member]] = defaultdict(dict)
        self._elsewhere: defaultdict[str, dict[str, tuple[dict[str, str], float]]] = defaultdict(dict)
        fanout.on_watching = self._hear

    def names(self, conversation_id: str, but: str) -> list[str]:
        """Return the display names of all who look on, without the person ``but``, by name."""
        people = {member.id: member.display_name for member in self._here.get(conversation_id, {}).values()}
        for others, _at in self._elsewhere.get(conversation_id, {}).values():
            people.update(others)
        return sorted(name for person, name in people.items() if person != but)

    def open(self, conversation_id: str, screen: Screen, member: Member) -> None:
        """A screen shows a conversation."""
        is_first = conversation_id not in self._here
        self._here[conversation_id][screen] = member
        self._tell(conversation_id, ask=is_first)
        self._move(conversation_id)

    def close(self, conversation_id: str, screen: Screen) -> None:
        """A screen shows a conversation no longer."""
        screens = self._here.get(conversation_id, {})
        if screens.pop(screen, None) is None:
            return
        if not screens:
            del self._here[conversation_id]
            self._elsewhere.pop(conversation_id, None)
        self._tell(conversation_id, ask=False)
        self._move(conversation_id)

    async def run(self) -> None:
        """Say again and forget, until cancelled."""
        while True:
            await asyncio.sleep(TELL_EVERY)
            for conversation_id in list(self._here):
                self._tell(conversation_id, ask=False)
                self._forget_silent(conversation_id)

    def _hear(self, gateway: str, conversation_id: str, watching: Watching) -> None:
        """Another gateway says who looks on there."""
        if conversation_id not in self._here:
            return
        before = self._elsewhere[conversation_id].pop(gateway, ({}, 0.0))[0]
        if watching.people:
            self._elsewhere[conversation_id][gateway] = (watching.people, self._clock())
        if before != watching.people:
            self._move(conversation_id)
        if watching.ask:
            self._tell(conversation_id, ask=False)

    def _forget_silent(self, conversation_id: str) -> None:
        heard = self._elsewhere.get(conversation_id, {})
        silent = [gateway for gateway, (_people, at) in heard.items() if self._clock() - at > FORGET_AFTER]
        for gateway in silent:
            del heard[gateway]
        if silent:
            self._move(conversation_id)

    def _tell(self, conversation_id: str, *, ask: bool) -> None:
        people = {member.id: member.display_name for member in self._here.get(conversation_id, {}).values()}
        self._fanout.tell_watching(conversation_id, Watching(people=people, ask=ask))

    def _move(self, conversation_id: str) -> None:
        for screen in list(self._here.get(conversation_id, {})):
            screen.viewers_moved(conversation_id)
