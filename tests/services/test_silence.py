"""What a worker writes down when something breaks with a citizen's values in it: nothing of them."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.personal import SENTENCE, find_told

SET_UP = f"""
import logging
from contracts.logs import set_up_logging
set_up_logging()
from services.celery_app import guarded
SENTENCE = {SENTENCE!r}
"""
CASES = {
    "an exception with a value": """
with guarded("job.attempt_broke_off", job="j"):
    raise ValueError(SENTENCE)
""",
    "one that comes from another": """
with guarded("job.attempt_broke_off", job="j"):
    try:
        raise KeyError(SENTENCE)
    except KeyError as error:
        raise RuntimeError(SENTENCE) from error
""",
    "SQL with parameters": """
from sqlalchemy import create_engine, text
with guarded("job.attempt_broke_off", job="j"):
    with create_engine("sqlite://").connect() as connection:
        connection.execute(text("SELECT * FROM nowhere WHERE x = :x"), {"x": SENTENCE})
""",
    "Celery's own line for a task that failed": """
logging.getLogger("celery.app.trace").error(
    "Task %(name)s[%(id)s] %(description)s: %(exc)s\\n%(traceback)s",
    {"name": "n", "id": "i", "description": "raised unexpected", "exc": SENTENCE, "traceback": SENTENCE},
)
""",
    "a message of the queue that nobody knows": """
logging.getLogger("celery.worker.consumer.consumer").error("Received unregistered task: %r", SENTENCE)
""",
    "a task of asyncio that nobody waited for": """
import asyncio, gc
async def main():
    async def fail():
        raise ValueError(SENTENCE)
    task = asyncio.create_task(fail())
    await asyncio.wait({task})
    del task
    gc.collect()
asyncio.run(main())
gc.collect()
""",
    "a warning": "import warnings; warnings.warn(SENTENCE)",
}


@pytest.mark.parametrize("script", CASES.values(), ids=CASES.keys())
def test_nothing_of_a_value_is_written_down(script: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "default", "-c", SET_UP + script], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stderr.startswith("timestamp="), "it was written down"
    assert find_told({"worker": done.stdout + done.stderr}) == []
