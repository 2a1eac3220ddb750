"""Says which queue takes a ticket and which agents it fits: pure functions made from what service owners wrote."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from channels.store.members import LEVELS, Skills
from contracts.desk.model import DeskPlan, Queue
from contracts.effects import HandoverReason
from contracts.languages import LANGUAGES, Language


class Routing:
    """The rules of the queues."""

    def __init__(self, plan: DeskPlan, administrations: Mapping[str, str | None]) -> None:
        """``administrations``: of each service of the catalogue, where its form goes to; None without a form."""
        self.plan = plan
        self._administrations = dict(administrations)

    def route(self, reason: HandoverReason, language: Language, service: str | None) -> str:
        """Return the id of the first queue that takes such a ticket; the last one takes everything."""
        return next(queue.id for queue in self.plan.queues if self._takes(queue, reason, language, service))

    def fits(self, skills: Skills, queue_id: str, language: Language, service: str | None) -> bool:
        """Tell whether an agent may have a ticket: speaks its language well enough and knows its service.

        A ticket of no known service fits whoever speaks its language.
        """
        if not _speaks(skills, language, self.plan.queue(queue_id)):
            return False
        narrow = skills.services or skills.administrations
        return not narrow or service is None or service in self.known_to(skills)

    def serves(self, skills: Skills, queue: Queue) -> bool:
        """Tell whether an agent may have any ticket of a queue."""
        if not any(_speaks(skills, language, queue) for language in queue.languages or LANGUAGES):
            return False
        if not (skills.services or skills.administrations) or not (queue.services or queue.administrations):
            return True
        return bool(self.known_to(skills) & self._services(queue.services, queue.administrations))

    def known_to(self, skills: Skills) -> frozenset[str]:
        """Return the services that an agent knows; all of the catalogue where nothing else is said."""
        if not (skills.services or skills.administrations):
            return frozenset(self._administrations)
        return self._services(skills.services, skills.administrations)

    def languages_of(self, skills: Skills, queue: Queue) -> list[Language]:
        """Return the languages that an agent speaks well enough for a queue."""
        return [language for language in LANGUAGES if _speaks(skills, language, queue)]

    def _takes(self, queue: Queue, reason: HandoverReason, language: Language, service: str | None) -> bool:
        if queue.reasons and reason not in queue.reasons:
            return False
        if queue.languages and language not in queue.languages:
            return False
        if not (queue.services or queue.administrations):
            return True
        return service is not None and service in self._services(queue.services, queue.administrations)

    def _services(self, services: Collection[str], administrations: Collection[str]) -> frozenset[str]:
        theirs = (service for service, where in self._administrations.items() if where in administrations)
        return frozenset((*services, *theirs))


def _speaks(skills: Skills, language: Language, queue: Queue) -> bool:
    level = skills.languages.get(language)
    return level is not None and LEVELS.index(level) >= LEVELS.index(queue.level)
