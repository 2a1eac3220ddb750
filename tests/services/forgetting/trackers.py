"""The bot's memory for tests of forgetting."""

from collections.abc import Iterator

from services.forgetting.trackers import TrackerDoorError


class Trackers:
    """Conversations that the bot keeps; it may be away, or refuse to forget."""

    def __init__(self) -> None:
        self.kept: set[str] = set()
        self.is_away = False
        self.refuses = False

    def known(self) -> Iterator[list[str]]:
        if self.is_away:
            raise TrackerDoorError("ConnectError")
        for conversation_id in sorted(self.kept):
            yield [conversation_id]

    def forget(self, conversation_id: str) -> None:
        if self.is_away or self.refuses:
            raise TrackerDoorError("status 500")
        self.kept.discard(conversation_id)
