"""The answer server over real HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.routing import Route

from contracts.answers import Answered, AnswerLine, AnswerRequest, Progress
from contracts.models import content_path
from nlu.answer import drafts
from nlu.answer import server as module
from nlu.answer.__main__ import EXIT_BAD_SETTINGS, main
from nlu.answer.chat.fake import FakeModelServer
from nlu.answer.library import Edition, Library
from nlu.answer.search import Index
from nlu.answer.server import LONGEST_BODY, AnswerServer, make_model
from nlu.answer.settings import AnswerSettings
from tests.channels.servers import ScriptedServer
from tests.channels.watching.scraping import Scrape
from tests.nlu.answer.asking import ask
from tests.nlu.answer.sample import make_page
from tests.nlu.answer.test_calibration import FOREIGN, QUESTIONS, make_pages

EDITION = Edition("0123456789ab", Index(make_pages(12), {"en": FOREIGN}), 12)


class Serving:
    """A server that runs, and its address."""

    def __init__(self, server: uvicorn.Server) -> None:
        self.server = server
        self.client = httpx.AsyncClient(base_url="http://127.0.0.1", trust_env=False, timeout=20)

    async def ask(self, request: AnswerRequest | bytes, **query: str) -> httpx.Response:
        body = request if isinstance(request, bytes) else msgspec.json.encode(request)
        return await self.client.post("/answers", content=body, params=query)


@pytest.fixture
async def serving(tmp_path: Any) -> AsyncIterator[Serving]:
    answers = AnswerServer(AnswerSettings(answer_waiting=2, model_dir=tmp_path), Library(tmp_path, EDITION))
    routes = [
        Route("/answers", answers.take_question, methods=["POST"]),
        Route("/healthz", answers.show_health, methods=["GET"]),
        Route("/metrics", answers.show_metrics, methods=["GET"]),
    ]
    server = uvicorn.Server(uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=0, log_level="error"))
    running = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - it happens in code that knows no event
        await asyncio.sleep(0.01)
    serving = Serving(server)
    port = server.servers[0].sockets[0].getsockname()[1]
    serving.client.base_url = httpx.URL(f"http://127.0.0.1:{port}")
    yield serving
    await serving.client.aclose()
    server.should_exit = True
    await running


def lines_of(response: httpx.Response) -> list[AnswerLine]:
    return [msgspec.json.decode(line, type=AnswerLine) for line in response.text.splitlines()]


async def test_progress_comes_line_by_line_and_the_answer_last(serving: Serving) -> None:
    response = await serving.ask(ask("what does a boat permit cost"))
    *before, last = lines_of(response)
    assert before == [Progress(stage="searching"), Progress(stage="reading", pages=1)]
    assert isinstance(last, Answered)
    assert last.answer.services == ["boat"]


async def test_answers_and_their_steps_are_counted(serving: Serving) -> None:
    async def shown() -> Scrape:
        response = await serving.client.get("/metrics")
        assert response.headers["content-type"].startswith("text/plain; version=")
        return Scrape(response.text)

    before = await shown()
    asked = msgspec.structs.replace(ask("what does a boat permit cost"), language="en")
    assert (await serving.ask(asked)).status_code == 200
    after = await shown()
    given, steps = "moien_answers_total", "moien_answer_step_seconds_count"
    assert (
        after.value(given, language="en", standing="answered") - before.value(given, language="en", standing="answered")
        == 1
    )
    for step in ("guard", "route", "rewrite", "retrieve", "extract"):
        assert after.value(steps, step=step) - before.value(steps, step=step) == 1, step
    assert after.value("moien_answers_in_progress") == 0
    assert not after.has("moien_language_model_up"), "there is none"


async def test_health_says_what_serves(serving: Serving) -> None:
    state = (await serving.client.get("/healthz")).json()
    assert state == {
        "pages_by_meaning": None,
        "status": "ok",
        "mode": "extractive",
        "model": None,
        "languages": [],
        "content": "0123456789ab",
        "pages": 12,
    }


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"", 400, "truncated"),
        (b"{}", 400, "language"),
        (b'{"language": "pt", "query": {"type": "knowledge_query", "question": "x"}}', 400, "pt"),
        (b'{"language": "lb", "query": {"type": "other"}}', 400, "other"),
        (b"x" * (LONGEST_BODY + 1), 413, f"at most {LONGEST_BODY}"),
    ],
)
async def test_a_request_that_does_not_fit_is_refused(serving: Serving, body: bytes, status: int, says: str) -> None:
    response = await serving.ask(body)
    assert response.status_code == status
    assert says in response.json()["error"]


DRAFT_PAGES = [
    make_page(
        page.id,
        "en",
        page.title,
        f"A {page.id} needs two permits.",
        asked=tuple(question.format(page.id) for question in QUESTIONS),
    )
    for page in make_pages(12)
]
DRAFT = Edition("fedcba987654", Index(DRAFT_PAGES, {"en": FOREIGN}), 12)
MARK = "d" * 64


async def test_a_draft_answers_from_its_own_content(
    serving: Serving, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def make(_folder: Path) -> Edition:
        return DRAFT

    monkeypatch.setattr(drafts, "make_aside", make)
    content_path(tmp_path, MARK).mkdir()
    question = ask("what does a boat permit cost")
    answers = [lines_of(await serving.ask(question, **query))[-1] for query in ({"content": MARK}, {})]
    said = [answered.answer.text.splitlines()[-1] for answered in answers if isinstance(answered, Answered)]
    assert said == ["A boat needs two permits.", "A boat needs a permit."], "what is live is what it was"


@pytest.mark.parametrize(
    ("content", "status", "says"),
    [("e" * 64, 404, "there is no content of eeee"), ("../bot", 400, "no fingerprint"), ("", 400, "no fingerprint")],
)
async def test_content_that_is_not_there_is_refused(serving: Serving, content: str, status: int, says: str) -> None:
    response = await serving.ask(ask("x"), content=content)
    assert response.status_code == status
    assert says in response.json()["error"]


class Waits:
    """Takes the place of the pipeline: waits until the test lets go."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go = asyncio.Event()
        self.begun = 0
        self.cancelled = 0
        monkeypatch.setattr(module, "answer_question", self)

    async def __call__(self, *_: object) -> Answered:
        self.begun += 1
        try:
            await self.go.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        raise RuntimeError("nothing works")

    async def until_begun(self, count: int) -> None:
        async with asyncio.timeout(10):
            while self.begun < count:  # noqa: ASYNC110 - it happens in code that knows no event
                await asyncio.sleep(0.01)


