"""A model that has learned a few answers, and one that writes rubbish, both served by ``transformers serve``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from launcher import setup
from launcher.settings import Settings
from nlu.answer.library import Edition
from tests.content import read_edition
from tests.nlu.llm.lessons import QUESTIONS, ROOT, make_tiny, write_lessons
from tests.nlu.llm.serving import read_llm_settings, served


class Tiny(NamedTuple):
    """A tiny model and what it was taught."""

    folder: Path
    wrapped: Path
    """The same together with a vision part."""
    lessons: list[dict]
    told: dict


@pytest.fixture(scope="session")
def llm_python() -> Path:
    return Path(os.environ.get("MOIEN_ENV_DIR") or ROOT / ".moien" / "env") / "llm" / "bin" / "python"


@pytest.fixture(scope="session")
def edition() -> Edition:
    return read_edition()


@pytest.fixture(scope="session")
def tiny(llm_python: Path, edition: Edition, tmp_path_factory: pytest.TempPathFactory) -> Tiny:
    folder = tmp_path_factory.mktemp("models") / "tiny"
    wrapped = folder.with_name("wrapped")
    lessons = write_lessons(edition.index, QUESTIONS)
    assert len(lessons) == len(QUESTIONS)
    return Tiny(folder, wrapped, lessons, make_tiny(llm_python, lessons, folder, "--wrapped", str(wrapped)))


@pytest.fixture(scope="session")
def tiny_settings(tiny: Tiny, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of a platform that serves the taught model, made ready from the one with a vision part."""
    settings = read_llm_settings(tmp_path_factory.mktemp("tiny"), MOIEN_LLM_MODEL=str(tiny.wrapped))
    setup.ensure_llm_weights(settings)
    return settings


@pytest.fixture(scope="session")
def tiny_url(tiny_settings: Settings) -> Iterator[str]:
    with served(tiny_settings, "llm") as url:
        yield url
