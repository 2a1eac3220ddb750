"""A new release under load: twenty conversations go on while Rasa takes another model, and no turn is lost or mixed."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import aiohttp
import pytest

from bot.settings import BOT_DIR, ROOT
from contracts.models import content_path, copy_content, make_current, mark_of, model_path
from tests.bot.processes import answer_of, environment, running
from tests.content import keep_offered
from tests.ports import free_port

pytestmark = pytest.mark.slow

SECOND = "Second release:"
CONVERSATIONS = 20
CHANGED = {
    "catalogue/residence_certificate.yaml": ("I will send your application", "What is your national identification"),
    "conversation.yaml": ("The application is cancelled. Nothing",),
}
"""What the second release says otherwise, by file: words that Rasa says itself, and words that an action says."""


class Bot(NamedTuple):
    """Both processes, serving the first of two models."""

    url: str
    models: Path
    second: str


@pytest.fixture(scope="module")
def second_model(trained_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model of content that says something else, of fewer services; it lies beside the first and is not current."""
    content = tmp_path_factory.mktemp("second") / "content"
    copy_content(BOT_DIR, content)
    keep_offered(content)
    for name, phrases in CHANGED.items():
        text = (content / name).read_text(encoding="utf-8")
        for phrase in phrases:
            assert phrase in text
            text = text.replace(f"en: {phrase}", f'en: "{SECOND} {phrase}', 1)
        (content / name).write_text(_close_quotes(text), encoding="utf-8")
    argv = [sys.executable, "-m", "bot.train", "--aside", "--content", str(content)]
    told = subprocess.run(argv, cwd=ROOT, check=True, timeout=280, capture_output=True, text=True).stdout
    return model_path(trained_model.parent, told.split()[-1])


def _close_quotes(text: str) -> str:
    """End each changed line with the quotation mark with which its text now begins."""
    return "".join(f'{line}"\n' if SECOND in line else f"{line}\n" for line in text.splitlines())


@pytest.fixture
def bot(trained_model: Path, second_model: Path, tmp_path: Path) -> Iterator[Bot]:
    models = tmp_path / "models"
    models.mkdir()
    for path in (trained_model, second_model):
        shutil.copy(path, models)
        shutil.copytree(content_path(path.parent, mark_of(path)), content_path(models, mark_of(path)))
    make_current(models, mark_of(trained_model))
    rasa_port, actions_port = free_port(), free_port()
    settings = environment(
        tmp_path, MOIEN_RASA_PORT=str(rasa_port), MOIEN_ACTIONS_PORT=str(actions_port), MOIEN_MODEL_DIR=str(models)
    )
    log, actions_log = tmp_path / "rasa.log", tmp_path / "actions.log"
    with (
        running("bot.action_server", settings, actions_log) as actions,
        running("bot.server", settings, log) as rasa,
    ):
        url = f"http://127.0.0.1:{rasa_port}/webhooks/moien"
        answer_of(f"{url}/health", rasa, log, status=200)
        answer_of(f"http://127.0.0.1:{actions_port}/readyz", actions, actions_log, status=200)
        yield Bot(url, models, mark_of(second_model))


async def ask(session: aiohttp.ClientSession, bot: Bot, conversation: str, intent: str) -> list[str]:
    """Press a button; every turn must be answered."""
    turn = {
        "conversation": conversation,
        "turn": uuid.uuid4().hex,
        "language": "en",
        "input": {"type": "press", "title": "x", "intent": intent},
    }
    async with session.post(f"{bot.url}/turns", json=turn) as answer:
        body = await answer.json()
        assert answer.status == 200, body
        return [part["text"] for part in body["parts"]]


async def talk(session: aiohttp.ClientSession, bot: Bot, changed: asyncio.Event) -> list[tuple[bool, ...]]:
    """Begin and cancel applications until the new release has answered twice; give which parts were of the new one."""
    replies: list[tuple[bool, ...]] = []
    after = 0
    while after < 2:
        known = changed.is_set()
        conversation = uuid.uuid4().hex
        for intent in ("residence_certificate_apply", "cancel"):
            parts = await ask(session, bot, conversation, intent)
            replies.append(tuple(SECOND in part for part in parts))
        after += known
    return replies


async def wait_for_model(session: aiohttp.ClientSession, bot: Bot, mark: str, changed: asyncio.Event) -> None:
    name = model_path(bot.models, mark).name
    while True:
        async with session.get(f"{bot.url}/health") as answer:
            if (await answer.json())["model"] == name:
                changed.set()
                return
        await asyncio.sleep(0.05)


async def test_no_turn_is_lost_or_mixed_while_the_model_changes(bot: Bot) -> None:
    changed = asyncio.Event()
    limit = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(timeout=limit) as session:
        talks = [asyncio.create_task(talk(session, bot, changed)) for _ in range(CONVERSATIONS)]
        assert await ask(session, bot, "before", "residence_certificate_apply")
        make_current(bot.models, bot.second)
        await wait_for_model(session, bot, bot.second, changed)
        replies = [reply for one in await asyncio.gather(*talks) for reply in one]
    assert {len(reply) for reply in replies} == {1, 2}
    assert [reply for reply in replies if len(set(reply)) != 1] == [], "each turn is of one release"
    assert not all(reply[0] for reply in replies), "some were answered by the first"
    assert any(reply[0] for reply in replies), "some were answered by the second"


async def test_a_model_that_cannot_be_loaded_changes_nothing(bot: Bot) -> None:
    model_path(bot.models, "broken").write_bytes(b"no archive")
    make_current(bot.models, "broken")
    async with aiohttp.ClientSession() as session:
        health: dict[str, str] = {}
        while "problem" not in health:
            async with session.get(f"{bot.url}/health") as answer:
                health = await answer.json()
            await asyncio.sleep(0.05)
        assert "broken" in health["problem"]
        assert await ask(session, bot, "c", "residence_certificate_apply")
