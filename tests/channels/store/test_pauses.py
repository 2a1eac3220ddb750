"""Services that are offline."""

from __future__ import annotations

from datetime import timedelta

from channels.store.pauses import Pauses
from tests.channels.store.conftest import Store
from tests.channels.store.staff_rows import log_of

NOTICE = {"lb": "Zou", "fr": "Fermé", "de": "Zu", "en": "Closed"}
LATER = {"lb": "Méi spéit", "fr": "Plus tard", "de": "Später", "en": "Later"}


async def test_a_pause_from_its_beginning_to_its_end(store: Store) -> None:
    petra = await store.hire("petra", "publisher")
    pauses = Pauses(store.database, now=store.clock)
    began = store.clock.now
    assert await pauses.notices("fr") == {}
    await pauses.pause(petra.actor, "passport", NOTICE, began + timedelta(hours=1))
    await pauses.pause(petra.actor, "noise", NOTICE, None)
    assert await pauses.notices("fr") == {"passport": "Fermé", "noise": "Fermé"}
    store.clock.forward(60)
    await pauses.pause(petra.actor, "passport", LATER, began + timedelta(hours=2))
    noise, passport = await pauses.active()
    assert (passport.service, passport.notice, passport.since, passport.pauser) == ("passport", LATER, began, "Petra")
    assert passport.until == began + timedelta(hours=2)
    assert (noise.service, noise.until) == ("noise", None)
    store.clock.forward(2 * 3600)
    assert await pauses.notices("en") == {"noise": "Closed"}
    assert not await pauses.is_paused("passport")
    assert await pauses.is_paused("noise")
    await pauses.pause(petra.actor, "passport", NOTICE, None)
    assert (await pauses.active())[1].since == store.clock.now, "one that was over begins anew"
    assert await pauses.resume(petra.actor, "noise")
    assert not await pauses.resume(petra.actor, "noise")
    actions = [action for action, _, _ in await log_of(store)]
    assert actions == ["account_added", *["service_paused"] * 4, "service_resumed"]
