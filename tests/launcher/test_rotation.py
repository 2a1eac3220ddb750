"""Logs have a cap; nothing of the newest is lost."""

import os
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from launcher.problem import Problem
from launcher.rotation import DAY, KEPT, RotatingLog, read_longest_age


def test_a_full_log_moves_aside_and_the_oldest_goes(tmp_path: Path) -> None:
    log = RotatingLog(tmp_path / "x.log", max_bytes=10, kept=2)
    for number in range(5):
        log.write(f"line {number}\n".encode())
    log.close()
    names = ["x.log", "x.log.1", "x.log.2"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    assert [(tmp_path / name).read_text() for name in names] == ["line 4\n", "line 3\n", "line 2\n"]


def test_a_log_that_was_there_goes_on(tmp_path: Path) -> None:
    for number in range(2):
        log = RotatingLog(tmp_path / "x.log")
        log.write(f"run {number}\n".encode())
        log.close()
    assert (tmp_path / "x.log").read_text() == "run 0\nrun 1\n"


def test_a_log_whose_first_line_is_too_old_moves_aside(tmp_path: Path) -> None:
    clock: Iterator[float] = count(step=10)
    log = RotatingLog(tmp_path / "x.log", max_age=45, clock=lambda: next(clock))
    for number in range(6):
        log.write(f"line {number}\n".encode())
    log.close()
    assert (tmp_path / "x.log.1").read_text().startswith("line 0\n")
    assert (tmp_path / "x.log").read_text().endswith("line 5\n")


@pytest.mark.parametrize(
    ("text", "written", "moves"),
    [
        ("timestamp=1970-01-01T00:10:00Z event=x\n", 5000, True),
        ("timestamp=1970-01-01T01:10:00Z event=x\n", 0, False),
        ("no moment\n", 600, True),
        ("no moment\n", 4200, False),
    ],
)
def test_the_age_of_a_log_that_was_there_is_read(tmp_path: Path, text: str, written: int, moves: bool) -> None:
    path = tmp_path / "x.log"
    path.write_text(text)
    os.utime(path, (written, written))
    log = RotatingLog(path, max_age=3600, clock=lambda: 5000.0)
    log.write(b"new\n")
    log.close()
    assert path.read_text() == ("new\n" if moves else text + "new\n")


def test_all_kept_files_together_are_no_older_than_wanted() -> None:
    assert read_longest_age({"MOIEN_KEEP_LOGS_DAYS": "8"}) * (KEPT + 1) == 8 * DAY
    assert read_longest_age({}) == read_longest_age({"MOIEN_KEEP_LOGS_DAYS": "30"})


@pytest.mark.parametrize("written", ["0", "-1", "nan", "a week"])
def test_what_is_no_number_of_days_is_told(written: str) -> None:
    with pytest.raises(Problem, match="MOIEN_KEEP_LOGS_DAYS"):
        read_longest_age({"MOIEN_KEEP_LOGS_DAYS": written})
