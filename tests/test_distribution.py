"""Which tests share a worker, and which begin first."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.suite import WORKERS
from tests.distribution import LONGEST, TOGETHER, find_unit, put_longest_first

ROOT = Path(__file__).parents[1]


class Item:
    """A test as far as its order goes."""

    def __init__(self, nodeid: str) -> None:
        self.nodeid = nodeid


@pytest.mark.parametrize("start", [*TOGETHER, *LONGEST])
def test_what_is_named_is_there(start: str) -> None:
    assert (ROOT / start).exists()
    assert (ROOT / start).is_dir() == start.endswith("/")


def test_tests_of_a_file_and_of_files_that_share_something_are_one_unit() -> None:
    assert find_unit("tests/launcher/test_ports.py::test_a[x::y]") == "tests/launcher/test_ports.py"
    units = {find_unit(f"tests/nlu/llm/{name}.py::test_a") for name in ("test_serve", "test_check")}
    assert len(units) == 1


def test_what_takes_longest_begins_first_and_files_stay_whole() -> None:
    files = ["tests/a.py", LONGEST[1], "tests/b.py", LONGEST[0]]
    items = [Item(f"{file}::test_{number}") for file in files for number in range(2)]
    put_longest_first(items)
    found = [item.nodeid.partition("::")[0] for item in items]
    assert found == [file for file in (LONGEST[0], LONGEST[1], "tests/a.py", "tests/b.py") for _ in range(2)]


def test_workers_get_whole_files() -> None:
    """Grouping once was without effect under a newer pytest, and nothing said so."""
    files = [f"tests/launcher/{name}.py" for name in ("test_plan", "test_progress", "test_rotation")]
    argv = [sys.executable, "-m", "pytest", "-vvv", *WORKERS, *files]
    said = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    ran = set(re.findall(r"^\[(gw\d)\] .* PASSED (\S+?)::", said, flags=re.MULTILINE))
    assert sorted(file for _, file in ran) == files
    assert {worker for worker, _ in ran} == {"gw0", "gw1"}
