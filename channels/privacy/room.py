"""What citizens may do with what is kept of their conversation, as the gateway's routes use it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError

from channels.bot_door.door import BotDoor, BotRefusedError, BotUnavailableError
from channels.fanout import Fanout
from channels.privacy.codes import new_code
from channels.privacy.exported import Exported
from channels.privacy.naming import Names
from channels.privacy.reading import ExportReader, NameSite
from channels.store.audit import Actor
from channels.store.conversations import UnknownConversationError
from channels.store.database import Database
from channels.store.erasures import Erasures
from channels.store.people import LinkedConversation, People, PersonKeys
from channels.store.receipts import Receipts
from contracts.agent_frames import Erased
from contracts.catalogue.model import Service
from contracts.erasing import Erased as ErasedConversation
from contracts.erasing import Reason
from contracts.files import FileStore
from contracts.languages import Language

log = structlog.get_logger()

LOOK_SECONDS = 30.0
"""Pause between two looks for conversations that the bot may still remember."""
SETTLE = timedelta(minutes=5)
"""A turn that was in progress has ended by then, and so has every attempt to ask the bot again."""

Services = Callable[[], Mapping[str, Service]]


class PrivacyRoom:
    """Receipts, exports and erasures of one gateway."""

    def __init__(
        self,
        database: Database,
        fanout: Fanout,
        bot: BotDoor,
        files: FileStore,
        keep: timedelta,
        *,
        name_site: NameSite,
        services: Services,
        keep_identified: timedelta | None = None,
    ) -> None:
        """``keep``: how long a conversation is kept after it moved last, where nobody has logged in or nothing else is
        said; ``services``: those of the catalogue now.
        """
        self._fanout = fanout
        self._bot = bot
        self._files = files
        self._services = services
        self._receipts = Receipts(database)
        self._erasures = Erasures(database)
        self._exports = ExportReader(database, keep, name_site, keep_identified=keep_identified)
        self._forgetting: set[asyncio.Task[None]] = set()
        self._refused: set[str] = set()
        """Conversations that the bot could not forget: their turn comes again after all others'."""

    async def run(self) -> None:
        """Look again and again for what is left to be forgotten, until cancelled."""
        while True:
            try:
                await self.look()
            except (SQLAlchemyError, OSError, TimeoutError) as error:
                log.warning("erasing.database_away", reason=type(error).__name__)
            await asyncio.sleep(LOOK_SECONDS)

    async def look(self, age: timedelta = SETTLE) -> None:
        """Have the bot forget for good what was erased so long ago; what cannot be done now is done later."""
        due = await self._erasures.unsettled(age, but=self._refused)
        if not due:
            self._refused.clear()
        for conversation_id in due:
            try:
                await self._bot.forget(conversation_id)
            except BotUnavailableError as error:
                log.warning("erasing.bot_away", reason=str(error))
                return
            except BotRefusedError as error:
                log.warning("erasing.bot_refused", conversation=conversation_id, reason=str(error))
                self._refused.add(conversation_id)
                continue
            await self._erasures.settle(conversation_id)

    async def issue_receipt(self, conversation_id: str, token: str) -> tuple[str, str]:
        """Return a new code and until when it opens something; raises `UnknownConversationError`.

        ``token``: the conversation's, as the one who asks knows it.
        """
        code = new_code()
        await self._receipts.add(conversation_id, token, code)
        return code, await self._exports.kept_until(conversation_id)

    async def opened_by(self, code: str) -> str:
        """Return the conversation that a code opens; raises `UnknownConversationError`."""
        found = await self._receipts.find(code)
        if found is None:
            raise UnknownConversationError
        return found

    async def export(self, conversation_id: str) -> Exported:
        """Return everything that the citizen may have; raises `UnknownConversationError`."""
        return await self._exports.read(conversation_id)

    async def export_all(self, theirs: Iterable[LinkedConversation]) -> list[Exported]:
        """Return everything that a person may have, of each conversation that is still there."""
        exported = []
        for one in theirs:
            with contextlib.suppress(UnknownConversationError):
                exported.append(await self._exports.read(one.id, one.until))
        return exported

    async def erase_all(
        self, theirs: Iterable[LinkedConversation], reason: Reason, actor: Actor | None = None
    ) -> list[ErasedConversation]:
        """Erase conversations of a person; returns those that were still there. ``actor``: see `erase`."""
        erased = []
        for one in theirs:
            with contextlib.suppress(UnknownConversationError):
                erased.append(await self.erase(one.id, reason, actor))
        return erased

    async def erase_person(
        self, people: People, keys: PersonKeys, reason: Reason, actor: Actor | None = None, *, last: str | None = None
    ) -> list[ErasedConversation]:
        """Erase all conversations of a person, however many there are, and return them. ``actor``: see `erase`.

        ``last``: the conversation that goes when the others are gone: whoever asks from it can ask again until then.
        """
        erased = []
        while theirs := await people.conversations_of(keys):
            others = [one for one in theirs if one.id != last]
            erased += await self.erase_all(others or theirs, reason, actor)
        return erased

    def names(self, language: Language) -> Names:
        """Return what things are called in a language."""
        return Names(language, self._services())

    async def erase(self, conversation_id: str, reason: Reason, actor: Actor | None = None) -> ErasedConversation:
        """Erase a conversation everywhere, tell all who show it, and return what its proof says.

        Raises `UnknownConversationError`.

        ``actor``: who of the staff wanted it, for the audit log.
        """
        erased = await self._erasures.erase(conversation_id, reason, actor)
        if erased is None:
            raise UnknownConversationError(conversation_id)
        log.info("conversation.erased", reason=reason, files=len(erased.files), events=erased.counts["event"])
        self._fanout.stop_writing(conversation_id)
        self._fanout.pass_on(conversation_id, Erased(conversation=conversation_id))
        self._fanout.desk_moved()
        forgetting = asyncio.create_task(self._forget_soon(conversation_id))
        self._forgetting.add(forgetting)
        forgetting.add_done_callback(self._forgetting.discard)
        for file_id in erased.files:
            await asyncio.to_thread(self._files.delete, file_id)
        return erased

    async def stop(self) -> None:
        """Leave the rest to the next look of whoever is there."""
        for task in self._forgetting:
            task.cancel()
        await asyncio.gather(*self._forgetting, return_exceptions=True)

    async def _forget_soon(self, conversation_id: str) -> None:
        """Have the bot forget at once; `look` makes sure of it, as a turn may be in progress now."""
        try:
            await self._bot.forget(conversation_id)
        except (BotUnavailableError, BotRefusedError) as error:
            log.warning("erasing.bot_away", reason=str(error))
