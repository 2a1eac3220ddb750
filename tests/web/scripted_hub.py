"""A hub for browser tests of the pages: the test says what happens, the pages must show it well."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route, WebSocketRoute
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from nlu.text.fields.commune_names import list_communes
from tests.web.scripted_desk import AGENT, ScriptedDesk
from tests.web.scripted_services import CODE, Data, ScriptedServices

CONVERSATION = "c0ffee"

# Where a citizen stands in the queue, unless a test says otherwise.
SECOND = {"ahead": 1, "wait": {"least": 3, "most": 8}, "open": True, "opens_at": None, "staffed": True}

# Stricter than the gateway's own policy: nothing inline, and no text that becomes markup.
POLICY = "default-src 'self'; style-src 'self'; script-src 'self'; require-trusted-types-for 'script'"


def said(author: str, text: str, language: str = "lb", **rest: Any) -> Data:
    """A message event."""
    plain = {"origin": "rule", "message_id": None, "agent": None, "citations": [], "buttons": [], "field": None}
    return {"kind": "message", "author": author, "text": text, "language": language, **plain, "summary": [], **rest}


class ScriptedHub:
    """Answers on a port of its own; events come from the test."""

    def __init__(self, pages: Path) -> None:
        self.log: list[Data] = []
        self.desk = ScriptedDesk()
        self.files: list[Data] = []
        self.answers: dict[str, Data] = {}
        self.received: list[Data] = []
        self.place: Data = dict(SECOND)
        self.away = False
        self.services = ScriptedServices(lambda: self.desk.account is not None)
        self._sockets: set[WebSocket] = set()
        self._agents: set[WebSocket] = set()
        routes = [
            *self.desk.routes(),
            Route("/api/staff/studio/files", self._files),
            Route("/api/staff/answers/{code}", self._find_answer),
            *self.services.routes(),
            Route("/api/site/{site}", self._site),
            Route("/api/communes", self._communes),
            WebSocketRoute("/ws/citizen", self._serve_citizen),
            WebSocketRoute("/ws/agent", self._serve_agent),
            Mount("/", StaticFiles(directory=pages, html=True)),
        ]
        app = Starlette(routes=routes, lifespan=self._lifespan)
        config = uvicorn.Config(_Policy(app), host="127.0.0.1", port=0, ws="websockets-sansio", log_level="warning")
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run)
        self._up = threading.Event()
        self._loop: asyncio.AbstractEventLoop

    def start(self) -> None:
        self._thread.start()
        assert self._up.wait(20), "the scripted hub did not start within 20 s"

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(20)

    @property
    def url(self) -> str:
        host, port = self._server.servers[0].sockets[0].getsockname()[:2]
        return f"http://{host}:{port}"

    def reset(self) -> None:
        """Forget everything, as if nobody had been here."""
        self._run(self._drop())
        self.log, self.received, self.away = [], [], False
        self.desk.reset()
        self.answers = {}
        self.place = dict(SECOND)
        self.services.reset()

    def happen(self, *events: Data) -> None:
        """Append events to the log and show them to everybody."""
        for data in events:
            self._run(self._append(data))

    def tell(self, **frame: Any) -> None:
        """Send a frame that is no event to citizens and agents."""
        self._run(self._send(frame))

    def arrange(self, *tickets: Data, **parts: Any) -> None:
        """Put tickets on the agents' desk, and other parts of it, such as ``queues`` or ``callbacks``."""
        self.desk.tickets = list(tickets)
        self.desk.parts |= parts
        self._run(self._send(self.desk.frame(), self._agents))

    def go_away(self) -> None:
        """Drop every connection and let nobody in."""
        self.away = True
        self._run(self._drop())

    def come_back(self) -> None:
        """Let everybody in again."""
        self.away = False

    def received_of(self, kind: str) -> list[Data]:
        return [frame for frame in self.received if frame["type"] == kind]

    def _run(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    @contextlib.asynccontextmanager
    async def _lifespan(self, _app: Starlette) -> AsyncIterator[None]:
        self._loop = asyncio.get_running_loop()
        self._loop.call_later(0.2, self._up.set)
        yield

    async def _append(self, data: Data) -> None:
        at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
        event = {"conversation": CONVERSATION, "seq": len(self.log) + 1, "at": at, "data": data}
        self.log.append(event)
        await self._send({"type": "event", "event": event})

    async def _send(self, frame: Data, to: set[WebSocket] | None = None) -> None:
        for websocket in list(self._sockets if to is None else to):
            await websocket.send_json(frame)

    async def _drop(self) -> None:
        for websocket in list(self._sockets):
            with contextlib.suppress(RuntimeError):
                await websocket.close(1012)
        self._sockets.clear()
        self._agents.clear()

    async def _serve_citizen(self, websocket: WebSocket) -> None:
        await websocket.accept()
        if self.away:
            await websocket.close(1012)
            return
        hello = await websocket.receive_json()
        if hello.get("token") not in (None, self.services.token):
            await websocket.send_json({"type": "error", "code": "unknown_conversation", "detail": "no such token"})
            await websocket.close(4404)
            return
        if not self.log:
            await self._append({"kind": "notice", "code": "ai_disclosure"})
        owners = [event["data"]["owner"] for event in self.log if event["data"]["kind"] == "owner"]
        owner = owners[-1] if owners else "bot"
        place = self.place if owner == "queue" else None
        welcome = {
            "conversation": CONVERSATION,
            "token": self.services.token,
            "language": hello["language"],
            "owner": owner,
        }
        states = [event["data"]["state"] for event in self.log if event["data"]["kind"] == "identity"]
        welcome["logged_in"] = states[-1:] == ["logged_in"]
        await websocket.send_json({"type": "welcome", **welcome, "seq": len(self.log), "place": place})
        await self._replay(websocket, hello["last_seq"])
        await self._serve(websocket)

    async def _serve_agent(self, websocket: WebSocket) -> None:
        await websocket.accept()
        if self.away:
            await websocket.close(1012)
            return
        self._agents.add(websocket)
        await websocket.send_json(self.desk.frame())
        await self._serve(websocket)

    async def _serve(self, websocket: WebSocket) -> None:
        self._sockets.add(websocket)
        try:
            while True:
                frame = await websocket.receive_json()
                self.received.append(frame)
                await self._answer(websocket, frame)
        except WebSocketDisconnect:
            self._sockets.discard(websocket)
            self._agents.discard(websocket)

    async def _answer(self, websocket: WebSocket, frame: Data) -> None:
        kind = frame["type"]
        if kind == "ping":
            await websocket.send_json({"type": "pong"})
        elif kind == "watch":
            await self._replay(websocket, frame["last_seq"])
        elif kind in ("claim", "claim_next"):
            self.desk.claim_all()
            await self._append({"kind": "owner", "owner": "agent", "reason": "claimed", "agent": AGENT})
            await self._send(self.desk.frame(), self._agents)
        elif kind == "note":
            await self._append({"kind": "note", "agent": AGENT, "text": frame["text"]})
        elif kind == "ask_person":
            await self._append({"kind": "owner", "owner": "queue", "reason": "asked", "agent": None})
            await self._acknowledge(websocket, frame)
            await websocket.send_json({"type": "place", "place": self.place})
        elif kind in ("leave_queue", "bot_meanwhile", "leave_callback", "rate_conversation"):
            await self._wait_otherwise(websocket, frame)
        elif kind == "attach":
            file = self.services.files[frame["file"]]
            shown = said("citizen", file["name"], message_id=frame["message_id"], origin="human", document=file)
            await self._append(shown)
            await self._acknowledge(websocket, frame)
        elif kind == "cancel_job":
            last = [event["data"] for event in self.log if event["data"].get("job") == frame["job"]][-1]
            await self._append({**last, "state": "cancelled", "cancellable": False, "delayed": False})
            await self._acknowledge(websocket, frame)
        elif kind == "undo_job":
            last = [event["data"] for event in self.log if event["data"].get("job") == frame["job"]][-1]
            taking = {"job": "undo", "job_kind": "undo", "service": last["service"], "reference": None}
            await self._append({"kind": "job", **taking, "state": "queued"})
            await self._acknowledge(websocket, frame)
        elif kind == "start_login":
            await websocket.send_json({"type": "login_at", "url": f"{self.url}/auth/start/abc"})
        elif kind == "finish_login":
            await self._finish_login(websocket, frame["code"])
        elif kind == "log_out":
            await self._append({"kind": "identity", "state": "logged_out"})
        elif kind == "language":
            await self._append({"kind": "language", "language": frame["language"], "reason": "chosen"})
        elif kind in ("say", "press"):
            await self._store(websocket, frame)

    async def _wait_otherwise(self, websocket: WebSocket, frame: Data) -> None:
        """What a citizen does instead of waiting, and what they think of it afterwards."""
        kind, no_agent = frame["type"], {"kind": "owner", "agent": None}
        if kind == "leave_callback" and not any(sign.isdigit() for sign in frame["phone"]):
            refusal = {"code": "bad_phone", "detail": "no digits", "message_id": frame["message_id"]}
            await websocket.send_json({"type": "error", **refusal})
            return
        if kind == "rate_conversation":
            await self._append({"kind": "rating", "score": frame["score"]})
        elif kind == "bot_meanwhile":
            await self._append({**no_agent, "owner": "queue", "reason": "meanwhile", "bot": frame["on"]})
        else:
            reason = "cancelled" if kind == "leave_queue" else "call_back"
            await self._append({**no_agent, "owner": "bot", "reason": reason})
        if "message_id" in frame:
            await self._acknowledge(websocket, frame)

    async def _finish_login(self, websocket: WebSocket, code: str) -> None:
        """Renew the token and end all sockets that came with the old one."""
        if code != CODE:
            await websocket.send_json({"type": "error", "code": "login_failed", "detail": "no such code"})
            return
        self.services.token = "renewed"
        await websocket.send_json({"type": "token", "token": self.services.token})
        for other in self._sockets - self._agents - {websocket}:
            await other.close(4404)
        self._sockets &= self._agents | {websocket}
        await self._append({"kind": "identity", "state": "logged_in"})

    async def _store(self, websocket: WebSocket, frame: Data) -> None:
        known = [event["seq"] for event in self.log if event["data"].get("message_id") == frame["message_id"]]
        if not known:
            who = "agent" if websocket in self._agents else "citizen"
            text = frame["text"] if frame["type"] == "say" else self._title(frame)
            agent = AGENT if who == "agent" else None
            await self._append(said(who, text, message_id=frame["message_id"], agent=agent, origin="human"))
        await self._acknowledge(websocket, frame, known[0] if known else len(self.log))

    async def _acknowledge(self, websocket: WebSocket, frame: Data, seq: int | None = None) -> None:
        await websocket.send_json({"type": "ack", "message_id": frame["message_id"], "seq": seq or len(self.log)})

    def _title(self, press: Data) -> str:
        return str(self.log[press["seq"] - 1]["data"]["buttons"][press["button"]]["title"])

    async def _replay(self, websocket: WebSocket, last_seq: int) -> None:
        for event in self.log[last_seq:]:
            await websocket.send_json({"type": "event", "event": event})

    async def _files(self, _request: Request) -> Response:
        return JSONResponse({"files": self.files})

    async def _find_answer(self, request: Request) -> Response:
        found = self.answers.get(request.path_params["code"])
        return JSONResponse(found or {"code": "unknown_code"}, 200 if found else 404)

    async def _communes(self, _request: Request) -> Response:
        return JSONResponse(list_communes())

    async def _site(self, _request: Request) -> Response:
        names = {"lb": "Gemeng Muster", "fr": "Commune de Muster", "de": "Gemeinde Muster", "en": "Commune of Muster"}
        site = {"name": names, "privacy": "/demo/#privacy", "kept_days": 90, "languages": ["lb", "fr", "de", "en"]}
        return JSONResponse(site)


class _Policy:
    """ASGI middleware that adds the policies with which the gateway sends its pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY
                headers.setdefault("Cross-Origin-Opener-Policy", "same-origin-allow-popups")
            await send(message)

        await self._app(scope, receive, send_with_policy if scope["type"] == "http" else send)
