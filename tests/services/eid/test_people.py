"""The invented citizens: valid, known to the sandbox's register, and nobody else's."""

import pytest

from nlu.text.fields.contact import check_email
from nlu.text.fields.national_id import is_national_id
from nlu.text.fields.outcome import Checked
from services.eid.people import Person, read_people
from services.sandbox.register import Register
from tests.services import people

PEOPLE = read_people()


@pytest.mark.parametrize("person", PEOPLE.values(), ids=PEOPLE)
def test_a_citizen_can_fill_every_form(person: Person) -> None:
    assert is_national_id(person.national_id)
    assert person.national_id.startswith(person.birthdate.strftime("%Y%m%d"))
    assert person.email.endswith("@example.org")
    assert isinstance(check_email(person.email), Checked)


def test_the_register_knows_them() -> None:
    numbers = [person.national_id for person in PEOPLE.values()]
    assert len(set(numbers)) == len(numbers)
    assert not set(numbers) & Register.read().not_registered
    assert not set(numbers) & {people.ALICE, people.BRUNO, people.CHAREL, people.NOBODY}


def test_a_subject_says_nothing_about_the_number() -> None:
    for person in PEOPLE.values():
        assert person.national_id not in person.subject
        assert person.claims(["openid"]) == {}
