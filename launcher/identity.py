"""The sandbox identity provider and its one client, the gateway: the secret they share, and where a login ends."""

from __future__ import annotations

import os
import secrets

from launcher.settings import Settings

CLIENT_ID = "moien"
SECRET_FILE = "eid-client-secret"
CALLBACK = "/auth/callback"
"""Path of the gateway to which the provider leads back."""


def provider_variables(settings: Settings) -> dict[str, str]:
    """Environment of the provider beyond that of every process."""
    return {
        "MOIEN_EID_URL": settings.eid_url or "",
        "MOIEN_EID_CLIENT_ID": CLIENT_ID,
        "MOIEN_EID_CLIENT_SECRET": _read_or_make_secret(settings),
        "MOIEN_EID_REDIRECT_URIS": ",".join(list_redirect_uris(settings)),
    }


def gateway_variables(settings: Settings) -> dict[str, str]:
    """What the gateway is told about the sandbox provider; nothing where citizens log in elsewhere, or nowhere."""
    if settings.eid_url is None:
        return {}
    return {
        "MOIEN_OIDC_ISSUER": settings.eid_url,
        "MOIEN_OIDC_CLIENT_ID": CLIENT_ID,
        "MOIEN_OIDC_CLIENT_SECRET": _read_or_make_secret(settings),
    }


def list_redirect_uris(settings: Settings) -> list[str]:
    """Addresses at which a login may end: the gateway's, by each of the names that this machine has for itself."""
    if settings.public_url:
        return [f"{settings.public_url}{CALLBACK}"]
    port = settings.ports["gateway"]
    named = [f"http://{name}:{port}" for name in ("127.0.0.1", "localhost")]
    return [f"{gateway}{CALLBACK}" for gateway in dict.fromkeys([settings.url("gateway"), *named])]


def _read_or_make_secret(settings: Settings) -> str:
    """Give the secret of the client, made once for a state folder; only the owner of the folder may read it."""
    file = settings.secrets_dir / SECRET_FILE
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = file.with_suffix(".new")
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as secret:
            secret.write(secrets.token_urlsafe(32))
        half.replace(file)
    file.chmod(0o600)
    return file.read_text(encoding="ascii").strip()
