"""Opens the door for metrics and health of a worker, which shows what its child processes count.

Children share their counts with the parent in files, as ``prometheus_client`` does it (multiprocess mode): whatever
becomes of a child, what it counted stays.
"""

from __future__ import annotations

import atexit
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from celery.signals import worker_process_init

SHARED_AT = "PROMETHEUS_MULTIPROC_DIR"
"""Variable that ``prometheus_client`` reads once, when it is imported."""
FRESH_SECONDS = 15.0
"""After so long a file that says that a process is able says nothing any more."""


def is_fresh(ready_file: Path) -> bool:
    """Tell whether a process has lately said that it is connected and able."""
    try:
        return time.time() - ready_file.stat().st_mtime < FRESH_SECONDS
    except OSError:
        return False


def share_metrics() -> Path:
    """Have the child processes of this one share what they count, in the folder that is returned.

    Raises:
        RuntimeError: it is too late, ``prometheus_client`` has been imported.
    """
    if "prometheus_client" in sys.modules:
        raise RuntimeError("prometheus_client is imported before it is said where counts are kept; import it later")
    folder = Path(tempfile.mkdtemp(prefix="moien-metrics-"))
    os.environ[SHARED_AT] = str(folder)
    return folder


def open_worker_door(host: str, port: int | None, ready_file: Path) -> None:
    """Open the door of a worker, if there is a port for it."""
    if port is None:
        return
    folder = share_metrics()
    from prometheus_client import CollectorRegistry, ProcessCollector
    from prometheus_client.multiprocess import MultiProcessCollector

    from contracts.metering import show
    from contracts.watch_door import WatchDoor

    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(folder))  # type: ignore[no-untyped-call]  # it ships no types for it
    ProcessCollector(registry=registry)
    door = WatchDoor(host, port, lambda: show(registry), lambda: is_fresh(ready_file))
    parent = os.getpid()

    def leave(**_: object) -> None:
        door.leave()

    def clear() -> None:
        if os.getpid() == parent:
            shutil.rmtree(folder, ignore_errors=True)

    worker_process_init.connect(leave, weak=False)
    atexit.register(clear)
