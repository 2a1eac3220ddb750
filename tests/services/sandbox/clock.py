"""A clock that stands still until a test moves it."""

from datetime import UTC, datetime, timedelta

from tests.services.sandbox.stores import NOW


class Clock:
    """Gives the time to the sandbox."""

    def __init__(self) -> None:
        self.moment = NOW

    def __call__(self) -> datetime:
        return self.moment

    def pass_by(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    def set(self, moment: str) -> None:
        self.moment = datetime.fromisoformat(moment).astimezone(UTC)
