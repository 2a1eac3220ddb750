"""The shape of log lines, and that an exception's text stays out of them."""

import subprocess
import sys

import pytest

from contracts.logs import show_error_by_place

SET_UP = "import logging, structlog, warnings\nfrom contracts.logs import set_up_logging\nset_up_logging()\n"
BREAK = """
def fail():
    raise ValueError("SECRET 1985041212393")

try:
    fail()
except ValueError:
    {logger}.exception("it.broke")
"""


def lines_of(script: str) -> list[str]:
    """What a process of its own writes to standard error."""
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", SET_UP + script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout == ""
    return done.stderr.splitlines()


@pytest.mark.parametrize("logger", ['structlog.get_logger("a.b")', 'logging.getLogger("a.b")'])
def test_an_exception_is_shown_by_type_and_place(logger: str) -> None:
    (line,) = lines_of(BREAK.format(logger=logger))
    for expected in ("level=error", "logger=a.b", "event=it.broke", "error=ValueError", "<string>:"):
        assert expected in line
    assert "SECRET" not in line


def test_one_line_per_event() -> None:
    lines = lines_of(
        'structlog.get_logger("services").info("job.ended", job="j1", code=None)\n'
        'logging.getLogger("celery").info("hello %s", "there")\n'
        'logging.getLogger("httpx").info("HTTP Request")\n'
        'warnings.warn("two\\nlines")\n'
    )
    assert len(lines) == 3
    assert "event=job.ended" in lines[0]
    assert "job=j1" in lines[0]
    assert "code" not in lines[0]
    assert 'event="hello there"' in lines[1]
    assert "logger=py.warnings" in lines[2]


@pytest.mark.parametrize("info", [None, (None, None, None)])
def test_without_an_exception_nothing_is_added(info: object) -> None:
    assert show_error_by_place(None, "info", {"event": "x", "exc_info": info}) == {"event": "x"}


def test_addresses_of_citizens_stay_out() -> None:
    lines = lines_of(
        """logging.getLogger("uvicorn.error").info('203.0.113.7:1234 - "WebSocket /ws/citizen" [accepted]')
"""
        'logging.getLogger("uvicorn.error").warning("a worker died")\n'
    )
    assert len(lines) == 1
    assert 'event="a worker died"' in lines[0]
