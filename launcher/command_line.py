"""What can be written behind ``./moien``, and what is said about a line that does not fit."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import NoReturn

ROLES = ("agent", "supervisor", "owner", "publisher", "administrator")
"""As in ``channels/store/members.py``, which the launcher cannot import."""


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with a command line in plain words."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{message}\n→ {self.prog} --help says what can be written\n")


def read_command_line(arguments: Sequence[str]) -> argparse.Namespace:
    """Read a command line; what ``test`` hands on to pytest becomes ``selection``.

    Raises:
        SystemExit: help was asked for, or the line does not fit, which has been said (exit code 2).
    """
    parser, names = _make_parser()
    if arguments and not arguments[0].startswith("-") and arguments[0] not in names:
        parser.error(f"Moien has no command {arguments[0]!r}. There are: {', '.join(names)}")
    chosen, rest = parser.parse_known_args(arguments)
    if rest and chosen.command != "test":
        parser.error(f"./moien {chosen.command} does not know {' '.join(rest)}")
    if chosen.command == "jobs" and chosen.what and (chosen.state or chosen.service or chosen.after):
        parser.error(f"./moien jobs {chosen.what} is about one job: --state, --service and --after are for the list")
    chosen.selection = rest
    return chosen


def _make_parser() -> tuple[_Parser, list[str]]:
    """The parser and the names of the commands."""
    parser = _Parser(
        prog="./moien",
        description="Moien: a citizen-services chatbot on the administration's own machines.",
        epilog="Settings: docs/settings.md. What it is: README.md.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def add(name: str, says: str, more: str = "") -> argparse.ArgumentParser:
        sentence = f"{says[0].upper()}{says[1:]}. {more}".strip()
        return commands.add_parser(name, help=says, description=sentence)

    add(
        "up",
        "set up what is missing, start everything, print the addresses; Ctrl-C stops",
        "Makes the Python environments, builds the web parts, trains the bot when its catalogue changed, brings the "
        "database to the newest tables, makes the first accounts, then keeps every process running.",
    )
    add("down", "stop everything", "Works from another terminal, too, and waits until all has stopped.")
    add("status", "show what is installed and what runs", "The exit code is 0 only when every process is ready.")
    shown = add("logs", "show the log of a process or of a set-up step")
    shown.add_argument("name", metavar="NAME", help="redis, rasa, actions, sandbox, eid, gateway, worker, training …")
    shown.add_argument("-n", "--lines", type=_count, default=50, metavar="N", help="how many lines (50)")
    shown.add_argument("-f", "--follow", action="store_true", help="go on showing what is written; Ctrl-C ends")
    tested = add(
        "test",
        "set up what is missing and run the whole suite",
        "More arguments go to pytest in both environments (a path, -k EXPRESSION, -x …); then only pytest runs.",
    )
    tested.add_argument("--fast", action="store_true", help="leave out what is slow, starts the platform or a browser")
    trained = add("train", "check the catalogue and train the bot when it changed")
    trained.add_argument("--force", action="store_true", help="train even when nothing changed")
    add(
        "check", "list every problem of the catalogue", "One a line: path:line: [code] what is wrong and what to write."
    )
    measured = add(
        "eval",
        "measure how well the bot understands sentences",
        "Trains first when the catalogue changed. What the figures mean: docs/quality.md.",
    )
    measured.add_argument(
        "files", nargs="*", metavar="FILE", help="JSON Lines (the project's own test sentences when none is named)"
    )
    measured.add_argument(
        "--answers", action="store_true", help="measure answers from the official content instead (tests/answers)"
    )
    measured.add_argument("--json", action="store_true", help="print one JSON object instead of tables")
    measured.add_argument(
        "--errors", action="store_true", help="list every sentence that was not understood or answered"
    )
    measured.add_argument(
        "--robustness", action="store_true", help="measure without accents, with typos, in small letters as well"
    )
    measured.add_argument(
        "--fail-under",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="exit with 1 when a figure is worse; NAME.lb=VALUE for one language; may stand several times",
    )
    model = add("llm", "look at the local language model before citizens do").add_subparsers(
        dest="what", required=True, metavar="check | text-only"
    )
    model.add_parser(
        "check",
        description="Says what memory the model needs, loads it, asks it one question per language, shows the answers "
        "with what the check says of them, and how fast they came.",
    )
    stripped = model.add_parser(
        "text-only",
        description="Writes a model without its vision part. `up` and `check` do that themselves where it is needed.",
    )
    stripped.add_argument("source", metavar="FOLDER", help="the model as it was downloaded")
    stripped.add_argument("target", metavar="NEW_FOLDER", help="where the text model is written")
    listed = add(
        "jobs",
        "list calls to administrations, try one anew, call one off",
        "Works while the platform runs and while it does not. What citizens gave is never shown.",
    )
    listed.add_argument("--state", metavar="STATE", help="only those: queued, running, succeeded, rejected, failed …")
    listed.add_argument("--service", metavar="SERVICE", help="only those of one service, named as in the catalogue")
    listed.add_argument("--after", metavar="ID", help="go on behind this job")
    changed = listed.add_subparsers(dest="what", metavar="retry | cancel")
    for name, says in (("retry", "Tries a job anew that has failed."), ("cancel", "Calls a job off that waits.")):
        changed.add_parser(name, description=says).add_argument("job", metavar="ID", help="as the list names it")
    _add_staff(add("staff", "add people who may sign in, list them, reset a password, check the audit log"))
    saved = add("backup", "save everything into a folder, while the platform runs or not")
    saved.add_argument("folder", metavar="FOLDER", help="a folder named by the moment is made in it")
    restored = add(
        "restore",
        "put a backup in the place of everything",
        "Stop the platform first. What citizens had erased since the backup is erased again. docs/operating.md",
    )
    restored.add_argument("folder", metavar="BACKUP", help="the folder that `backup` printed")
    add(
        "lock",
        "pin requirements/*.in anew (developers)",
        "Resolves every requirements/*.in and writes requirements/*.txt with the hash of every file that pip may "
        "install. What is pinned stays where it still fits: delete a line of the .txt first to get a newer version.",
    )
    add("openapi", "print the description of the gateway's HTTP API (OpenAPI 3.1)")
    add(
        "audit",
        "look for known vulnerabilities, secrets and new licences (developers)",
        "What could not be asked is said and is no failure. What it looks at, and where reviews stand: "
        "docs/security-testing.md.",
    )
    billed = add("sbom", "write bills of materials of all that is installed (CycloneDX)")
    billed.add_argument("folder", metavar="FOLDER", help="is made; one file for each environment, one for the web")
    bench = add("bench", "run a benchmark of bench/ (developers)")
    bench.add_argument("name", metavar="NAME", help="start, load, language …")
    bench.add_argument("arguments", nargs=argparse.REMAINDER, metavar="…", help="arguments of the benchmark")
    return parser, list(commands.choices)


def _add_staff(parser: argparse.ArgumentParser) -> None:
    """What can be written behind ``./moien staff``."""
    staff = parser.add_subparsers(dest="what", required=True, metavar="add | list | reset | audit")
    added = staff.add_parser(
        "add", description="Adds a person and prints the password, or the link, that was made for them."
    )
    added.add_argument("name", metavar="NAME", help="what they sign in with")
    added.add_argument("--display-name", required=True, metavar="TEXT", help="what citizens and colleagues see")
    added.add_argument("--role", required=True, action="append", choices=ROLES, help="may stand several times")
    added.add_argument(
        "--language", action="append", default=[], metavar="LANGUAGE=LEVEL", help="such as fr=C1 (all, as if perfectly)"
    )
    added.add_argument("--service", action="append", default=[], metavar="SERVICE", help="takes only these (all)")
    added.add_argument("--administration", action="append", default=[], metavar="ID", help="takes only these (all)")
    added.add_argument("--capacity", type=_count, metavar="N", help="conversations at once (4)")
    added.add_argument("--invite", action="store_true", help="print a link by which they choose their password")
    staff.add_parser("list", description="Lists all accounts.")
    again = staff.add_parser(
        "reset", description="Takes a password away and prints a link by which its owner chooses another, once."
    )
    again.add_argument("name", metavar="NAME", help="what they sign in with")
    again.add_argument("--second-factor", action="store_true", help="ask for no code any more, too")
    again.add_argument("--activate", action="store_true", help="let them in again if they were shut out")
    audited = staff.add_parser(
        "audit",
        description="Checks that no entry of the audit log was changed or taken out (exit code 0), and prints number "
        "and digest of the newest: kept elsewhere, they show later whether entries were cut off.",
    )
    audited.add_argument("-n", "--lines", type=_count, default=0, metavar="N", help="show the newest N entries, too")


def _count(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no number")
    return int(text)
