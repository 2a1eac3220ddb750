"""Accounts of the staff, on the command line: ``python -m channels.accounts add|reset|ensure-first|list|audit``."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from pydantic import ValidationError

from channels.passwords import hash_password, make_password
from channels.settings import GatewaySettings, describe_problems
from channels.staff.account_arguments import read_arguments
from channels.staff.audit import AuditLog
from channels.staff.invitations import address_of
from channels.store.accounts import NotLocalError, StoredAccount, UnknownAccountError
from channels.store.audit import COMMAND_LINE
from channels.store.conversations import show_moment
from channels.store.database import Database
from channels.store.invitations import Invitation
from channels.store.members import LONGEST_DISPLAY_NAME
from channels.store.staff import NameTakenError, Role, Skills, Staff

FIRST: tuple[tuple[str, str, Role], ...] = (
    ("agent", "Alex Muster", "agent"),
    ("supervisor", "Kim Muster", "supervisor"),
    ("owner", "Sam Muster", "owner"),
    ("administrator", "Robin Muster", "administrator"),
)
"""Name, display name and role of the accounts that a new platform begins with."""

EXIT_REFUSED = 1
EXIT_BAD_SETTINGS = 2

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")

Line = dict[str, Any]
"""One JSON object that a command prints."""


class RefusedError(Exception):
    """What was asked for cannot be done; the text says why."""


def check_name(name: str) -> str:
    """Return a name that somebody signs in with; raises ValueError where it cannot be one."""
    if not _NAME.fullmatch(name):
        raise ValueError(
            f"{name!r} is no name: use 1 to 64 of a-z, 0-9, dot, hyphen, underscore, beginning with a-z0-9"
        )
    return name


async def add(
    staff: Staff,
    name: str,
    display_name: str,
    roles: Sequence[Role],
    password: str | None,
    skills: Skills | None = None,
) -> str:
    """Add one person and return the id; raises ValueError and `NameTakenError`. Without a password they need a link."""
    check_name(name)
    shown = display_name.strip()
    if not shown or len(shown) > LONGEST_DISPLAY_NAME or not shown.isprintable():
        raise ValueError("the display name has 1 to 128 letters: citizens see it beside what the agent writes")
    stored = hash_password(password) if password is not None else None
    member = await staff.add(name, shown, tuple(dict.fromkeys(roles)), stored, skills=skills)
    return member.id


async def ensure_first(staff: Staff) -> list[Line]:
    """Add the first accounts when nobody has one; returns names, roles and the passwords made for them."""
    if not await staff.is_empty():
        return []
    made: list[Line] = []
    for name, display_name, role in FIRST:
        password = make_password()
        await add(staff, name, display_name, (role,), password)
        made.append({"name": name, "role": role, "password": password})
    return made


async def run(wanted: argparse.Namespace, settings: GatewaySettings) -> list[Line]:
    """Carry the command out; returns what to print, passwords only where they were made here."""
    database = Database(settings.database_url)
    staff = Staff(database, timedelta(hours=settings.session_hours))
    try:
        match wanted.command:
            case "ensure-first":
                return await ensure_first(staff)
            case "add":
                return [await _add(staff, wanted, settings)]
            case "reset":
                return [await _reset(staff, wanted, settings)]
            case "list":
                return [_describe(one) for one in await staff.accounts.all()]
            case _:
                return await _audit(AuditLog(database), wanted.lines)
    finally:
        await database.close()


async def _add(staff: Staff, wanted: argparse.Namespace, settings: GatewaySettings) -> Line:
    skills = Skills(
        **({"languages": dict(wanted.language)} if wanted.language else {}),
        services=tuple(wanted.service),
        administrations=tuple(wanted.administration),
        capacity=wanted.capacity,
    )
    said = {"name": wanted.name, "role": "+".join(dict.fromkeys(wanted.role))}
    if wanted.invite:
        added = await add(staff, wanted.name, wanted.display_name, wanted.role, None, skills)
        return said | _show_link(await staff.invitations.issue(added), settings)
    given = sys.stdin.readline().rstrip("\r\n") if wanted.password_stdin else None
    password = make_password() if given is None else given
    await add(staff, wanted.name, wanted.display_name, wanted.role, password, skills)
    return said if wanted.password_stdin else said | {"password": password}


async def _reset(staff: Staff, wanted: argparse.Namespace, settings: GatewaySettings) -> Line:
    try:
        account = await staff.accounts.id_of(wanted.name)
        made = await staff.accounts.reset(COMMAND_LINE, account)
    except UnknownAccountError as error:
        raise RefusedError(f"{str(error)!r} has no account: see ./moien staff list") from error
    except NotLocalError as error:
        raise RefusedError(f"{str(error)!r} signs in with the administration's own provider: reset it there") from error
    if wanted.second_factor:
        await staff.accounts.remove_second_factor(COMMAND_LINE, account)
    if wanted.activate:
        await staff.accounts.change(COMMAND_LINE, account, {"active": True})
    return {"name": wanted.name} | _show_link(made, settings)


async def _audit(log: AuditLog, lines: int) -> list[Line]:
    """Return the newest entries, the oldest first, and after them what is true of the whole log."""
    broken, newest = await log.first_break(), await log.newest()
    entries = (await log.page())[:lines]
    shown: list[Line] = [
        {"number": e.number, "at": e.at, "actor": e.actor, "action": e.action, "target": e.target, "detail": e.detail}
        for e in reversed(entries)
    ]
    summary: Line = {"entries": newest[0], "digest": newest[1], "intact": broken is None}
    return [*shown, summary | ({} if broken is None else {"broken_at": broken})]


def _describe(one: StoredAccount) -> Line:
    member = one.member
    return {
        "name": member.name,
        "display_name": member.display_name,
        "roles": list(member.roles),
        "languages": member.skills.languages,
        "active": one.active,
        "local": member.local,
        "second_factor": member.second_factor,
        "invited_until": show_moment(one.invited_until),
    }


def _show_link(made: Invitation, settings: GatewaySettings) -> Line:
    return {"invitation": address_of(settings.base_url, made), "expires_at": show_moment(made.expires_at)}


def main(arguments: list[str]) -> int:
    """Run one command; prints one JSON object a line."""
    wanted = read_arguments(arguments)
    try:
        lines = asyncio.run(run(wanted, GatewaySettings()))
    except ValidationError as error:
        sys.stderr.write(f"{describe_problems(error)}\n")
        return EXIT_BAD_SETTINGS
    except NameTakenError as error:
        sys.stderr.write(f"{str(error)!r} has an account already: choose another name\n")
        return EXIT_REFUSED
    except (RefusedError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_REFUSED
    for line in lines:
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    return EXIT_REFUSED if lines and lines[-1].get("intact") is False else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
