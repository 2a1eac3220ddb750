"""The desk of staff for browser tests: who is signed in, what lies on the desk, what service owners have set."""

from __future__ import annotations

from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from tests.web.scripted_services import Data

AGENT = "Alex Muster"
ME: Data = {"id": "a1", "name": AGENT, "capacity": 4, "presence": "available", "reason": None}
ROLES = {"agent": ["agent"], "owner": ["owner"], "supervisor": ["agent", "supervisor"]}


def titled(text: str) -> Data:
    """A text that is the same in all languages."""
    return dict.fromkeys(("lb", "fr", "de", "en"), text)


class ScriptedDesk:
    """What staff see; the test says what it is."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget everything, as if nobody had been here."""
        self.account: Data | None = None
        self.tickets: list[Data] = []
        self.parts: Data = {}
        self.settings: Data = {
            "queues": [],
            "wrap_up": [{"id": "answered", "label": titled("Answered")}],
            "replies": [],
            "services": [],
        }
        self.found: list[Data] = []

    def frame(self) -> Data:
        """The frame with which an agent's socket begins."""
        empty: Data = {"me": ME, "callbacks": [], "queues": [], "colleagues": []}
        return {"type": "desk", "tickets": self.tickets} | empty | self.parts

    def claim_all(self) -> None:
        """Everything that waits becomes the agent's."""
        mine: Data = {"state": "claimed", "mine": True, "agent": AGENT}
        self.tickets = [ticket | mine for ticket in self.tickets]

    def routes(self) -> list[Route]:
        return [
            Route("/api/staff/session", self._session, methods=["GET", "POST", "DELETE"]),
            Route("/api/staff/sign-in", self._sign_in),
            Route("/api/staff/desk/settings", self._settings),
            Route("/api/staff/conversations", self._find),
        ]

    async def _session(self, request: Request) -> Response:
        if request.method == "POST":
            given = await request.json()
            roles = ROLES.get(given["name"])
            right = roles and given["password"] == "right"
            self.account = self._account(given["name"], roles or []) if right else None
        elif request.method == "DELETE":
            self.account = None
            return Response(status_code=204)
        refusal = {"code": "wrong_password" if request.method == "POST" else "signed_out"}
        return JSONResponse(self.account or refusal, 200 if self.account else 401)

    def _account(self, name: str, roles: list[str]) -> Data:
        skills: dict[str, Any] = {"languages": {"lb": "C1"}, "second_factor": False, "local": True}
        return {"id": ME["id"], "name": name, "display_name": AGENT, "roles": roles} | skills

    async def _sign_in(self, _request: Request) -> Response:
        return JSONResponse({"sso": None})

    async def _settings(self, _request: Request) -> Response:
        return JSONResponse(self.settings)

    async def _find(self, _request: Request) -> Response:
        return JSONResponse({"conversations": self.found, "before": None})
