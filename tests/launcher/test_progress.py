"""What the person at the terminal reads."""

import io
import time

import pytest

from launcher import progress
from launcher.progress import live_line, say, step, under_way, warn


class Terminal(io.StringIO):
    """A stream that says that it is a terminal."""

    def isatty(self) -> bool:
        return True


class Gone(io.StringIO):
    """A terminal that was closed."""

    def write(self, text: str) -> int:
        raise OSError(5, "Input/output error")


def test_without_a_terminal_a_step_is_two_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    with step("web: building"):
        pass
    assert capsys.readouterr().out.splitlines() == ["  … web: building", "  ✓ web: building (0.0 s)"]


def test_a_short_step_may_stay_unsaid(capsys: pytest.CaptureFixture[str]) -> None:
    with step("bot: checking", quiet_below=5.0):
        pass
    assert capsys.readouterr().out == ""


def test_a_failed_step_is_not_said_to_be_done(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="broken"), step("web: building"):
        raise ValueError("broken")
    assert "✓" not in capsys.readouterr().out


def test_warnings_go_where_errors_go(capsys: pytest.CaptureFixture[str]) -> None:
    warn("port taken")
    assert capsys.readouterr() == ("", "port taken\n")


def test_the_live_line_names_all_that_runs_and_fits() -> None:
    running = {"environment bot": 10.0, "web": 12.0}
    assert live_line(running, 15.2, "⠋", 80) == "  ⠋ environment bot (5 s) · web (3 s)"
    assert live_line(running, 15.2, "⠋", 12) == "  ⠋ enviro…"
    assert len(live_line(running, 15.2, "⠋", 12)) < 12


def test_on_a_terminal_the_live_line_is_drawn_and_taken_away(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr("sys.stdout", terminal)
    monkeypatch.setattr(progress, "FRAME_SECONDS", 0.01)
    with under_way("rasa"):
        deadline = time.monotonic() + 10
        while "rasa (0 s)" not in terminal.getvalue():
            assert time.monotonic() < deadline
            time.sleep(0.01)
        say("  ✓ redis is ready")
    while progress._drawing.is_set():
        assert time.monotonic() < deadline
        time.sleep(0.01)
    assert "\r\x1b[K  ✓ redis is ready\n" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


def test_a_terminal_that_is_gone_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", Gone())
    say("Stopping …")
