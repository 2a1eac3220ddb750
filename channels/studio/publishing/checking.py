"""Checks content that is not live yet as a whole, keeping what it has read, by the rules of the full check."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath

from contracts.catalogue.check import BESIDE, CATALOGUE_FOLDER
from contracts.catalogue.problems import Problem
from contracts.content import Content
from contracts.desk.check import FOLDER as DESK_FOLDER
from contracts.desk.check import SCHEMAS
from contracts.knowledge.reader import FOLDER as PAGES_FOLDER


class ContentCheck:
    """What was read last; threads take turns. The first check takes some seconds, later ones read what is different."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self._one_at_a_time = threading.Lock()
        self._read: dict[str, bytes] = {}
        self._content: Content | None = None

    def problems(self, content: Mapping[str, bytes], today: date) -> list[Problem]:
        """Return every problem, with paths relative to the bot's folder; ``today``: no page is checked after it."""
        with self._one_at_a_time:
            if self._content is None or self._content.today != today:
                self._content, self._read = Content(today), {}
            for path in sorted({*self._read, *filter(is_checked, content)}):
                if self._read.get(path) != content.get(path):
                    self._content.put(path, content.get(path))
            self._read = {path: text for path, text in content.items() if is_checked(path)}
            return self._content.problems()


def is_checked(path: str) -> bool:
    """Tell whether there are rules for a file; whatever else lies in the folders is nobody's."""
    place = PurePosixPath(path)
    match place.parts:
        case [name]:
            return name in BESIDE
        case [folder, name] if folder == CATALOGUE_FOLDER:
            return place.suffix == ".yaml"
        case [folder, name] if folder == DESK_FOLDER:
            return name in SCHEMAS
        case [folder, _, _, *_]:
            return folder == PAGES_FOLDER
    return False