async def test_who_goes_away_stops_the_work(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = Waits(monkeypatch)
    asking = asyncio.create_task(serving.ask(ask("x")))
    await waits.until_begun(1)
    asking.cancel()
    async with asyncio.timeout(10):
        while not waits.cancelled:  # noqa: ASYNC110 - it happens in code that knows no event
            await asyncio.sleep(0.01)


async def test_too_many_questions_are_told_to_come_back(serving: Serving, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = Waits(monkeypatch)
    asking = [asyncio.create_task(serving.ask(ask("x"))) for _ in range(2)]
    await waits.until_begun(2)
    refused = await serving.ask(ask("x"))
    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "2")
    waits.go.set()
    done = await asyncio.gather(*asking, return_exceptions=True)
    # What breaks off ends without an answer: whoever asked sees that it is not whole.
    assert all(isinstance(end, httpx.HTTPError) for end in done)
    assert (await serving.client.get("/healthz")).status_code == 200


async def test_a_question_after_that_is_taken_again(serving: Serving) -> None:
    answers = await asyncio.gather(*(serving.ask(ask(f"{thing} permit")) for thing in ("dog", "boat")))
    assert [response.status_code for response in answers] == [200, 200]


async def test_with_a_model_its_sound_answer_is_given(tmp_path: Any) -> None:
    model_server = ScriptedServer(ObedientModel().app())
    model_server.start()
    settings = AnswerSettings(llm_url=f"{model_server.url}/v1", llm_name="tiny", llm_profile="transformers")
    model = make_model(settings)
    assert model is not None
    answers = AnswerServer(settings, Library(tmp_path, EDITION), model)

    async def mode() -> str:
        return str(msgspec.json.decode((await answers.show_health(Request({"type": "http"}))).body)["mode"])

    assert await mode() == "extractive"
    keeping_up = asyncio.create_task(answers.keep_up())
    async with asyncio.timeout(10):
        while await mode() != "llm":  # noqa: ASYNC110 - it is asked as the supervisor asks
            await asyncio.sleep(0.01)
    keeping_up.cancel()
    lines = [line async for line in answers._tell(ask("what does a boat permit cost"), None)]
    answered = msgspec.json.decode(lines[-1], type=Answered)
    assert (answered.answer.text, answered.answer.model) == ("A boat needs a permit.", "tiny")
    await model.close()
    model_server.stop()


def test_without_an_address_there_is_no_model() -> None:
    assert make_model(AnswerSettings()) is None


class ObedientModel(FakeModelServer):
    """Writes what stands in the first source."""

    async def _stream(self, order: str, rest: str) -> AsyncIterator[str]:
        async for line in super()._stream("SAY", "A boat needs a permit [1]."):
            yield line


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MOIEN_LLM_URL", "localhost:8080", "is no address"),
        ("MOIEN_LLM_LANGUAGES", "fr,pt", "'pt' is no language of the bot"),
        ("MOIEN_LLM_PROFILE", "gpt", "transformers"),
        ("MOIEN_LLM_TOKENIZER", __file__, "is no tokenizer.json of a model"),
        ("MOIEN_LLM_TOKENIZER", "nowhere.json", "does not point to a file"),
        ("MOIEN_ANSWER_PORT", "0", "greater than or equal to 1"),
    ],
)
def test_a_setting_that_does_not_fit_stops_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, says: str
) -> None:
    monkeypatch.setenv(name, value)
    assert main() == EXIT_BAD_SETTINGS
    told = capsys.readouterr().err
    assert name in told
    assert says in told


def test_languages_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOIEN_LLM_LANGUAGES", "lb, fr")
    assert AnswerSettings().llm_languages == ("lb", "fr")
