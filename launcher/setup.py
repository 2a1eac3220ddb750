"""Sets up whatever is missing: environments, web parts, the trained model, tables, first accounts."""

from __future__ import annotations

import asyncio
import json

from launcher import accounts, environments, web_build
from launcher.commands import run_logged, stop_commands
from launcher.plan import Step, carry_out, in_thread
from launcher.progress import say, step
from launcher.settings import Settings


def install(settings: Settings, *, tests: bool) -> None:
    """Make environments, web parts and model.

    Raises:
        Problem: a step failed.
    """

    async def run() -> None:
        try:
            await carry_out(list_installing(settings, tests=tests))
        except BaseException:
            stop_commands()
            raise

    asyncio.run(run())


def list_installing(settings: Settings, *, tests: bool) -> list[Step]:
    """The steps that every start and the tests need: environments, web parts, model."""
    steps = [
        Step("platform", (), in_thread(lambda: environments.ensure_platform(settings, tests=tests))),
        Step("bot", ("platform",), in_thread(lambda: environments.ensure_bot(settings, tests=tests))),
        Step("model", ("bot",), in_thread(lambda: ensure_model(settings))),
        Step("web", (), in_thread(lambda: web_build.ensure_build(settings))),
    ]
    if tests:
        steps.append(Step("web packages", ("web",), in_thread(lambda: web_build.ensure_packages(settings))))
    if tests or settings.llm_model or settings.embedding_model:
        steps.append(Step("llm environment", ("platform",), in_thread(lambda: environments.ensure_llm(settings))))
    if settings.llm_model:
        steps.append(Step("llm weights", ("llm environment",), in_thread(lambda: ensure_llm_weights(settings))))
    return steps


def list_storing(settings: Settings) -> list[Step]:
    """The steps that make the database ready."""
    return [
        Step("tables", ("platform",), in_thread(lambda: migrate(settings))),
        Step("accounts", ("tables",), in_thread(lambda: accounts.ensure_first(settings))),
    ]


def ensure_model(settings: Settings, *, force: bool = False) -> None:
    """Train the Rasa model when the catalogue (or anything else it is made from) changed.

    Raises:
        Problem: the catalogue has mistakes, or training failed.
    """
    with step("bot: checking the catalogue, training when it changed", quiet_below=2.0):
        said = run_logged(
            [settings.python("bot"), "-m", "bot.train", *(["--force"] if force else [])],
            log=settings.logs_dir / "train.log",
            cwd=settings.root,
            variables=settings.process_variables(),
            doing="Training the bot",
            hint="Mend the files named above (./moien check lists all problems), then start again. "
            "The last good model is kept.",
        )
    for line in said.strip().splitlines()[-1:]:
        say(f"  ✓ bot: {line}")


def ensure_llm_weights(settings: Settings) -> dict[str, object]:
    """Make the language model ready to be served, downloaded where it is named by an id of the hub; describe it.

    Raises:
        Problem: there is no such model, or it cannot be used.
    """
    variables = {**settings.process_variables(), "HF_HUB_OFFLINE": "0", "HF_HUB_DISABLE_TELEMETRY": "1"}
    variables.setdefault("HF_HOME", str(settings.state_dir / "llm" / "hub"))
    revision = settings.variables.get("MOIEN_LLM_REVISION")
    argv = [settings.python("llm"), "-m", "nlu.llm.prepare", str(settings.llm_model), settings.llm_dir]
    with step(f"language model: {settings.llm_model}", quiet_below=2.0):
        said = run_logged(
            [*argv, *(["--revision", revision] if revision else [])],
            log=settings.logs_dir / "setup-llm-weights.log",
            cwd=settings.root,
            variables=variables,
            doing="Making the language model ready",
            hint="Mend MOIEN_LLM_MODEL (docs/settings.md), or take it away: without a language model, free text is "
            "answered by quotation.",
        )
    described: dict[str, object] = json.loads(said.strip().splitlines()[-1])
    return described


def migrate(settings: Settings) -> None:
    """Bring the database to the newest tables.

    Raises:
        Problem: the database cannot be reached or migrated.
    """
    (settings.state_dir / "data").mkdir(parents=True, exist_ok=True)
    run_logged(
        [settings.python("platform"), "-m", "channels.migrate"],
        log=settings.logs_dir / "migrate.log",
        cwd=settings.root,
        variables=settings.process_variables(),
        doing="Bringing the database to the newest tables",
        hint="Look whether MOIEN_DATABASE_URL is right and its server runs.",
    )
