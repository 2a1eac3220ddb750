"""What the check of the catalogue reports: problems that name file, line, code and what to write instead."""

from __future__ import annotations

import msgspec


class Problem(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """One mistake in a file that service owners edit."""

    path: str
    """File as it was given to the check, for instance ``bot/catalogue/passport.yaml``."""
    line: int
    """1 for the first line of the file."""
    code: str
    """Kind of the mistake, for programs: ``language-missing``, ``yaml-syntax`` …"""
    message: str
    """What is wrong, where, which value, and what to write instead; for people who know no Python."""

    def __str__(self) -> str:
        """Give the line that a terminal shows, without any character that could steer the terminal."""
        shown = f"{self.path}:{self.line}: [{self.code}] {self.message}"
        return "".join(letter if letter.isprintable() else f"\\x{ord(letter):02x}" for letter in shown)


class CatalogueError(ValueError):
    """The catalogue cannot be loaded; ``problems`` holds everything that was found."""

    def __init__(self, problems: list[Problem]) -> None:
        """Keep the problems and make them the text of the error, one a line."""
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems


def quoted(value: str, limit: int = 60) -> str:
    """Show a value from a file inside a message: in quotes, on one line, cut after ``limit`` characters."""
    line = " ".join(value.split())
    return f'"{line[:limit]}…"' if len(line) > limit else f'"{line}"'
