"""Pages by their meaning, from a server that really answers over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest

from nlu.answer.embedder import FAILURES_IN_A_ROW, TEXTS_AT_ONCE, Embedder, EmbeddingError
from nlu.answer.fake_embeddings import FakeEmbeddingServer
from nlu.answer.meaning import Meaning
from nlu.answer.search import Index, Nearness
from tests.channels.servers import ScriptedServer
from tests.nlu.answer.asking import INDEX
from tests.nlu.answer.sample import PAGES, make_page
from tests.ports import free_port


class EmbeddingServer(ScriptedServer):
    """The scripted server of an embedding model."""

    def __init__(self) -> None:
        self.model = FakeEmbeddingServer()
        super().__init__(self.model.app())


@pytest.fixture
def server() -> Iterator[EmbeddingServer]:
    started = EmbeddingServer()
    started.start()
    yield started
    started.stop()


@pytest.fixture
async def embedder(server: EmbeddingServer) -> AsyncIterator[Embedder]:
    made = Embedder(server.url, "tiny", "query: ", "passage: ")
    yield made
    await made.close()


@pytest.fixture
async def meaning(embedder: Embedder) -> Meaning:
    made = Meaning(embedder, 0.3)
    await made.learn(PAGES)
    return made


async def test_pages_are_found_in_the_language_asked_for(meaning: Meaning) -> None:
    assert (await meaning.find("every dog is declared", "en")).ids[0] == "dog"
    assert (await meaning.find("Jeder Hund wird angemeldet", "de")).ids[0] == "dog"
    assert (await meaning.find("passeport", "fr")).ids == ()
    assert meaning.pages == len(PAGES)


async def test_questions_and_passages_get_the_words_that_the_model_wants(
    server: EmbeddingServer, meaning: Meaning
) -> None:
    await meaning.find("bins", "en")
    assert server.model.texts[-1] == "query: bins"
    assert all(text.startswith("passage: ") for text in server.model.texts[:-1])


async def test_only_what_changed_is_read_again(server: EmbeddingServer, meaning: Meaning) -> None:
    before = len(server.model.texts)
    await meaning.learn([*PAGES, make_page("bike", "en", "Bicycles", "Bicycles are lent for free.")])
    assert len(server.model.texts) == before + 2
    assert (await meaning.find("bicycles are lent", "en")).ids[0] == "bike"


async def test_more_texts_than_fit_into_one_request(server: EmbeddingServer, embedder: Embedder) -> None:
    vectors = await embedder.embed_content([f"text {number}" for number in range(TEXTS_AT_ONCE + 1)])
    assert len(vectors) == TEXTS_AT_ONCE + 1
    assert server.model.sizes == [TEXTS_AT_ONCE, 1]


@pytest.mark.parametrize("fault", ["status", "no json", "too few", "uneven"])
async def test_without_the_model_nothing_is_near_and_it_is_left_in_peace(
    server: EmbeddingServer, meaning: Meaning, fault: str
) -> None:
    server.model.fault = fault
    for _ in range(FAILURES_IN_A_ROW + 2):
        assert await meaning.find("every dog", "en") == Nearness()
    asked = server.model.requests
    await meaning.find("every dog", "en")
    assert server.model.requests == asked


async def test_a_model_that_comes_later_reads_the_pages_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("nlu.answer.meaning.RETRY_SECONDS", 0.05)
    server = EmbeddingServer()
    embedder = Embedder(server.url, "tiny")
    meaning = Meaning(embedder, 0.3)
    keeping_up = asyncio.create_task(meaning.keep_up(lambda: ("1", PAGES)))
    await asyncio.sleep(0.2)
    assert meaning.pages == 0
    server.start()
    async with asyncio.timeout(10):
        while not meaning.pages:  # noqa: ASYNC110 - nobody tells
            await asyncio.sleep(0.02)
    keeping_up.cancel()
    await embedder.close()
    server.stop()


async def test_another_model_reads_the_pages_anew(server: EmbeddingServer, meaning: Meaning) -> None:
    server.model.dimensions = 12
    assert await meaning.find("every dog", "en") == Nearness()
    assert meaning.pages == 0
    await meaning.learn(PAGES)
    assert (await meaning.find("every dog is declared", "en")).ids[0] == "dog"


async def test_nobody_listens() -> None:
    embedder = Embedder(f"http://127.0.0.1:{free_port()}", "tiny")
    with pytest.raises(EmbeddingError):
        await embedder.embed_question("x")
    await embedder.close()


def order(near: Nearness | None, index: Index = INDEX) -> list[str]:
    return [page.id for page in index.search("declared dog at the commune, passport", "en", near=near).pages]


def test_the_order_by_meaning_counts_by_its_weight() -> None:
    first, second, third = order(None)
    # Ranks are fused: 1/61 + w/63 against 1/62 + w/61. A light weight changes nothing, a heavy one does.
    near = (second, third, first)
    assert order(Nearness(near, 0.0)) == [first, second, third]
    assert order(Nearness(near, 0.3))[0] == first
    assert order(Nearness(near, 1.0))[0] == second


def test_a_page_without_a_word_in_common_is_found_beside_others() -> None:
    assert "bins" not in [page.id for page in INDEX.search("dog", "en").pages]
    assert "bins" in [page.id for page in INDEX.search("dog", "en", near=Nearness(("bins",), 0.3)).pages]


def test_meaning_alone_makes_no_answer() -> None:
    hits = INDEX.search("xyzzy", "en", near=Nearness(("dog",), 1.0))
    assert (hits.pages, hits.standing) == ((), "nothing")
    sure = [INDEX.search("declared dog", "en", near=near).confidence for near in (None, Nearness(("dog",), 1.0))]
    assert sure[0] == sure[1]


def test_ids_that_are_no_pages_are_passed_over() -> None:
    assert order(Nearness(("gone",), 1.0)) == order(None)
