"""Puts the gateway together: hub, sockets, REST, staff API, pages, guards."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from fastapi import FastAPI
from starlette.middleware.trustedhost import TrustedHostMiddleware

from channels import accessibility_page, communes, health, pages, polling, rest, status_page
from channels.agent import serve_agent
from channels.answer_door.assist import HttpAssistDoor
from channels.answer_door.http import HttpAnswerDoor
from channels.answers import answer_errors
from channels.assist import proposals as proposal_routes
from channels.assist import routes as assist_routes
from channels.auth import rest as login_rest
from channels.auth import routes as login_routes
from channels.auth import staff as staff_login_routes
from channels.auth.provider import Provider, registration_of, staff_registration_of
from channels.bot_door.http import HttpBotDoor
from channels.citizen_socket import serve_citizen
from channels.cross_origin import CrossOrigin
from channels.desk import files as desk_file_routes
from channels.desk import history as desk_history_routes
from channels.desk import routes as desk_routes
from channels.desk.standing import StandingDesk
from channels.door import Door
from channels.fanout import Fanout
from channels.headers import SecurityHeaders, answer_failure
from channels.hub import Hub
from channels.limits.counts import Counts
from channels.openapi import routes as openapi_routes
from channels.plain_addresses import PlainAddresses
from channels.privacy import page as receipt_page
from channels.privacy import person_routes, request_routes
from channels.privacy import routes as privacy_routes
from channels.runner.jobs import CelerySender
from channels.settings import GatewaySettings
from channels.sites import Site
from channels.staff import routes as staff_routes
from channels.store.database import Database
from channels.studio.inbox.keys import SECRET_FILE, Keys, load_or_make_secret
from channels.studio.inbox.room import InboxRoom
from channels.studio.publishing.room import PublishingRoom
from channels.studio.room import StudioRoom
from channels.studio.trying.door import HttpRehearsalDoor
from channels.studio.trying.room import TryingRoom
from channels.supervision import routes as supervision_routes
from channels.switches import routes as switch_routes
from channels.switches.doors import SwitchedAssist, SwitchedDraftAnswers
from channels.uploads import routes as upload_routes
from channels.uploads.scanner import Scanner
from channels.watching.room import Watching
from contracts.names import QUEUE_HOUSE, QUEUE_TRAINING, TASK_REHEARSE_CALL, TASK_TRY_DRAFT
from nlu.text.language import detect

log = structlog.get_logger()

MOST_QUESTIONS = 64
"""Questions to the answer server at once; it has a queue of its own and says when that is full."""


def build_app(settings: GatewaySettings, sites: dict[str, Site], desk: StandingDesk) -> FastAPI:
    """Return the application; connections are opened when it starts. ``desk``: what is written for it."""

    @asynccontextmanager
    async def live(app: FastAPI) -> AsyncIterator[None]:
        database = Database(settings.database_url)
        fanout = Fanout(settings.redis_url)
        bot = HttpBotDoor(settings.rasa_url, settings.turn_timeout, settings.turn_concurrency)
        answers = HttpAnswerDoor(settings.answer_url, settings.answer_silence, MOST_QUESTIONS)
        assist = HttpAssistDoor(settings.answer_url, settings.answer_silence)
        sender = CelerySender(settings.redis_url)
        hub = Hub(settings, database, fanout, bot, answers, sender, desk)
        app.state.assist = SwitchedAssist(assist, hub.switches)
        registration = registration_of(settings)
        provider = Provider(registration) if registration is not None else None
        staff_registration = staff_registration_of(settings)
        staff_provider = Provider(staff_registration) if staff_registration is not None else None
        scanner = Scanner(settings.clamav_address) if settings.clamav_address is not None else None
        trials = CelerySender(settings.redis_url, TASK_TRY_DRAFT, QUEUE_TRAINING)
        studio = app.state.studio = StudioRoom(settings.bot_dir, database, settings.models)
        secret = load_or_make_secret(settings.state_dir / SECRET_FILE)
        inbox_names = Keys(secret)
        app.state.inbox = InboxRoom(database, studio, inbox_names, least=settings.inbox_k, days=settings.inbox_days)
        publishing = app.state.publishing = PublishingRoom(settings, database, trials, studio.standing)
        rehearsal = HttpRehearsalDoor(settings.rehearsal_url)
        rehearsed_calls = CelerySender(settings.redis_url, TASK_REHEARSE_CALL, QUEUE_HOUSE)
        draft_answers = SwitchedDraftAnswers(answers, hub.switches)
        app.state.trying = TryingRoom(publishing, rehearsal, draft_answers, rehearsed_calls, settings.models)
        counts = Counts(settings.redis_url, secret)
        door = app.state.door = Door(settings, hub, counts, sites, provider, scanner, staff_provider)
        watching = Watching(settings, hub, door.ledger)
        # The first message must not wait for the language model to be read.
        await asyncio.to_thread(detect, "Moien")
        running = [
            asyncio.create_task(hub.run(), name="hub"),
            asyncio.create_task(door.privacy.run(), name="privacy"),
            asyncio.create_task(publishing.run(), name="publishing"),
            asyncio.create_task(door.ledger.run(), name="ledger"),
            asyncio.create_task(watching.run(), name="watching"),
        ]
        for task in running:
            task.add_done_callback(_end_with_it)
        log.info("gateway.up", host=settings.host, port=settings.port)
        try:
            yield
        finally:
            for task in running:
                task.cancel()
            await asyncio.gather(*running, return_exceptions=True)
            await door.privacy.stop()
            await hub.stop()
            await door.watch.close()
            for one in filter(None, (provider, staff_provider)):
                await one.close()
            await asyncio.to_thread(sender.close)
            await asyncio.to_thread(trials.close)
            await asyncio.to_thread(rehearsed_calls.close)
            await rehearsal.close()
            await answers.close()
            await assist.close()
            await bot.close()
            await counts.close()
            await fanout.close()
            await database.close()
            log.info("gateway.down")

    app = FastAPI(title="Moien gateway", lifespan=live, docs_url=None, redoc_url=None, openapi_url=None)
    answer_errors(app)
    app.add_exception_handler(Exception, answer_failure(settings))
    app.add_middleware(PlainAddresses)
    app.add_middleware(CrossOrigin, origins=settings.origins)
    app.add_middleware(TrustedHostMiddleware, allowed_hosts=settings.own_hosts, www_redirect=False)
    app.add_middleware(SecurityHeaders, settings=settings)
    app.add_api_websocket_route("/ws/citizen", serve_citizen)
    app.add_api_websocket_route("/ws/agent", serve_agent)
    for door_routes in (
        rest,
        polling,
        upload_routes,
        privacy_routes,
        person_routes,
        request_routes,
        receipt_page,
        login_rest,
        login_routes,
        staff_login_routes,
        staff_routes,
        desk_routes,
        desk_file_routes,
        desk_history_routes,
        assist_routes,
        proposal_routes,
        supervision_routes,
        switch_routes,
        status_page,
        accessibility_page,
        communes,
        openapi_routes,
        health,
        pages,
    ):
        app.include_router(door_routes.router)
    app.mount("/", pages.Pages(directory=settings.web_dir, html=True, check_dir=False))
    return app


def _end_with_it(running: asyncio.Task[None]) -> None:
    """End the process when hub or publishing end by themselves: whoever supervises it starts a sound one."""
    if not running.cancelled() and running.exception() is not None:
        log.error("part.died", part=running.get_name(), exc_info=running.exception())
        signal.raise_signal(signal.SIGTERM)
