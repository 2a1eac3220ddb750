"""Looks at a model's server that comes and goes."""

from __future__ import annotations

from nlu.answer.chat.http import HttpChatModel
from nlu.answer.chat.profile import PROFILES
from nlu.answer.chat.watch import ModelWatch
from tests.nlu.answer.chat.test_http import LIMITS, ModelServer


async def test_a_model_that_comes_is_asked_once_before_citizens_are() -> None:
    server = ModelServer()
    model = HttpChatModel(server.url, "tiny", PROFILES["transformers"], LIMITS)
    watch = ModelWatch(model)
    await watch.look()
    assert not watch.is_there
    server.start()
    for _ in range(3):
        await watch.look()
    assert (watch.is_there, len(server.model.bodies)) == (True, 1)
    server.model.is_ready = False
    await watch.look()
    assert not watch.is_there
    server.model.is_ready = True
    await watch.look()
    assert (watch.is_there, len(server.model.bodies)) == (True, 2)
    await model.close()
    server.stop()
