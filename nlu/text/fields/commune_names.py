"""The table of communes as an index from folded words to communes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypedDict

from contracts.languages import Language
from nlu.text.data import read_data
from nlu.text.fold import fold

LINKS = frozenset({"sur", "an", "der", "la", "les", "de", "d", "l", "op", "zum", "zur", "s", "et"})
"""Little words of names that people leave out (``Esch/Alzette``); they never tell two communes apart."""

Words = tuple[str, ...]


@dataclass(frozen=True)
class CommuneNames:
    """Names by their words without links."""

    sure: dict[Words, str]
    """Names that mean one commune wherever they stand."""
    alone: dict[Words, str]
    """Names that are everyday words too (*Bus*, *Wal*): they count only when nothing else is said."""
    leads: frozenset[str]
    """Words with which people begin such an answer."""
    places: frozenset[str]
    """Words behind which the name of a place stands."""
    unsure: dict[Words, tuple[str, ...]]
    """Names that several communes, or places in them, share."""
    spelt: tuple[str, ...]
    """Every name in one string, for comparing with misspelt ones."""
    ids: tuple[tuple[str, ...], ...]
    """The communes of each of ``spelt``."""
    names: dict[str, dict[str, str]]
    country: re.Pattern[str]
    """The country behind the commune in folded text: ``diekirch, luxembourg`` does not mean the capital."""
    longest: int
    """Words in the longest name."""

    def shown(self, id_: str, language: Language) -> str:
        """Give the name of a commune in a language; English uses the official French one."""
        return self.names[id_]["fr" if language == "en" else language]


class Commune(TypedDict):
    """A commune by the names that people may choose."""

    lb: str
    fr: str
    de: str
    also: list[str]
    """Other writings, and communes that were merged into it."""


def list_communes() -> list[Commune]:
    """Give all communes in the order of their French names; the check takes each of the names."""
    listed = [
        Commune(lb=it["lb"], fr=it["fr"], de=it["de"], also=[*it.get("also", ()), *it.get("former", ())])
        for it in read_data("communes")["communes"]
    ]
    return sorted(listed, key=lambda commune: fold(commune["fr"]))


def words_of(text: str) -> Words:
    """Give the folded words of a text without links and numbers; of a text of links only, all words."""
    words = tuple(re.findall(r"[^\W\d_]+", fold(text)))
    return tuple(word for word in words if word not in LINKS) or words


@lru_cache(maxsize=1)
def read_commune_names() -> CommuneNames:
    """Read the table once."""
    data = read_data("communes")
    sure: dict[Words, str] = {}
    names = {}
    for commune in data["communes"]:
        names[commune["id"]] = {language: commune[language] for language in ("fr", "lb", "de")}
        for name in (
            commune["id"],
            *names[commune["id"]].values(),
            *commune.get("also", ()),
            *commune.get("former", ()),
        ):
            sure[words_of(name)] = commune["id"]
    alone = {words_of(name): sure.pop(words_of(name)) for name in data["alone"]}
    unsure = {words_of(name): tuple(ids) for name, ids in data["unsure"].items()}
    spelt = {" ".join(words): (id_,) for words, id_ in sure.items()}
    spelt.update({" ".join(words): ids for words, ids in unsure.items()})
    return CommuneNames(
        sure=sure,
        alone=alone,
        leads=frozenset(data["leads"]),
        places=frozenset(data["places"]),
        unsure=unsure,
        spelt=tuple(spelt),
        ids=tuple(spelt.values()),
        names=names,
        country=re.compile(rf"(?<=\w) ?[,/(] ?(?:{'|'.join(map(fold, names['luxembourg'].values()))})\)?[ .!]*$"),
        longest=max(map(len, (*sure, *unsure))),
    )
