"""Which databases and folders belong to an installation."""

from __future__ import annotations

from pathlib import Path

from channels.settings import ROOT, DatabaseSettings


class BackupSettings(DatabaseSettings):
    """Where everything is that is saved."""

    tracker_url: str = ""
    """Database of Rasa's trackers; SQLite in the state folder when it is not set."""
    bot_dir: Path = ROOT / "bot"
    """The content."""

    @property
    def databases(self) -> dict[str, tuple[str, str]]:
        """By the name of its copy: the setting and the address.

        In the order of saving: a turn that only the trackers know is asked for again and answered as before; the
        other way round the bot would not know what the citizen has read.
        """
        trackers = self.tracker_url or f"sqlite:///{self.state_dir.absolute() / 'data' / 'tracker.db'}"
        return {
            "database": ("MOIEN_DATABASE_URL", self.database_url),
            "trackers": ("MOIEN_TRACKER_URL", trackers),
        }
