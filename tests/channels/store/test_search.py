"""The search of conversations that were handed over: words in any case, who may see what, and pages."""

from __future__ import annotations

import pytest

from channels.core import inputs as i
from channels.core.staff_inputs import AgentSaid, Closed
from channels.store.search import AROUND, PAGE, ConversationSearch, Sight
from contracts.effects import HandoverRequest
from tests.channels.store.conftest import FRENCH, Store

ALL = Sight(languages={"general": ("lb", "fr"), "taxes": ("lb", "fr")}, services=None)


async def handed_over(store: Store, text: str, service: str | None = None) -> str:
    there = await store.begin()
    await store.say(there, text)
    await store.answer(there, effects=[HandoverRequest(reason="asked", service=service)])
    store.clock.forward(1)
    return there


async def found(store: Store, words: str = "", **narrowed: object) -> list[str]:
    options = {"agent_id": "nobody", "sight": ALL, **narrowed}
    conversations, _ = await ConversationSearch(store.database).page(words, **options)
    return [one.conversation for one in conversations]


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("", True),
        ("carte", True),
        ("CARTE", True),
        ("été", True),
        ("ÉTÉ", True),
        ("carte été", True),
        ("carte hiver", False),
        ("100%", True),
        ("10_%", False),
        ("art", True),
        ("asked", False),
    ],
)
async def test_every_word_must_occur_whatever_its_letters(store: Store, words: str, is_found: bool) -> None:
    there = await handed_over(store, "Ma carte d'été, 100% urgente")
    assert await found(store, words) == ([there] if is_found else [])


async def test_what_agents_wrote_is_found_and_what_was_not_handed_over_is_not(store: Store) -> None:
    alex = await store.hire("alex")
    there = await handed_over(store, "Bonjour")
    private = await store.begin()
    await store.say(private, "Bonjour")
    await store.claim(there, alex)
    said = AgentSaid(message_id="a-1", agent=alex.agent, text="Votre référence est ABC-12", evidence=FRENCH)
    await store.conversations.receive(there, said)
    await store.conversations.receive(there, Closed(agent=alex.agent, wrap_up="answered", known=True))
    search = ConversationSearch(store.database)
    [one], before = await search.page("abc-12", agent_id="nobody", sight=ALL)
    assert (one.conversation, one.agent, one.wrap_up, one.snippet) == (
        there,
        "Alex",
        "answered",
        "Votre référence est ABC-12",
    )
    assert one.closed_at is not None
    assert before is None
    assert await found(store, "Bonjour") == [there]


async def test_a_snippet_shows_what_is_around_the_word(store: Store) -> None:
    await handed_over(store, f"{'avant ' * 30}le mot cherché{' après' * 40}")
    [one], _ = await ConversationSearch(store.database).page("cherché", agent_id="", sight=None)
    assert one.snippet.startswith("…")
    assert one.snippet.endswith("…")
    assert one.snippet.index("cherché") <= AROUND + 1


async def test_agents_see_what_fits_them_and_what_was_theirs(store: Store) -> None:
    alex = await store.hire("alex")
    general, taxes = await handed_over(store, "un"), await handed_over(store, "deux", "tax_card")
    await store.claim(general, alex)
    await store.conversations.receive(general, Closed(agent=alex.agent, wrap_up="answered", known=True))
    only_taxes = Sight(languages={"general": (), "taxes": ("fr",)}, services=None)
    assert await found(store, sight=only_taxes) == [taxes]
    assert await found(store, sight=only_taxes, agent_id=alex.id) == [taxes, general]
    assert await found(store, sight=Sight(languages={"taxes": ("de",)}, services=None)) == []
    assert await found(store, sight=Sight(languages=ALL.languages, services=frozenset({"passport"}))) == [general]
    assert await found(store, sight=Sight(languages={}, services=None)) == []
    assert await found(store, sight=None) == [taxes, general]


async def test_a_conversation_stands_once_with_its_newest_ticket(store: Store) -> None:
    there = await handed_over(store, "un")
    await store.conversations.receive(there, i.QueueLeft())
    await store.ask_person(there, "person-2")
    store.clock.forward(1)
    other = await handed_over(store, "deux")
    assert await found(store) == [other, there]
    assert await found(store, language="fr") == [other, there]
    assert await found(store, language="de") == []


async def test_pages_follow_each_other_without_gaps(store: Store) -> None:
    made = [await handed_over(store, f"numéro {number}") for number in range(PAGE + 3)]
    search = ConversationSearch(store.database)
    first, before = await search.page("numéro", agent_id="", sight=None)
    second, end = await search.page("numéro", agent_id="", sight=None, before=before)
    assert (len(first), len(second), end) == (PAGE, 3, None)
    assert [one.conversation for one in (*first, *second)] == made[::-1]
    unknown, _ = await search.page("", agent_id="", sight=None, before="unknown")
    assert unknown[0].conversation == made[-1]
