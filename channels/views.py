"""What clients see of the log: no intents behind buttons, and no notes for citizens."""

from __future__ import annotations

from contracts.events import Event, Message, Note
from contracts.frames import ShownButton, ShownEvent, ShownMessage


def show_to_citizen(event: Event) -> ShownEvent | None:
    """Return the event as the citizen sees it, None where it is for staff only."""
    return None if isinstance(event.data, Note) else show_to_staff(event)


def show_to_staff(event: Event) -> ShownEvent:
    """Return the event as agents see it."""
    data = event.data
    shown = _show_message(data) if isinstance(data, Message) else data
    return ShownEvent(conversation=event.conversation, seq=event.seq, at=event.at, data=shown)


def _show_message(message: Message) -> ShownMessage:
    return ShownMessage(
        author=message.author,
        text=message.text,
        language=message.language,
        origin=message.origin,
        message_id=message.message_id,
        agent=message.agent,
        citations=message.citations,
        buttons=[ShownButton(title=button.title) for button in message.buttons],
        field=message.field,
        summary=message.summary,
        code=message.code,
        model=message.model,
        login=message.login,
        document=message.document,
        original=message.original,
        easy=message.easy,
    )
