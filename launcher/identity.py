"""The sandbox identity provider and its clients, the gateway for citizens and the gateway for staff.

What both ends are told: the secrets that they share, where a login ends, which roles the invented staff have.
"""

from __future__ import annotations

import os
import secrets

from launcher.settings import Settings

CLIENT_ID = "moien"
SECRET_FILE = "eid-client-secret"
CALLBACK = "/auth/callback"
"""Path of the gateway to which the provider leads citizens back."""
STAFF_CLIENT_ID = "moien-staff"
STAFF_SECRET_FILE = "eid-staff-client-secret"
STAFF_CALLBACK = "/auth/staff/return"
STAFF_ROLES = "moien-agents=agent,moien-heads=supervisor+agent,moien-owners=owner+publisher"
"""Of the groups in ``services/eid/staff.yaml``; nobody there is an administrator."""


def provider_variables(settings: Settings) -> dict[str, str]:
    """Environment of the provider beyond that of every process."""
    variables = {
        "MOIEN_EID_URL": settings.eid_url or "",
        "MOIEN_EID_CLIENT_ID": CLIENT_ID,
        "MOIEN_EID_CLIENT_SECRET": _read_or_make_secret(settings, SECRET_FILE),
        "MOIEN_EID_REDIRECT_URIS": ",".join(list_redirect_uris(settings)),
    }
    if settings.has_sandbox_staff:
        variables |= {
            "MOIEN_EID_STAFF_CLIENT_ID": STAFF_CLIENT_ID,
            "MOIEN_EID_STAFF_CLIENT_SECRET": _read_or_make_secret(settings, STAFF_SECRET_FILE),
            "MOIEN_EID_STAFF_REDIRECT_URIS": ",".join(list_redirect_uris(settings, STAFF_CALLBACK)),
        }
    return variables


def gateway_variables(settings: Settings) -> dict[str, str]:
    """What the gateway is told about the sandbox provider; nothing where people log in elsewhere, or nowhere."""
    if settings.eid_url is None:
        return {}
    variables = {
        "MOIEN_OIDC_ISSUER": settings.eid_url,
        "MOIEN_OIDC_CLIENT_ID": CLIENT_ID,
        "MOIEN_OIDC_CLIENT_SECRET": _read_or_make_secret(settings, SECRET_FILE),
    }
    if settings.has_sandbox_staff:
        variables |= {
            "MOIEN_STAFF_OIDC_ISSUER": settings.eid_url,
            "MOIEN_STAFF_OIDC_CLIENT_ID": STAFF_CLIENT_ID,
            "MOIEN_STAFF_OIDC_CLIENT_SECRET": _read_or_make_secret(settings, STAFF_SECRET_FILE),
            "MOIEN_STAFF_OIDC_SCOPE": "openid profile groups",
            "MOIEN_STAFF_OIDC_GROUPS_CLAIM": "groups",
            "MOIEN_STAFF_OIDC_ROLES": STAFF_ROLES,
            "MOIEN_STAFF_OIDC_LABEL": "Sandbox eID",
        }
    return variables


def list_redirect_uris(settings: Settings, callback: str = CALLBACK) -> list[str]:
    """Addresses at which a login may end: the gateway's, by each of the names that this machine has for itself."""
    if settings.public_url:
        return [f"{settings.public_url}{callback}"]
    port = settings.ports["gateway"]
    named = [f"http://{name}:{port}" for name in ("127.0.0.1", "localhost")]
    return [f"{gateway}{callback}" for gateway in dict.fromkeys([settings.url("gateway"), *named])]


def _read_or_make_secret(settings: Settings, name: str) -> str:
    """Give the secret of a client, made once for a state folder; only the owner of the folder may read it."""
    file = settings.secrets_dir / name
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        half = file.with_suffix(".new")
        half.unlink(missing_ok=True)
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii") as secret:
            secret.write(secrets.token_urlsafe(32))
        half.replace(file)
    file.chmod(0o600)
    return file.read_text(encoding="ascii").strip()
