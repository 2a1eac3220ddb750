"""Whatever is kept to learn from is masked first: each way into such a store, with each kind of personal data."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import SimpleNamespace

import pytest

from channels.answers import CallError
from channels.store.proposals import Proposals
from channels.studio.inbox.assigning import _check
from channels.studio.inbox.showing import write
from contracts.answers import Answer
from contracts.inbox import NewExample
from nlu.answer.pipeline import _record
from nlu.answer.search import Hits
from services.training.replay import choose
from tests.channels.staff_app import Desks, agent, citizen

DATA = {
    "national id": ("Meng Matricule ass 1985 0412 12393, merci", "1985"),
    "telephone": ("Rufft mech op +352 621 123 456 un", "123"),
    "account": ("Mäi Konto ass LU28 0019 4006 4475 0000", "4006"),
    "card": ("Ech bezuele mat 4111 1111 1111 1111", "1111"),
    "e-mail": ("Schreift op anna.muster@example.lu w.e.g.", "muster"),
    "plate": ("Mäin Auto huet d'Plack AB 1234", "1234"),
    "name, lb": ("Ech heeschen Kunigunde Weber a wëll e Pass", "Kunigunde"),
    "name, fr": ("Bonjour, je m’appelle kunigunde et je voudrais un passeport", "kunigunde"),
    "name, de": ("Ich heiße Kunigunde Weber und brauche einen Pass", "Weber"),
    "name, en": ("Hello, my name is Kunigunde Weber", "Weber"),
    "title": ("Hei ass d'Madamm Weber vun nieft der Gemeng", "Weber"),
    "address, lb": ("Ech wunnen 17, Gaaschtwee", "Gaaschtwee"),
    "address, fr": ("J'habite 17, rue de la Gare à Mamer", "Gare"),
    "address, de": ("Ich wohne in der Bahnhofstraße 17", "Bahnhof"),
}


async def replay(_desks: Desks, text: str) -> str:
    """What a trial understands anew."""
    [said] = choose([{"kind": "message", "author": "citizen", "language": "lb", "text": text}])
    return said.text


async def inbox(_desks: Desks, text: str) -> str:
    """What the inbox groups and shows."""
    return write("c", "lb", text).masked


async def proposal(desks: Desks, text: str) -> str:
    """What an agent proposes that the bot should know."""
    await desks.talk("c", citizen(text), agent("Jo."))
    await desks.ticket("t", "c")
    made, _ = await Proposals(desks.database).add("c", 2, await desks.hire("alex"))
    [stored] = [one for one in await Proposals(desks.database).page() if one.id == made]
    return stored.question


async def answer_record(_desks: Desks, text: str) -> str:
    """How an answer to free text came about."""
    given = {"language": "lb", "taken": [], "hits": Hits(), "chosen": (), "model": None, "notes": []}
    return _record(SimpleNamespace(question=text, **given), Answer(standing="unknown")).record.question  # type: ignore[arg-type]


WAYS: tuple[Callable[[Desks, str], Awaitable[str]], ...] = (replay, inbox, proposal, answer_record)


@pytest.mark.parametrize("kind", DATA)
@pytest.mark.parametrize("way", WAYS)
async def test_personal_data_does_not_get_in(
    desks: Desks, way: Callable[[Desks, str], Awaitable[str]], kind: str
) -> None:
    text, secret = DATA[kind]
    assert secret in text
    stored = await way(desks, text)
    assert secret not in stored
    assert "[" in stored, "a placeholder says what was there"


@pytest.mark.parametrize("kind", DATA)
def test_no_example_is_taken_over_with_it(kind: str) -> None:
    with pytest.raises(CallError):
        _check([NewExample(language="lb", text=DATA[kind][0])])


def test_what_names_nobody_is_taken_over() -> None:
    [taken] = _check([NewExample(language="lb", text="Wat kascht e Pass fir mäi Kand?")])
    assert taken.text == "Wat kascht e Pass fir mäi Kand?"


async def test_an_agents_answer_keeps_the_address_of_the_office_and_not_the_citizens_name(desks: Desks) -> None:
    said = "Bonjour Madame Weber, venez au 12, rue de la Gare."
    await desks.talk("c", citizen("Où aller ?"), agent(said))
    await desks.ticket("t", "c")
    made, _ = await Proposals(desks.database).add("c", 2, await desks.hire("alex"))
    [stored] = [one for one in await Proposals(desks.database).page() if one.id == made]
    assert stored.answer == "Bonjour Madame [name], venez au 12, rue de la Gare."
