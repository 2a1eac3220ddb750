"""Free text with a language model that ``./moien up`` serves: written, checked, and quoted while the model is away."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.languages import Language
from tests.content import read_edition
from tests.nlu.llm.lessons import ROOT, make_tiny, write_lessons
from tests.stack.platform import Platform, make_platform
from tests.stack.rest_citizen import RestCitizen
from tests.stack.test_free_text import STORIES

pytestmark = [pytest.mark.stack, pytest.mark.slow]


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform whose model has learned what the content says to the stories."""
    folder = tmp_path_factory.mktemp("model") / "Tiny-Model"
    python = Path(os.environ.get("MOIEN_ENV_DIR") or ROOT / ".moien" / "env") / "llm" / "bin" / "python"
    make_tiny(python, write_lessons(read_edition().index, STORIES), folder)
    made = make_platform(tmp_path_factory.mktemp("moien-llm"), MOIEN_LLM_MODEL=str(folder), MOIEN_LLM_DEVICE="cpu")
    made.start()
    made.wait_ready("llm")
    # The answer server looks every few seconds.
    made.wait_until(lambda: "free text: written by Tiny-Model" in made.moien("status").stdout, "the model is found")
    yield made
    made.stop()


def ask(platform: Platform, stories: list[tuple[Language, str]]) -> list[dict]:
    """The records of the stories that no intent explains and the content answers."""
    with sqlite3.connect(platform.state_dir / "data" / "moien.db") as database:
        before = {code for (code,) in database.execute("SELECT code FROM answer_record")}
        for language, story in stories:
            with RestCitizen(platform.url, language) as citizen:
                assert citizen.ask(story)
        records = [json.loads(data) for (data,) in database.execute("SELECT data FROM answer_record")]
    return [it for it in records if it["code"] not in before and it["answer"]["standing"] == "answered"]


def test_the_model_writes_is_checked_and_replaced_by_quotation_while_it_is_away(platform: Platform) -> None:
    assert "llm is loading; everything else goes on without it" in platform.output
    written = ask(platform, STORIES)
    assert written, "no story is answered: write others"
    assert {(it["answer"]["origin"], it["model"]) for it in written} == {("llm", "Tiny-Model")}
    assert all(it["answer"]["citations"] for it in written)
    story = [(language, story) for language, story in STORIES if story == written[0]["question"]]
    killed = platform.kill("llm")
    assert [it["answer"]["origin"] for it in ask(platform, story)] == ["retrieval"]
    platform.wait_ready("llm", after=killed)
    platform.wait_until(
        lambda: "free text: written by" in platform.moien("status").stdout, "the model is back and no longer left alone"
    )
    assert [it["answer"]["origin"] for it in ask(platform, story)] == ["llm"]
