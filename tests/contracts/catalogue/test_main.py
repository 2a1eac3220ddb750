"""The command line prints one problem a line and tells by its exit status whether there are any."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from contracts.catalogue.__main__ import main
from tests.contracts.catalogue.sample import SERVICE
from tests.contracts.catalogue.sample import write_catalogue as write_services
from tests.contracts.desk.sample import write_smallest_desk


def write_catalogue(folder: Path, **files: str) -> Path:
    return write_smallest_desk(write_services(folder, **files))


def test_mistakes_of_the_desk_are_among_the_problems(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bot_dir = write_catalogue(tmp_path)
    path = bot_dir / "desk" / "queues.yaml"
    path.write_text(path.read_text("utf-8").replace("level: A2", "services: [boats]\n    level: A2"), encoding="utf-8")
    assert main([str(bot_dir)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split("] ")[0] for line in lines] == [
        f"{path.as_posix()}:3: [queue-last",
        f"{path.as_posix()}:5: [service-unknown",
    ]


def test_a_good_catalogue_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write_catalogue(tmp_path))]) == 0
    assert capsys.readouterr().out == "1 services, 0 further pages, 0 problems\n"


def test_problems_are_printed_one_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SERVICE.replace("id: bike_permit", "id: bikes").replace("€12.50", "€13")
    bot_dir = write_catalogue(tmp_path, service=text)
    assert main([str(bot_dir)]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith(f"{bot_dir.as_posix()}/catalogue/bike_permit.yaml:1: [id-file-name] id: ")


def test_programs_get_json(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bot_dir = write_catalogue(tmp_path, service=SERVICE.replace("id: bike_permit", "id: bikes"))
    assert main([str(bot_dir), "--json"]) == 1
    [problem] = json.loads(capsys.readouterr().out)
    assert (problem["line"], problem["code"]) == (1, "id-file-name")
    assert set(problem) == {"path", "line", "code", "message"}


def test_a_page_checked_tomorrow_is_refused_by_the_clock(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([str(write_catalogue(tmp_path, service=SERVICE.replace("2026-11-01", "9999-12-31")))]) == 1
    assert "[date-future]" in capsys.readouterr().out


def test_tests_are_looked_at(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bot_dir = write_catalogue(tmp_path)
    (bot_dir / "tests").mkdir()
    (bot_dir / "tests" / "x.yaml").write_text("sentences: {greet: {lb: [wat kascht dat]}}\n", encoding="utf-8")
    assert main([str(bot_dir)]) == 1
    assert "x.yaml:1: [example-held-out]" in capsys.readouterr().out
