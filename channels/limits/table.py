"""What is counted, under which key, and how much of it is too much: every rate of the gateways in one table."""

from __future__ import annotations

from dataclasses import dataclass

from channels.settings import GatewaySettings
from channels.socket import MOST_IN_WINDOW, WINDOW_SECONDS

MESSAGE_WINDOW = 10.0
"""Seconds over which messages are counted."""
SLOW_WINDOW = 600.0
"""Seconds over which everything else is counted that people do seldom."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Use:
    """So many events under one key of a limit."""

    limit: Limit
    key: str
    times: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Limit:
    """At most ``most`` events in any ``window`` seconds, for each key."""

    name: str
    most: int
    window: float

    def of(self, key: str, times: int = 1) -> Use:
        """Return a use of the limit, to be taken."""
        return Use(limit=self, key=key, times=times)


def _slow(name: str, most: int) -> Limit:
    return Limit(name=name, most=most, window=SLOW_WINDOW)


class Limits:
    """The rates of all gateways of an installation, which must have the same settings.

    Many citizens may share an address, and a whole administration as well: what is counted by address is loose.
    """

    def __init__(self, settings: GatewaySettings) -> None:
        """Take from the settings what they say."""
        most = settings.messages_per_window
        self.messages = Limit(name="messages", most=most, window=MESSAGE_WINDOW)
        """By conversation."""
        self.messages_of_person = Limit(name="messages-of-person", most=3 * most, window=MESSAGE_WINDOW)
        """By whoever is logged in, in however many conversations."""
        self.messages_of_address = Limit(
            name="messages-of-address", most=settings.messages_per_address, window=MESSAGE_WINDOW
        )
        self.polls = Limit(name="polls", most=MOST_IN_WINDOW, window=WINDOW_SECONDS)
        """Frames of any kind, and the calls that bring them, by conversation."""
        self.conversations = _slow("conversations", settings.conversations_per_address)
        """Conversations that are begun, by address."""
        self.logins = _slow("logins", 20)
        """Logins that are begun, and codes that are tried, by conversation."""
        self.staff_logins = _slow("staff-logins", 100)
        """Sign-ins of the staff that are begun with their provider, by address."""
        self.uploads = _slow("uploads", 10)
        """By conversation, or by agent."""
        self.uploads_of_address = _slow("uploads-of-address", 100)
        """Nobody fills the disk from one address."""
        self.receipts = _slow("receipts", 10)
        """By conversation."""
        self.exports = _slow("exports", 20)
        """By conversation."""
        self.wrong_codes = _slow("wrong-codes", 30)
        """Of receipts, by address; a code of 135 random bits is not guessed either way."""
        self.sign_ins = _slow("sign-ins", 5)
        """Wrong passwords and codes by name and address together."""
        self.sign_ins_of_address = _slow("sign-ins-of-address", 60)
        """Wrong ones, as all three."""
        self.sign_ins_of_name = _slow("sign-ins-of-name", 100)
        """Loose, so that nobody can keep a colleague out from elsewhere."""
