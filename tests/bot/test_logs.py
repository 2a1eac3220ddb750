from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator

import pytest
import structlog

from bot.logs import set_up_logs


@pytest.fixture(autouse=True)
def logs_as_before() -> Iterator[None]:
    level = logging.getLogger("py.warnings").level
    yield
    structlog.reset_defaults()
    logging.captureWarnings(capture=False)
    logging.getLogger("py.warnings").setLevel(level)


def test_what_rasa_logs_of_a_message_never_reaches_the_log(caplog: pytest.LogCaptureFixture) -> None:
    set_up_logs(logging.DEBUG)
    with caplog.at_level(logging.DEBUG):
        rasa = structlog.get_logger("rasa")
        rasa.debug("processor.message.parse", parse_data_text="my number is 1893")
        rasa.info("slots", slot_values="1893")
        rasa.warning("message.parsing.failed", user_text="my number is 1893")
        rasa.error("interpolator.interpolate.text", response="1893")
    assert "1893" not in caplog.text
    assert "message.parsing.failed" in caplog.text
    assert "interpolator.interpolate.text" in caplog.text
    assert "processor.message.parse" not in caplog.text


def test_warnings_of_old_libraries_stay_out_of_the_log(caplog: pytest.LogCaptureFixture) -> None:
    set_up_logs()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("something is deprecated", DeprecationWarning, stacklevel=1)
    assert "deprecated" not in caplog.text
