"""What goes over ``POST /api/poll``: a citizen's frames where WebSockets are blocked. Docs: ``docs/protocol.md``."""

from __future__ import annotations

from typing import Annotated

import msgspec

from contracts.frames import Busy
from contracts.waiting import WaitingPlace

LONGEST_WAIT = 25.0
"""Seconds that a call may wait for something new."""
MOST_FRAMES = 64
"""Frames in one call."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What was told last of all that is in no event; the client gives it back as it came."""

    place: WaitingPlace | None = None
    busy: Busy | None = None
    """Null while the bot does not work."""


class Poll(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One call: what a socket would carry in its time."""

    hello: msgspec.Raw
    """A frame `Hello`, with the last seq that has arrived."""
    frames: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=MOST_FRAMES)] = []
    """Frames after it, each a `CitizenFrame`."""
    known: Known | None = None
    """From the answer before; null begins, as a new socket does: with a welcome, and without waiting."""
    wait: Annotated[float, msgspec.Meta(ge=0, le=LONGEST_WAIT)] = 0.0
    """Seconds to wait for something new where there is nothing."""


class Polled(msgspec.Struct, frozen=True, kw_only=True):
    """The answer."""

    frames: list[msgspec.Raw]
    """Each a `CitizenServerFrame`, in order."""
    known: Known
    close: int | None = None
    """Code with which a socket would have been closed."""
