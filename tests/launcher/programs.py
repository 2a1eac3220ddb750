"""Programs that stand in for real ones, where what is tested calls them by name."""

from pathlib import Path


def make_program(path: Path, body: str) -> None:
    """Write a shell script that can be run; ``body`` are its lines."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
    path.chmod(0o755)
