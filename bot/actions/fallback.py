"""Answers a message that nothing explains: the bot says so, offers what it can do, and a person."""

from __future__ import annotations

from bot.actions.outcome import Response
from bot.actions.voice import Voice
from bot.names import UTTER_FALLBACK, UTTER_FALLBACK_AGAIN


def fall_back(voice: Voice, times: int) -> Response:
    """Give the answer to the ``times``-th message in a row that was not understood.

    A person is always on offer; from the second time on that is what the answer is about. Nobody is handed over
    without having agreed to it.
    """
    if times > 1:
        return Response(UTTER_FALLBACK_AGAIN, buttons=(voice.person_button("repeated_failure"), voice.help_button()))
    return Response(UTTER_FALLBACK, buttons=(voice.help_button(), voice.person_button("asked")))
