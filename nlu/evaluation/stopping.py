"""Lets a program of the evaluation end at once, with its children, when it is told to stop: ``stop_with_children``."""

from __future__ import annotations

import os
import signal
import sys


def stop_with_children() -> None:
    """From now on SIGTERM ends this program and the processes it waits for, whichever thread of it waits.

    They are found as its process group; where that belongs to another program, this one alone ends, as it can.
    """
    signal.signal(signal.SIGTERM, _stop)


def _stop(*_: object) -> None:
    if os.getpgrp() != os.getpid():
        sys.exit(1)
    # Itself, too, so that whoever waits for it sees what ended it.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    os.killpg(os.getpgrp(), signal.SIGTERM)
