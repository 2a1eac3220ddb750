"""Logs have a cap; nothing of the newest is lost."""

from pathlib import Path

from launcher.rotation import RotatingLog


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
