"""Accounts from before there were skills, second factors and invitations live on, in both databases."""

from __future__ import annotations

from alembic import command
from sqlalchemy import create_engine, select, text, update

from channels.migrations.connecting import migration_config
from channels.store.database import sync_url
from channels.store.members import member_of
from contracts.staff_tables import staff

MOMENT = "2026-11-23 08:15:30+00:00"
ALEX = {"id": "s", "name": "alex", "display_name": "Alex", "password_hash": "h", "roles": '["agent"]', "at": MOMENT}


def test_they_speak_every_language_and_sign_in_again(own_database_url: str) -> None:
    config = migration_config(own_database_url)
    command.downgrade(config, "0004")
    engine = create_engine(sync_url(own_database_url))
    with engine.begin() as connection:
        columns = "id, name, display_name, password_hash, roles, active, created_at"
        values = ":id, :name, :display_name, :password_hash, :roles, true, :at"
        connection.execute(text(f"INSERT INTO staff ({columns}) VALUES ({values})"), ALEX)
        connection.execute(text("INSERT INTO staff_session VALUES ('t', 's', :at, :at)"), {"at": MOMENT})
    command.upgrade(config, "head")
    with engine.begin() as connection:
        row = connection.execute(select(staff)).one()
        assert connection.scalar(text("SELECT count(*) FROM staff_session")) == 0
        member = member_of(row)
        connection.execute(update(staff).values(password_hash=None, subject="https://x|1"))
    assert (member.roles, member.local, member.second_factor) == (("agent",), True, False)
    assert member.skills.languages == {"lb": "C2", "fr": "C2", "de": "C2", "en": "C2"}
    assert (member.skills.services, member.skills.administrations, member.skills.capacity) == ((), (), 4)
    command.downgrade(config, "0004")
    with engine.begin() as connection:
        assert connection.scalar(text("SELECT password_hash FROM staff")) == "", "no password belongs to it"
    engine.dispose()
