"""What the administration's own provider says of somebody, read with care."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.auth.staff_roles import StaffPerson, read_staff_person
from channels.store.members import ROLES, Role

ROLES_BY_GROUP: dict[str, tuple[Role, ...]] = {"heads": ("supervisor", "agent"), "/agents": ("agent",)}


def read(**told: object) -> StaffPerson:
    return read_staff_person("https://x", "sub-1", told, "groups", ROLES_BY_GROUP)


@pytest.mark.parametrize(
    ("groups", "roles"),
    [
        (["heads"], ("agent", "supervisor")),
        (["/agents"], ("agent",)),
        (["agents"], ()),
        (["HEADS"], ()),
        (["other", "/agents", "heads", "heads"], ("agent", "supervisor")),
        ("heads", ("agent", "supervisor")),
        ("heads,/agents", ()),
        (None, ()),
        ([], ()),
        ([["heads"], 7, None], ()),
        ({"heads": True}, ()),
        (True, ()),
    ],
)
def test_roles_come_from_groups_that_are_named(groups: object, roles: tuple[Role, ...]) -> None:
    assert read(groups=groups).roles == roles


@pytest.mark.parametrize(
    ("told", "name", "display_name"),
    [
        ({"preferred_username": "Nora.B", "name": " Nora Beispill "}, "nora.b", "Nora Beispill"),
        ({"preferred_username": "nora@x.lu", "given_name": "Nora", "family_name": "B"}, None, "Nora B"),
        ({"preferred_username": "nora"}, "nora", "nora"),
        ({"preferred_username": 7, "name": "N\x00"}, None, None),
        ({"name": "N" * 129, "given_name": "Nora"}, None, "Nora"),
        ({}, None, None),
    ],
)
def test_names(told: dict[str, object], name: str | None, display_name: str | None) -> None:
    person = read(**told)
    assert person.name == name
    assert person.display_name == (display_name or person.spare_name)


def test_a_subject_belongs_to_its_issuer() -> None:
    one = read_staff_person("https://x", "1", {}, "groups", {})
    other = read_staff_person("https://y", "1", {}, "groups", {})
    assert one.subject != other.subject
    assert one.spare_name != other.spare_name
    with pytest.raises(ValueError, match="too long"):
        read_staff_person("https://x", "1" * 510, {}, "groups", {})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=200),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
CLAIMS = ("groups", "name", "preferred_username", "given_name", "family_name")


@given(st.dictionaries(st.sampled_from(CLAIMS), JSON))
def test_whatever_is_told_can_be_kept(told: dict[str, object]) -> None:
    person = read(**told)
    assert set(person.roles) <= set(ROLES)
    assert re.fullmatch(r"[a-z0-9][a-z0-9._-]{0,63}", person.name or person.spare_name)
    assert 0 < len(person.display_name) <= 257
    assert person.display_name.isprintable() or " " in person.display_name
