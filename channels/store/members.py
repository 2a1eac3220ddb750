"""One person of the staff: what they may do, what they can, and how the database keeps it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, get_args

from sqlalchemy.engine import Row

from channels.core.state import Agent
from channels.store.audit import Actor
from contracts.languages import LANGUAGES, Language

Role = Literal["agent", "supervisor", "owner", "publisher", "administrator"]
"""``agent``: takes conversations; ``supervisor``: sees all of them and how things go; ``owner``: looks after services
and their content; ``publisher``: brings a new version of the bot to citizens; ``administrator``: accounts, audit log.
"""
ROLES: tuple[Role, ...] = get_args(Role)

Level = Literal["A1", "A2", "B1", "B2", "C1", "C2"]
"""How well somebody speaks a language (Common European Framework of Reference), from least to best."""
LEVELS: tuple[Level, ...] = get_args(Level)

USUAL_CAPACITY = 4
"""Conversations at once, where nobody has said otherwise."""
LONGEST_NAME = 64
LONGEST_DISPLAY_NAME = 128


def every_language() -> dict[Language, Level]:
    """Return what somebody speaks of whom nobody has said it: all, so that no citizen waits for want of a form."""
    return dict.fromkeys(LANGUAGES, "C2")


@dataclass(frozen=True, kw_only=True, slots=True)
class Skills:
    """Which conversations an agent takes, and how many."""

    languages: dict[Language, Level] = field(default_factory=every_language)
    services: tuple[str, ...] = ()
    """Ids; empty for all."""
    administrations: tuple[str, ...] = ()
    """As above."""
    capacity: int = USUAL_CAPACITY
    """Conversations at once."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Member:
    """One person of the staff."""

    id: str
    name: str
    """What they sign in with."""
    display_name: str
    """What citizens and colleagues see."""
    roles: tuple[Role, ...]
    skills: Skills = field(default_factory=Skills)
    local: bool = True
    """Whether they have a password here; else they sign in with the administration's own provider."""
    second_factor: bool = False
    """Whether a code is asked for beside the password."""

    @property
    def agent(self) -> Agent:
        """Return the person as the core knows agents."""
        return Agent(id=self.id, name=self.display_name)

    @property
    def actor(self) -> Actor:
        """Return the person as the audit log names them."""
        return Actor(id=self.id, name=self.name)


def member_of(row: Row[Any]) -> Member:
    """Return the person of a row that has every column of the table ``staff``."""
    return Member(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        roles=tuple(row.roles),
        skills=Skills(
            languages=row.languages,
            services=tuple(row.services),
            administrations=tuple(row.administrations),
            capacity=row.capacity,
        ),
        local=row.subject is None,
        # A secret that no code has confirmed yet asks nobody for one.
        second_factor=row.totp_secret is not None and row.totp_step is not None,
    )
