"""The embedding server with a real, tiny model, started as ``./moien up`` starts it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from launcher.processes import describe_process
from launcher.settings import Settings
from nlu.answer.embedder import Embedder
from nlu.answer.meaning import Meaning
from tests.nlu.answer.sample import PAGES
from tests.nlu.llm.lessons import ROOT
from tests.nlu.llm.serving import read_llm_settings, served

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def settings(llm_python: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("embeddings") / "tiny"
    argv = [str(llm_python), "-m", "tests.nlu.llm.tiny_embeddings", str(folder)]
    subprocess.run(argv, cwd=ROOT, check=True, capture_output=True)
    return read_llm_settings(folder.parent, MOIEN_EMBEDDING_MODEL=str(folder))


@pytest.fixture(scope="module")
def url(settings: Settings) -> Iterator[str]:
    with served(settings, "embeddings") as address:
        yield address


async def test_pages_are_read_and_found(url: str) -> None:
    embedder = Embedder(url, "tiny")
    meaning = Meaning(embedder, 0.3)
    await meaning.learn(PAGES)
    assert meaning.pages == len(PAGES)
    near = await meaning.find("Dogs: Every dog is declared at the commune.", "en")
    assert set(near.ids) == {"passport", "dog", "bins"}
    await embedder.close()


async def test_vectors_have_length_one_and_depend_on_the_text(url: str) -> None:
    embedder = Embedder(url, "tiny")
    dog, again, passport = await embedder.embed_content(["the dog", "the dog", "the passport"])
    assert np.allclose(dog, again, atol=1e-5)
    assert not np.allclose(dog, passport, atol=1e-2)
    await embedder.close()


def test_one_text_may_stand_alone(url: str) -> None:
    vector = httpx.post(f"{url}/v1/embeddings", json={"input": "the dog"}).json()["data"][0]["embedding"]
    assert np.isclose(np.linalg.norm(vector), 1, atol=1e-5)


@pytest.mark.parametrize("body", [{}, {"input": 3}, {"input": ["x"] * 257}, {"input": [["x"]]}])
def test_a_request_that_does_not_fit_is_refused(url: str, body: dict) -> None:
    reply = httpx.post(f"{url}/v1/embeddings", json=body)
    assert reply.status_code == 400
    assert "input" in reply.json()["error"]


@pytest.mark.parametrize("model", ["/nowhere/at/all", "no id!"])
def test_a_model_that_is_not_there_stops_the_start(settings: Settings, model: str) -> None:
    argv = describe_process(settings, "embeddings").argv
    env = {**os.environ, "MOIEN_EMBEDDING_MODEL": model, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "MOIEN_EMBEDDING_MODEL is" in done.stderr
