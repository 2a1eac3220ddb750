"""The scripted hub's calls over HTTP for files, jobs and the login: a gateway that remembers nothing for long."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

JOBS_AT_ONCE = 2
PATIENCE = 20
"""Seconds for which an upload is held at most."""

Data = dict[str, Any]

CODE = "K7QM3X2P"
"""What the login page hands over."""

LOGIN_PAGE = f"""<!doctype html><html lang="en"><title>Login</title><main><h1>Login</h1><p>{CODE}</p>
<button type="button" id="go">Log in</button></main><script src="/auth/page.js"></script></html>"""
# As the gateway's own page does it: to the opener only, and only if that is a page of the right origin.
LOGIN_SCRIPT = f"""document.querySelector("#go").addEventListener("click", () => {{
  if (!opener) return;
  opener.postMessage({{ type: "moien-login", code: "{CODE}" }}, location.origin);
  close();
}});"""


class ScriptedServices:
    """Files and jobs as the test puts them there."""

    def __init__(self, signed_in: Callable[[], bool]) -> None:
        """``signed_in``: whether staff is."""
        self.jobs: list[Data] = []
        self.changed: list[tuple[str, str]] = []
        self.away = False
        self.files: dict[str, Data] = {}
        self.upload_refused: str | None = None
        self.token = "token"
        self._signed_in = signed_in
        self._go_on = threading.Event()

    def reset(self) -> None:
        """Forget everything, as if nobody had been here."""
        self.jobs, self.changed, self.files, self.upload_refused = [], [], {}, None
        self.token, self.away = "token", False
        self._go_on.set()

    def hold_uploads(self) -> None:
        """Answer no upload until `let_uploads_go`."""
        self._go_on.clear()

    def let_uploads_go(self) -> None:
        """Answer the uploads that wait, and all later ones."""
        self._go_on.set()

    def routes(self) -> list[Route]:
        """Return what is answered here."""
        files = "/api/conversations/{conversation}/files"
        return [
            Route("/api/staff/jobs", self._list_jobs),
            Route("/api/staff/jobs/{job}/{change}", self._change_job, methods=["POST"]),
            Route(files, self._take_file, methods=["POST"]),
            Route(files + "/{file}", self._give_file),
            Route("/auth/start/{login}", self._login_page),
            Route("/auth/page.js", self._login_script),
        ]

    async def _list_jobs(self, request: Request) -> Response:
        """Two jobs at a time."""
        if not self._signed_in():
            return JSONResponse({"code": "signed_out"}, 401)
        if self.away:
            return JSONResponse({"code": "away"}, 503)
        wanted = {key: request.query_params[key] for key in ("state", "service") if key in request.query_params}
        fitting = [job for job in self.jobs if all(job[key] == value for key, value in wanted.items())]
        after = request.query_params.get("after")
        begin = next((place + 1 for place, job in enumerate(fitting) if job["id"] == after), 0)
        shown = fitting[begin : begin + JOBS_AT_ONCE]
        more = begin + JOBS_AT_ONCE < len(fitting)
        return JSONResponse({"jobs": shown, "after": shown[-1]["id"] if more else None})

    async def _change_job(self, request: Request) -> Response:
        job, change = request.path_params["job"], request.path_params["change"]
        self.changed.append((job, change))
        changes = {"retry": {"state": "queued", "failures": 0}, "cancel": {"state": "cancelled"}}
        found = next((one for one in self.jobs if one["id"] == job), None)
        if found is None:
            return JSONResponse({"code": "unknown_job", "detail": ""}, 404)
        if found["state"] == "running":
            return JSONResponse({"code": "too_late", "detail": ""}, 409)
        found.update(changes[change])
        found["cancellable"] = found["state"] == "queued"
        return JSONResponse({"state": "done"})

    async def _take_file(self, request: Request) -> Response:
        if request.headers.get("authorization") != f"Bearer {self.token}":
            return JSONResponse({"code": "unknown_conversation", "detail": ""}, 404)
        async with request.form() as form:
            file = form["file"]
            assert isinstance(file, UploadFile)
            content = await file.read()
        await asyncio.to_thread(self._go_on.wait, PATIENCE)
        if self.upload_refused is not None:
            return JSONResponse({"code": self.upload_refused, "detail": ""}, 422)
        document = {"name": file.filename, "media_type": file.content_type, "size": len(content)}
        file_id = f"{len(self.files):032x}"
        self.files[file_id] = document | {"id": file_id}
        return JSONResponse(self.files[file_id], 201)

    async def _give_file(self, request: Request) -> Response:
        by_citizen = request.headers.get("authorization") == f"Bearer {self.token}"
        if request.path_params["file"] == "gone" or not (by_citizen or self._signed_in()):
            return JSONResponse({"code": "unknown_file", "detail": ""}, 404)
        name = {"Content-Disposition": 'attachment; filename="document.pdf"', "Cache-Control": "no-store"}
        return Response(b"%PDF-1.7 scripted", media_type="application/pdf", headers=name)

    async def _login_page(self, _request: Request) -> Response:
        return HTMLResponse(LOGIN_PAGE, headers={"Cross-Origin-Opener-Policy": "unsafe-none"})

    async def _login_script(self, _request: Request) -> Response:
        return Response(LOGIN_SCRIPT, media_type="text/javascript")
