"""Logs never show what an exception says: it may quote a citizen."""

from __future__ import annotations

import subprocess
import sys

from tests.channels.servers import ROOT

PROGRAM = """
import logging
import structlog
from channels.logs import set_up_logging

def fail():
    raise ValueError("1990010112345 from a citizen")

set_up_logging()
try:
    fail()
except ValueError:
    structlog.get_logger().exception("something.broke", conversation="c")
    logging.getLogger("library").exception("it broke")
logging.getLogger("uvicorn.error").info('203.0.113.7:1234 - "WebSocket /ws/citizen" [accepted]')
logging.getLogger("library").info("all is well")
"""


def test_an_exception_is_shown_by_type_and_place_and_no_address_at_all() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    lines = done.stderr.splitlines()
    assert done.stdout == ""
    assert "1990010112345" not in done.stderr
    assert "203.0.113.7" not in done.stderr
    assert [line.count("error=ValueError where=") for line in lines] == [1, 1, 0]
    assert "level=error logger=__main__ event=something.broke conversation=c" in lines[0]
    assert 'level=info logger=library event="all is well"' in lines[2]
