"""Trying a draft in Chromium: from the file to the talk, what the bot saw, a call, a login, and a bot that is away."""

from __future__ import annotations

import contextlib
import json
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.async_api import Browser, Page, expect

from channels.studio.publishing.folder import lay_over, name_model, read_content
from channels.studio.trying.fake import FakeRehearsal
from contracts.jobs import JobResult
from contracts.models import content_path, copy_content, model_path
from contracts.rehearsal import CallOutcome, PreparedCall
from tests.channels.bot_folder import SERVICES, bot_folder
from tests.channels.servers import AnswerServer, BotServer, Gateway, RedisServer, ScriptedServer, running
from tests.channels.studio.pages import built_pages, signed_in
from tests.channels.studio.publishing.conftest import impact
from tests.web.conftest import AXE, RULES

pytestmark = pytest.mark.browser

expect.set_options(timeout=30_000)

BOT = Path(__file__).parents[4] / "bot"
BESIDE = ("conversation.yaml", "crisis.yaml", "out_of_scope.yaml", "synonyms.yaml")
"""Files that the small folder lacks, and a trial's check does not."""
PATH = "catalogue/passport.yaml"


class Scene:
    """A gateway between a scripted rehearsal bot and answer server; the test does what the workers do."""

    def __init__(self, folder: Path, redis: RedisServer, bot: BotServer, answers: AnswerServer) -> None:
        self.folder, self.bot_dir, self.model_dir = folder, folder / "bot", folder / "models"
        self.model_dir.mkdir()
        self.fake = FakeRehearsal()
        self.rehearsal = ScriptedServer(self.fake.app())
        self.gateway = Gateway(
            f"sqlite:///{folder / 'moien.db'}",
            redis.url,
            bot.url,
            MOIEN_BOT_DIR=str(self.bot_dir),
            MOIEN_MODEL_DIR=str(self.model_dir),
            MOIEN_STATE_DIR=str(folder / "state"),
            MOIEN_WEB_DIR=str(built_pages()),
            MOIEN_REHEARSAL_URL=self.rehearsal.url,
            MOIEN_ANSWER_URL=answers.url,
        )

    def write(self, statement: str, *values: object) -> None:
        with contextlib.closing(sqlite3.connect(self.folder / "moien.db", timeout=10)) as connection, connection:
            connection.execute(statement, values)

    def train(self, trial: str) -> None:
        """Do what the trial's worker does: the model is there, the comparison goes on."""
        ((files,),) = self.gateway.rows("SELECT files FROM trial WHERE id = ?", trial)
        mark = name_model(lay_over(read_content(self.bot_dir), json.loads(files)))
        copy_content(self.bot_dir, content_path(self.model_dir, mark))
        model_path(self.model_dir, mark).write_bytes(b"model")
        self.fake.models.add(mark)
        self.write("UPDATE trial SET state = 'evaluating', done = 80, model = ? WHERE id = ?", mark, trial)

    def compare(self, trial: str) -> None:
        result = json.dumps(msgspec.to_builtins(impact()))
        self.write("UPDATE trial SET state = 'succeeded', done = 100, result = ? WHERE id = ?", result, trial)

    def end_calls(self) -> None:
        """Do what the worker of calls does."""
        outcome = CallOutcome(
            prepared=PreparedCall(method="POST", path="/certificates", body='{\n  "reason": "school"\n}'),
            sent=True,
            result=JobResult(state="succeeded", reference="RC-2026-0001"),
        )
        written = json.dumps(msgspec.to_builtins(outcome))
        self.write("UPDATE rehearsed_call SET state = 'done', outcome = ? WHERE state = 'queued'", written)


@pytest.fixture(scope="module")
def scene(
    redis_server: RedisServer,
    bot: BotServer,
    answers: AnswerServer,
    sqlite_template: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Scene]:
    folder = tmp_path_factory.mktemp("trying")
    shutil.copy(sqlite_template, folder / "moien.db")
    shutil.copytree(bot_folder(), folder / "bot")
    for name in BESIDE:
        shutil.copy(BOT / name, folder / "bot")
    talk = folder / "bot" / "conversation.yaml"
    offered = [f"  - {path.stem}" for path in (BOT / "catalogue").iterdir() if path.stem not in SERVICES]
    lines = talk.read_text("utf-8").splitlines(keepends=True)
    talk.write_text("".join(line for line in lines if line.rstrip() not in offered), "utf-8")
    made = Scene(folder, redis_server, bot, answers)
    with running(made.rehearsal), running(made.gateway):
        made.gateway.hire("olga", "owner")
        yield made


