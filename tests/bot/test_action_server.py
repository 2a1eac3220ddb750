"""What the action server says when an action fails; its process is tested in ``test_server.py``."""

from __future__ import annotations

import logging
from types import SimpleNamespace

import msgspec
import pytest
from sanic.exceptions import NotFound

from bot.action_server import _answer_failure


def failed(error: Exception) -> Exception:
    """Give the error with a traceback, as the server gets it."""
    with pytest.raises(type(error)) as caught:
        _fail(error)
    return caught.value


def _fail(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    ("error", "status"), [(ValueError("1893120105732"), 500), (KeyError("secret"), 500), (NotFound("no route"), 404)]
)
def test_a_failure_names_its_kind_and_place_and_no_value(
    error: Exception, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    request = SimpleNamespace(method="POST", path="/webhook", json={"tracker": "1893120105732"})
    with caplog.at_level(logging.DEBUG):
        answer = _answer_failure(request, failed(error))
    assert answer.status == status
    assert msgspec.json.decode(answer.body) == {"error": type(error).__name__}
    assert f"{type(error).__name__} at tests.bot.test_action_server:" in caplog.text
    assert not {word for word in ("1893120105732", "secret", "no route") if word in caplog.text}
