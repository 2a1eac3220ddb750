"""Which queue takes a ticket and whom it fits, in a table; routing is total whatever the plan."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.desk.routing import Routing
from contracts.desk.model import LEVELS
from contracts.languages import LANGUAGES
from tests.channels.desk.samples import ADMINISTRATIONS, TAXES, member, plan, queue

PLAN = plan(
    queue("urgent", reasons=frozenset({"crisis"})),
    queue("german", languages=frozenset({"de"}), services=frozenset({"passport"})),
    TAXES,
    queue("general"),
)
ROUTING = Routing(PLAN, ADMINISTRATIONS)


@pytest.mark.parametrize(
    ("reason", "language", "service", "goes_to"),
    [
        ("crisis", "lb", "tax_card", "urgent"),
        ("asked", "de", "passport", "german"),
        ("asked", "fr", "passport", "general"),
        ("asked", "de", None, "general"),
        ("asked", "fr", "tax_card", "taxes"),
        ("complaint", "fr", "tax_class", "taxes"),
        ("dead_letter", "fr", "criminal_record", "general"),
        ("asked", "en", "was_deleted", "general"),
        ("asked", "en", None, "general"),
    ],
)
def test_the_first_queue_that_fits_takes_a_ticket(
    reason: str, language: str, service: str | None, goes_to: str
) -> None:
    assert ROUTING.route(reason, language, service) == goes_to


@pytest.mark.parametrize(
    ("skills", "queue_id", "language", "service", "fits"),
    [
        ({}, "taxes", "fr", "tax_card", True),
        ({"languages": {"fr": "B2"}}, "taxes", "fr", "tax_card", True),
        ({"languages": {"fr": "B1"}}, "taxes", "fr", "tax_card", False),
        ({"languages": {"fr": "B1"}}, "general", "fr", "passport", True),
        ({"languages": {"fr": "C2"}}, "general", "lb", None, False),
        ({"languages": {}}, "general", "lb", None, False),
        ({"services": ("passport",)}, "general", "fr", "passport", True),
        ({"services": ("passport",)}, "general", "fr", "tax_card", False),
        ({"services": ("passport",)}, "general", "fr", None, True),
        ({"administrations": ("taxes",)}, "taxes", "fr", "tax_card", True),
        ({"administrations": ("taxes",)}, "taxes", "fr", "tax_class", False),
        ({"administrations": ("taxes",), "services": ("tax_class",)}, "taxes", "fr", "tax_class", True),
        ({"languages": {"fr": "B1"}}, "was deleted", "fr", "passport", True),
    ],
)
def test_whom_a_ticket_fits(skills: dict, queue_id: str, language: str, service: str | None, fits: bool) -> None:
    assert ROUTING.fits(member(**skills).skills, queue_id, language, service) is fits


@pytest.mark.parametrize(
    ("skills", "serves"),
    [
        ({}, {"urgent", "german", "taxes", "general"}),
        ({"languages": {"fr": "B1"}}, {"urgent", "general"}),
        ({"services": ("passport",)}, {"urgent", "german", "general"}),
        ({"administrations": ("justice",)}, {"urgent", "general"}),
        ({"languages": {}}, set()),
    ],
)
def test_which_queues_an_agent_serves(skills: dict, serves: set[str]) -> None:
    who = member(**skills).skills
    assert {one.id for one in PLAN.queues if ROUTING.serves(who, one)} == serves


REASONS = ("asked", "repeated_failure", "crisis", "dead_letter", "complaint", "low_confidence")
SERVICES = sorted(ADMINISTRATIONS)
SOME = st.builds(
    lambda reasons, languages, services, administrations, level: queue(
        "some",
        reasons=frozenset(reasons),
        languages=frozenset(languages),
        services=frozenset(services),
        administrations=frozenset(administrations),
        level=level,
    ),
    st.sets(st.sampled_from(REASONS), max_size=2),
    st.sets(st.sampled_from(LANGUAGES), max_size=2),
    st.sets(st.sampled_from(SERVICES), max_size=2),
    st.sets(st.sampled_from(["taxes", "justice"]), max_size=1),
    st.sampled_from(LEVELS),
)


@given(
    st.lists(SOME, max_size=4),
    st.sampled_from(REASONS),
    st.sampled_from(LANGUAGES),
    st.sampled_from([None, *SERVICES]),
)
def test_every_ticket_has_a_queue(queues: list, reason: str, language: str, service: str | None) -> None:
    routing = Routing(plan(*queues, queue("last")), ADMINISTRATIONS)
    assert routing.route(reason, language, service) in {"some", "last"}


@given(SOME, st.sampled_from(LEVELS), st.sampled_from(LANGUAGES), st.sampled_from([None, *SERVICES]))
def test_whom_a_ticket_fits_serves_its_queue(one: object, level: str, language: str, service: str | None) -> None:
    routing = Routing(plan(one, queue("last")), ADMINISTRATIONS)
    skills = member(languages={language: level}).skills
    takes = routing.route("asked", language, service) == "some"
    if takes and routing.fits(skills, "some", language, service):
        assert routing.serves(skills, one)