@pytest.fixture
async def page(scene: Scene, browser: Browser) -> AsyncIterator[Page]:
    """The file, opened by its owner."""
    async with signed_in(browser, scene.gateway, "olga", f"file/{PATH}") as page:
        yield page


async def say(page: Page, text: str) -> None:
    box = page.get_by_role("textbox", name="Message")
    await box.fill(text)
    await box.press("Enter")


async def barriers(page: Page) -> list[str]:
    """What axe finds in the way of people who read or write otherwise."""
    await page.evaluate(AXE.read_text("utf-8"))
    found = await page.evaluate("rules => axe.run(document, { runOnly: { type: 'tag', values: rules } })", RULES)
    return [f"{violation['id']}: {violation['nodes'][0]['html']}" for violation in found["violations"]]


async def test_a_draft_is_tried_before_anybody_else_sees_it(scene: Scene, page: Page) -> None:
    await page.locator(".cm-content").click()
    await page.keyboard.press("Control+End")
    await page.keyboard.insert_text("# tried first\n")
    await page.get_by_role("button", name="Try", exact=True).click()
    await expect(page.get_by_role("checkbox")).to_be_checked()
    await page.get_by_role("button", name="Begin", exact=True).click()

    await expect(page.get_by_role("progressbar")).to_be_visible()
    await expect(page.get_by_role("link", name=PATH).first).to_be_visible()
    trial = page.url.rpartition("/")[2]
    scene.train(trial)
    await expect(page.get_by_role("log", name="Conversation")).to_contain_text("Write what a citizen would write.")
    log = page.get_by_role("log", name="Conversation")
    inside = page.get_by_role("complementary", name="What the bot saw")

    # A text: its language is followed, and what was understood stands beside it.
    await say(page, "Combien coûte un nouveau passeport ?")
    await expect(log).to_contain_text("fr: Combien coûte")
    await expect(page.get_by_label("Language of the conversation")).to_have_value("fr")
    await expect(inside).to_contain_text("The bot is sure enough and acts on this intent.")
    await expect(inside.get_by_role("listitem").filter(has_text="passport_fee")).to_contain_text("93%")
    await expect(inside).to_contain_text("needed: 60%")

    # Free text: the answer comes from the draft's content, with the outcome of the search.
    await page.get_by_label("Language of the conversation").select_option("en")
    await say(page, "ask know where")
    await expect(log).to_contain_text("At the commune.")
    await expect(inside).to_contain_text("Answered from the content.")
    await expect(log.get_by_role("link", name="Passport")).to_have_attribute("href", "https://example.org/passport")

    assert await barriers(page) == []

    # A login, then a call: what would be sent, and the bot hears by itself what came of it.
    await say(page, "login please")
    await log.get_by_role("button", name="Go on as an invented person").click()
    await expect(page.get_by_text("Logged in: Marie Beispill")).to_be_visible()
    await say(page, "file it")
    await expect(inside).to_contain_text("1988062347147")
    scene.end_calls()
    await expect(log).to_contain_text("en: system_job_succeeded")
    await log.get_by_role("button", name="What the bot saw: Acts on it").last.click()
    await expect(inside).to_contain_text("POST /certificates")
    await expect(inside).to_contain_text("RC-2026-0001")
    await expect(inside).to_contain_text("The bot was told.")
    assert await barriers(page) == []

    # A person: nobody is called, and the queue of the draft is named.
    await say(page, "person please")
    await expect(inside).to_contain_text("General")
    await expect(inside).to_contain_text("Nobody is called here.")
    assert scene.gateway.rows("SELECT count(*) FROM ticket") == [(0,)]
    assert scene.gateway.rows("SELECT count(*) FROM conversation") == [(0,)]

    # The comparison with what is live ends meanwhile.
    scene.compare(trial)
    await page.get_by_text("Effect on each language").first.click()
    await expect(page.get_by_text("No language gets worse.")).to_be_visible()
    await page.get_by_text("Effect on each language").first.click()

    # A bot that is away: the page tries again by itself, then asks.
    scene.fake.models.clear()
    await say(page, "Moien")
    await expect(page.get_by_role("alert").filter(has_text="not trained yet")).to_be_visible()
    await page.get_by_role("button", name="Begin anew").click()
    await expect(log).to_contain_text("Write what a citizen would write.")
