"""Releases in SQL."""

from __future__ import annotations

from channels.store.releases import add_release, list_releases, newest_release, read_release, release_numbers
from channels.store.reviews import lock_content
from tests.channels.store.conftest import Store


async def test_releases_are_numbered(store: Store) -> None:
    olga, petra = await store.hire("olga", "owner"), await store.hire("petra", "publisher")
    async with store.database.read() as connection:
        assert await newest_release(connection) is None
        assert await read_release(connection, 1) is None
    people = {"author_id": olga.id, "publisher_id": petra.id}
    for commit, given in (("a", {}), ("b", people | {"model": "m"}), ("c", people | {"back_to": 1, "model": None})):
        async with store.database.write() as connection:
            await lock_content(connection)
            known = {"model": None, "title": f"Title {commit}", "now": store.clock.now}
            await add_release(connection, commit=commit * 40, **known | given)  # type: ignore[arg-type]
    async with store.database.read() as connection:
        listed = await list_releases(connection)
        assert [release.number for release in listed] == [3, 2, 1]
        assert await list_releases(connection, limit=1) == [await newest_release(connection)]
        assert await read_release(connection, 2) == listed[1]
        assert set(await release_numbers(connection)) == {"a" * 40, "b" * 40, "c" * 40}
    assert [(it.author, it.publisher) for it in listed] == [("Olga", "Petra"), ("Olga", "Petra"), ("", "")]
    assert (listed[0].back_to, listed[1].model, listed[1].published_at) == (1, "m", store.clock.now)
