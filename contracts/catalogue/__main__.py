"""Command line of the check: ``python -m contracts.catalogue bot [--json]``."""

from __future__ import annotations

import argparse
import sys
from datetime import datetime
from pathlib import Path

import msgspec

from contracts.catalogue.check import examine
from contracts.desk.check import administrations_of, examine_desk
from contracts.knowledge.reader import read_knowledge


def main(arguments: list[str] | None = None) -> int:
    """Print the problems one a line; return 1 if there are any, 0 otherwise."""
    parser = argparse.ArgumentParser(
        prog="contracts.catalogue",
        description="Checks the catalogue with its tests, the pages beside it, and the agents' desk.",
    )
    parser.add_argument("bot", type=Path, help="folder that holds catalogue/ and the other files")
    parser.add_argument("--json", action="store_true", help="print a JSON list instead of lines")
    options = parser.parse_args(arguments)
    today = datetime.now().astimezone().date()
    examined = examine(options.bot, today=today, with_tests=True)
    pages, of_pages = read_knowledge(options.bot, {source.path.stem for source in examined.services}, today=today)
    desk = examine_desk(options.bot, administrations_of(examined.services))
    problems = [*examined.problems, *of_pages, *desk.problems]
    if options.json:
        lines = [msgspec.json.encode(problems).decode()]
    elif problems:
        lines = [str(problem) for problem in problems]
    else:
        lines = [f"{len(examined.services)} services, {len(pages)} further pages, 0 problems"]
    for line in lines:
        sys.stdout.write(f"{line}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
