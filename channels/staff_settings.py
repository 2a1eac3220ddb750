"""Settings of the staff: sessions, what the inbox shows, sign-in with the administration's own provider."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from channels.issuer import check_issuer, check_scope
from channels.store.members import ROLES, Role
from contracts.setting_files import FromFiles


class StaffSettings(FromFiles, BaseSettings):
    """What the gateway needs to know about the staff."""

    model_config = SettingsConfigDict(env_prefix="MOIEN_", env_ignore_empty=True, extra="ignore")

    session_hours: float = Field(default=10, gt=0)
    """How long staff stay signed in."""
    session_idle_minutes: float = Field(default=120, gt=0)
    """A session that nobody has used for this long ends; an open console uses it all the time."""

    inbox_k: int = Field(default=5, ge=2)
    """Conversations from which the studio's inbox shows what citizens wrote."""
    inbox_days: int = Field(default=90, ge=1, le=366)
    """How far it looks back."""

    staff_oidc_issuer: str | None = None
    """Identity provider with which the staff sign in (OpenID Connect); None: with passwords only."""
    staff_oidc_client_id: str = "moien-staff"
    staff_oidc_client_secret: SecretStr | None = None
    staff_oidc_scope: str = "openid profile"
    staff_oidc_groups_claim: str = Field(default="groups", min_length=1)
    """Claim that lists somebody's groups."""
    staff_oidc_roles: Annotated[dict[str, tuple[Role, ...]], NoDecode] = Field(default={}, validate_default=True)
    """Roles by group; whoever is in none of these groups does not get in."""
    staff_oidc_label: str = Field(default="OpenID Connect", min_length=1, max_length=60)
    """What stands on the button of this sign-in: what the staff call the provider."""

    @field_validator("staff_oidc_issuer")
    @classmethod
    def _is_issuer_of_staff(cls, value: str | None) -> str | None:
        return check_issuer(value)

    @field_validator("staff_oidc_scope")
    @classmethod
    def _asks_for_an_id_token_of_staff(cls, value: str) -> str:
        return check_scope(value)

    @field_validator("staff_oidc_roles", mode="before")
    @classmethod
    def _read_roles(cls, value: object, given: ValidationInfo) -> object:
        roles = read_roles(value) if isinstance(value, str) else value
        if not roles and given.data.get("staff_oidc_issuer") is not None:
            raise ValueError(
                "without a group nobody gets in; write group=role, for example agents=agent,heads=supervisor+agent"
            )
        return roles


def read_roles(written: str) -> dict[str, tuple[Role, ...]]:
    """Read roles by group, as in ``agents=agent,heads=supervisor+agent``; raises ValueError."""
    known: dict[str, Role] = {role: role for role in ROLES}
    found: dict[str, tuple[Role, ...]] = {}
    for entry in filter(None, (part.strip() for part in written.split(","))):
        group, equals, names = (part.strip() for part in entry.rpartition("="))
        roles = tuple(known[name] for name in dict.fromkeys(names.split("+")) if name in known)
        if not equals or not group or len(roles) != len(dict.fromkeys(names.split("+"))):
            raise ValueError(
                f"{entry!r} gives no group its roles; write group=role+role with roles of {', '.join(ROLES)}"
            )
        if group in found:
            raise ValueError(f"{group!r} stands there twice; write all its roles behind one of them, with +")
        found[group] = roles
    return found
