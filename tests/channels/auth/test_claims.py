"""What is read of a login's claims."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.auth.claims import LONGEST_CLAIM, read_claims
from contracts.catalogue.model import CLAIMS


@pytest.mark.parametrize(
    ("told", "read"),
    [
        ({}, {}),
        ({"national_id": "1985041212393"}, {"national_id": "1985041212393"}),
        ({"national_id": " 1985041212393 "}, {"national_id": "1985041212393"}),
        ({"national_id": "1985 0412 12393"}, {}),
        ({"national_id": 1985041212393}, {}),
        ({"given_name": "Le\u0301a"}, {"given_name": "Léa"}),
        ({"given_name": "a\u202eb"}, {}),
        ({"given_name": "a\nb"}, {}),
        ({"given_name": "   "}, {}),
        ({"family_name": "x" * LONGEST_CLAIM}, {"family_name": "x" * LONGEST_CLAIM}),
        ({"family_name": "x" * (LONGEST_CLAIM + 1)}, {}),
        ({"birthdate": "1985-04-12"}, {"birthdate": "1985-04-12"}),
        ({"birthdate": "1985"}, {}),
        ({"birthdate": "0000-04-12"}, {}),
        ({"birthdate": "1985-02-30"}, {}),
        ({"birthdate": "19850412"}, {}),
        ({"email": "lea@example.org"}, {"email": "lea@example.org"}),
        ({"email": "lea@example.org", "email_verified": True}, {"email": "lea@example.org"}),
        ({"email": "lea@example.org", "email_verified": False}, {}),
        ({"address": {"formatted": "somewhere"}, "phone_number": "+352 1", "sub": "x"}, {}),
    ],
)
def test_only_what_forms_use_and_what_can_be_meant(told: dict[str, Any], read: dict[str, str]) -> None:
    assert read_claims(told) == read


JSON = st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.lists(inner, max_size=3))


@given(st.dictionaries(st.sampled_from(CLAIMS) | st.text(), JSON))
def test_nothing_else_ever_comes_out(told: dict[str, Any]) -> None:
    read = read_claims(told)
    assert set(read) <= set(CLAIMS)
    assert all(isinstance(value, str) and 0 < len(value) <= LONGEST_CLAIM for value in read.values())
    assert read_claims(read) == read
