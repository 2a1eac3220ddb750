"""What every way into the gateway shares: the hub, the settings, the guards."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from channels.auth.provider import Provider
from channels.hub import Hub
from channels.origins import Origins
from channels.privacy.room import PrivacyRoom
from channels.rates import Rate, SignInRates
from channels.settings import GatewaySettings
from channels.sites import Site
from channels.socket import MOST_IN_WINDOW, WINDOW_SECONDS
from channels.status import Watch
from channels.uploads.scanner import Scanner
from contracts.files import FileStore
from contracts.languages import Language

RATE_WINDOW = 10.0
"""Seconds over which messages are counted."""
TYPING_WINDOW = 1.0
LOGINS_AT_ONCE = 20
LOGIN_WINDOW = 600.0
STAFF_LOGINS_AT_ONCE = 100
"""A whole administration may share an address, and sign in at the same minute."""
UPLOADS_AT_ONCE = 10
UPLOADS_OF_ADDRESS = 100
"""Many citizens may share an address; even so, nobody fills the disk from one."""
UPLOAD_WINDOW = 600.0
PRIVACY_WINDOW = 600.0
RECEIPTS_AT_ONCE = 10
EXPORTS_AT_ONCE = 20
WRONG_CODES = 30
"""Many citizens may share an address; a code of 135 random bits is not guessed either way."""
MOST_UPLOADS = 16
"""Uploads that are received at the same time, each of which may take ten megabytes of memory."""


class Door:
    """The gateway as its routes see it."""

    def __init__(
        self,
        settings: GatewaySettings,
        hub: Hub,
        sites: dict[str, Site],
        provider: Provider | None = None,
        scanner: Scanner | None = None,
        staff_provider: Provider | None = None,
    ) -> None:
        """Counters begin at zero; without a ``scanner`` no file is scanned.

        Without a ``provider`` no citizen logs in; without a ``staff_provider`` the staff sign in with passwords only.
        """
        self.settings = settings
        self.hub = hub
        self.sites = sites
        self.provider = provider
        self.staff_provider = staff_provider
        self.scanner = scanner
        self.file_store = FileStore(settings.state_dir / "files")
        self.watch = Watch(hub, settings.answer_url, settings.bot_dir, scanner)
        self.origins = Origins(own=settings.own_origins, embedding=frozenset(settings.origins))
        self.message_rate = Rate(settings.messages_per_window, RATE_WINDOW)
        """Messages by conversation."""
        self.poll_rate = Rate(MOST_IN_WINDOW, WINDOW_SECONDS)
        """Frames of any kind, and the calls that bring them, by conversation."""
        self.typing_rate = Rate(1, TYPING_WINDOW)
        """Signs that someone is writing, by conversation and writer."""
        self.login_rate = Rate(LOGINS_AT_ONCE, LOGIN_WINDOW)
        """Logins that are begun, and codes that are tried, by conversation."""
        self.staff_login_rate = Rate(STAFF_LOGINS_AT_ONCE, LOGIN_WINDOW)
        """Sign-ins of the staff that are begun with their provider, by address."""
        self.upload_rate = Rate(UPLOADS_AT_ONCE, UPLOAD_WINDOW)
        """Uploads by conversation."""
        self.upload_address_rate = Rate(UPLOADS_OF_ADDRESS, UPLOAD_WINDOW)
        """Uploads by address."""
        self.uploads = asyncio.Semaphore(MOST_UPLOADS)
        self.receipt_rate = Rate(RECEIPTS_AT_ONCE, PRIVACY_WINDOW)
        """Receipts by conversation."""
        self.export_rate = Rate(EXPORTS_AT_ONCE, PRIVACY_WINDOW)
        """Exports by conversation."""
        self.code_rate = Rate(WRONG_CODES, PRIVACY_WINDOW)
        """Wrong codes of receipts, by address."""
        self.privacy = PrivacyRoom(
            hub.database,
            hub.fanout,
            hub.bot,
            self.file_store,
            timedelta(days=settings.keep_days),
            name_site=self._name_site,
            services=lambda: hub.desk.content.services,
        )
        self.sign_in_rates = SignInRates()

    def _name_site(self, site: str, language: Language) -> str:
        known = self.sites.get(site)
        return known.name[language] if known else site
