"""What can be written behind ``python -m channels.accounts``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from channels.store.members import LEVELS, ROLES, USUAL_CAPACITY, Level
from contracts.languages import LANGUAGES, Language


def read_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Parse the command line; raises SystemExit."""
    parser = argparse.ArgumentParser(prog="python -m channels.accounts", description="Accounts of the staff.")
    commands = parser.add_subparsers(dest="command", required=True)
    adding = commands.add_parser("add", help="add a person; prints the password or the link that was made for them")
    adding.add_argument("name", help="what they sign in with")
    adding.add_argument("--display-name", required=True, help="what citizens and colleagues see")
    adding.add_argument("--role", required=True, action="append", choices=ROLES, help="may stand several times")
    adding.add_argument(
        "--language", action="append", default=[], type=read_language, help="such as fr=C1; none: all, as if perfectly"
    )
    adding.add_argument("--service", action="append", default=[], help="they take only these; none: all")
    adding.add_argument("--administration", action="append", default=[], help="as above")
    adding.add_argument("--capacity", type=int, choices=range(1, 21), default=USUAL_CAPACITY, metavar="1…20")
    how = adding.add_mutually_exclusive_group()
    how.add_argument("--password-stdin", action="store_true", help="read the password from the first line of input")
    how.add_argument("--invite", action="store_true", help="make a link by which they choose their password")
    resetting = commands.add_parser("reset", help="take a password away; prints a link to choose another")
    resetting.add_argument("name")
    resetting.add_argument("--second-factor", action="store_true", help="ask for no code any more, too")
    resetting.add_argument("--activate", action="store_true", help="let them in again if they were shut out")
    commands.add_parser("list", help="list all accounts")
    auditing = commands.add_parser("audit", help="check the whole audit log and show the newest entries")
    auditing.add_argument("--lines", type=int, default=0, help="how many entries (none)")
    commands.add_parser("ensure-first", help="add the first accounts when nobody has one")
    return parser.parse_args(arguments)


def read_language(written: str) -> tuple[Language, Level]:
    """Read a language and how well it is spoken, as in ``fr=C1``."""
    languages: dict[str, Language] = {language: language for language in LANGUAGES}
    levels: dict[str, Level] = {level: level for level in LEVELS}
    language, _, level = written.partition("=")
    if language not in languages or level not in levels:
        raise argparse.ArgumentTypeError(
            f"{written!r}: write a language of {', '.join(LANGUAGES)} and a level of {', '.join(LEVELS)}, as in fr=C1"
        )
    return languages[language], levels[level]
