"""Two that set up the same thing take turns."""

import threading
from pathlib import Path

import pytest

from launcher.one_at_a_time import one_at_a_time


def test_the_second_waits_and_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    order: list[str] = []
    began = threading.Event()

    def second() -> None:
        began.set()
        with one_at_a_time(tmp_path / "env" / "bot.lock"):
            order.append("second")

    thread = threading.Thread(target=second)
    with one_at_a_time(tmp_path / "env" / "bot.lock"):
        thread.start()
        began.wait(10)
        thread.join(0.2)
        assert thread.is_alive()
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]
    assert "waiting for it" in capsys.readouterr().out


def test_alone_nothing_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        with one_at_a_time(tmp_path / "bot.lock"):
            pass
    assert capsys.readouterr().out == ""
