"""What the sandbox identity provider knows while it runs: its key, its clients, the logins of the last minutes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from services.eid.authorization import LoginRequest, RefusedError, read_login_request
from services.eid.clients import Client, Persona, list_clients
from services.eid.faults import Kind
from services.eid.forms import is_client
from services.eid.grants import Grant, Grants
from services.eid.keys import load_or_make_key
from services.eid.settings import EidSettings
from services.eid.tokens import make_id_token, read_subject


class Provider:
    """Everything that outlives one request."""

    def __init__(self, settings: EidSettings, now: Callable[[], datetime]) -> None:
        """Read the key, making one where there is none; raises `services.eid.keys.KeyFileError`."""
        self.settings = settings
        self.clients = list_clients(settings)
        self.key = load_or_make_key(settings.key_file)
        self.grants = Grants(now)
        self._now = now

    def read(self, sent: Iterable[tuple[str, str]]) -> LoginRequest:
        """Check a request for a login; raises as `read_login_request` does."""
        login = read_login_request(sent, {client.id: client.redirect_uris for client in self.clients.values()})
        if self._fault == "access_denied":
            raise RefusedError("access_denied", "a fault that was asked for", login.redirect_uri, login.state)
        return login

    def client_of(self, headers: Mapping[str, str], form: Mapping[str, str]) -> Client | None:
        """Return the client that has proved who it is, None where none has."""
        proved = [one for one in self.clients.values() if is_client(headers, form, one.id, one.secret)]
        return proved[0] if proved else None

    def identify(self, login: LoginRequest, chosen: Mapping[str, str]) -> Persona:
        """Return who the person says they are on the login page; raises `RefusedError` where they are nobody."""
        if "cancel" in chosen:
            raise RefusedError("access_denied", "the person does not log in", login.redirect_uri, login.state)
        person = self.clients[login.client_id].people.get(chosen.get("person", ""))
        if person is None:
            raise RefusedError("invalid_request", "nobody has been chosen", login.redirect_uri, login.state)
        return person

    def sign(self, grant: Grant) -> str:
        """Return the identity token of a login."""
        return make_id_token(grant, self.settings.issuer, self.key, self._now(), self.settings.fault)

    def log_out(self, id_token: str) -> None:
        """Take back the access tokens of whoever an identity token of ours names; no other token does anything."""
        subject = read_subject(id_token, self.key)
        if subject:
            self.grants.end(subject)

    async def wait(self) -> None:
        """Keep the client waiting where the fault says so."""
        if self.settings.fault and self._fault == "slow":
            await asyncio.sleep(self.settings.fault.seconds)

    @property
    def _fault(self) -> Kind | None:
        return self.settings.fault.kind if self.settings.fault else None
