"""What every way into the gateway shares: the hub, the settings, the guards."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from channels.auth.provider import Provider
from channels.backup.ledger import Ledger, LedgerKeeper
from channels.forgetting import ForgettingWatch
from channels.hub import Hub
from channels.limits.addresses import Addresses
from channels.limits.caps import Caps
from channels.limits.counts import Counts
from channels.limits.table import Limits
from channels.origins import Origins
from channels.privacy.room import PrivacyRoom
from channels.rates import Rate
from channels.settings import GatewaySettings
from channels.sites import Site
from channels.status import Watch
from channels.uploads.scanner import Scanner
from contracts.files import FileStore
from contracts.languages import Language

TYPING_WINDOW = 1.0
MOST_UPLOADS = 16
"""Uploads that are received at the same time, each of which may take ten megabytes of memory."""


class Door:
    """The gateway as its routes see it."""

    def __init__(
        self,
        settings: GatewaySettings,
        hub: Hub,
        counts: Counts,
        sites: dict[str, Site],
        provider: Provider | None = None,
        scanner: Scanner | None = None,
        staff_provider: Provider | None = None,
    ) -> None:
        """Without a ``scanner`` no file is scanned.

        Without a ``provider`` no citizen logs in; without a ``staff_provider`` the staff sign in with passwords only.
        """
        self.settings = settings
        self.hub = hub
        self.sites = sites
        self.provider = provider
        self.staff_provider = staff_provider
        self.scanner = scanner
        self.file_store = FileStore(settings.state_dir / "files")
        self.ledger = LedgerKeeper(hub.database, Ledger(settings.ledger))
        self.forgetting = ForgettingWatch(hub.database, self.ledger)
        self.watch = Watch(hub, settings.answer_url, settings.bot_dir, scanner, self.forgetting)
        self.origins = Origins(own=settings.own_origins, embedding=frozenset(settings.origins))
        self.addresses = Addresses(settings.proxies)
        self.limits = Limits(settings)
        self.counts = counts
        self.caps = Caps(settings)
        self.typing_rate = Rate(1, TYPING_WINDOW)
        """Signs that someone is writing, by conversation and writer: fleeting, so that each gateway counts its own."""
        self.uploads = asyncio.Semaphore(MOST_UPLOADS)
        self.privacy = PrivacyRoom(
            hub.database,
            hub.fanout,
            hub.bot,
            self.file_store,
            timedelta(days=settings.keep_days),
            keep_identified=timedelta(days=settings.keep_identified_days or settings.keep_days),
            name_site=self._name_site,
            services=lambda: hub.desk.content.services,
        )

    def _name_site(self, site: str, language: Language) -> str:
        known = self.sites.get(site)
        return known.name[language] if known else site
