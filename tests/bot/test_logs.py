"""What the bot's processes write down, as a process of its own writes it."""

from __future__ import annotations

import subprocess
import sys

SECRET = "1985041212393"
SET_UP = "import logging, structlog, warnings\nfrom bot.logs import set_up_logs\n"


def lines_of(script: str, level: str = "INFO") -> list[str]:
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", f"{SET_UP}set_up_logs(logging.{level})\n{script}"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return done.stderr.splitlines()


def test_what_rasa_logs_of_a_message_never_reaches_the_log() -> None:
    script = f"""
rasa = structlog.get_logger("rasa")
rasa.debug("processor.message.parse", parse_data_text="my number is {SECRET}")
rasa.info("slots", slot_values="{SECRET}")
rasa.warning("message.parsing.failed", user_text="my number is {SECRET}")
rasa.error("interpolator.interpolate.text", response="{SECRET}")
"""
    first, second = lines_of(script, "DEBUG")
    assert "level=warning logger=rasa event=message.parsing.failed" in first
    assert "level=error logger=rasa event=interpolator.interpolate.text" in second
    assert SECRET not in first + second


def test_what_libraries_put_into_their_messages_stays_out() -> None:
    script = f"""
logging.getLogger("rasa.core.actions.action").error("Failed to run the action for {SECRET}")
logging.getLogger("sanic.error").warning("no route for %s", "{SECRET}")
try:
    raise ValueError("{SECRET}")
except ValueError:
    logging.getLogger("asyncio").error("Task exception was never retrieved {SECRET}", exc_info=True)
"""
    lines = lines_of(script)
    assert [line.partition("event=")[2].partition(":")[0] for line in lines] == ["<string>"] * 3
    assert SECRET not in "".join(lines)
    assert "error=ValueError" in lines[2]


def test_our_own_lines_have_the_shape_of_all_processes() -> None:
    (line,) = lines_of('logging.getLogger("bot.serving").info("model %s is being served", "abc")')
    assert line.startswith("timestamp=")
    assert line.endswith('level=info logger=bot.serving event="model abc is being served"')


def test_warnings_of_old_libraries_stay_out_of_the_log() -> None:
    assert lines_of('warnings.warn("something is deprecated", DeprecationWarning)') == []
