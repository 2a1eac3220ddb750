"""Masks more than what has a form: names, number plates and addresses, where words around tell them.

For whatever is kept to learn from, which may outlast its conversation. It finds what people usually write; a name that
nothing announces stays, so what is shown of such texts is narrowed down further elsewhere.
"""

from __future__ import annotations

import functools
import re

from nlu.text.data import read_data
from nlu.text.personal_data import mask

MOST_NAMES = 4
"""Words of one name."""
MOST_OF_A_STREET = 8
"""Words of the name of a street."""
LONGEST_WORD = 60
"""Letters of the name of a street in one word: whatever is longer is none, and would be read from each of its parts."""
_PLATE = re.compile(r"(?<![\w\-/])(?:(?!LU|EU)[A-Z]{2}[ .\-]?|(?!lu|eu)[a-z]{2}[.\-]?)\d{4}(?![\w/]|[ \-]\d)")
_NAME = r"[^\W\d_][\w’'\-]*\.?"
_CAPITAL = rf"(?=[A-ZÀ-ÖØ-ÞŒŠŽ])[^\W\d_][\w’'\-]{{0,{LONGEST_WORD}}}"
_NUMBER = r"\d{1,4}(?: ?[a-zA-Z]\b)?"


def mask_identifying(text: str, *, addresses: bool = True) -> str:
    """Replace what could name a person by placeholders, see `nlu.text.personal_data.mask`, and by ``[name]``,
    ``[plate]``, ``[address]``.

    ``addresses``: False for what the administration says, whose own addresses citizens need. Masking twice changes
    nothing.
    """
    masked = _mask_once(text, addresses=addresses)
    # What is hidden may show that a neighbour names somebody, too: AB 1234 3a, Grand-Rue.
    while masked != text:
        text, masked = masked, _mask_once(masked, addresses=addresses)
    return masked


def _mask_once(text: str, *, addresses: bool) -> str:
    masked = _PLATE.sub("[plate]", mask(text))
    if addresses:
        for pattern in _addresses():
            masked = pattern.sub("[address]", masked)
        masked = _places().sub(_hide_place, masked)
    masked = _titles().sub(r"\g<1>[name]", masked)
    masked = _weak_introductions().sub(r"\g<before>[name]", masked)
    return _introductions().sub(_hide_name, masked)


def _hide_place(found: re.Match[str]) -> str:
    """Hide an address, but no time and no count: ``um 8, op der Gare``."""
    return found[0] if found["no_house"] else "[address]"


def _hide_name(found: re.Match[str]) -> str:
    """Hide the words of a name: all with capitals, of others two at most, and none that goes on with the sentence."""
    data = read_data("naming")
    words = list(re.finditer(r"\S+", found["name"]))
    kept = 0
    for place, word in enumerate(words):
        bare = word[0].strip(".,;:!?")
        is_name = bare[:1].isupper() or bare.lower() in data["particles"] or place < 2
        if bare.lower() in data["no_names"] or not is_name:
            break
        kept = word.end()
        if word[0][-1] in ",;:!?" or (word[0][-1] == "." and len(bare) > 1):
            kept = word.start() + len(bare)
            break
    if kept == 0:
        return found[0]
    return f"{found['before']}[name]{found['name'][kept:]}"


@functools.cache
def _introductions() -> re.Pattern[str]:
    said = "|".join(_blanks(phrase) for phrase in read_data("naming")["introductions"])
    # Somebody who says twice who they are is read twice.
    name = rf"(?!(?:{said})(?!\w)){_NAME}[,;:!?]?"
    names = rf"{name}(?:[ \t\xa0]+{name}){{0,{MOST_NAMES - 1}}}"
    return re.compile(rf"(?P<before>(?<!\w)(?:{said})(?!\w)\s*(?::\s*)?)(?P<name>{names})", re.IGNORECASE)


@functools.cache
def _weak_introductions() -> re.Pattern[str]:
    data = read_data("naming")
    said = "|".join(_blanks(phrase) for phrase in sorted(data["weak_introductions"], key=len, reverse=True))
    word = rf"{_CAPITAL}(?!\w)"
    blank = r"[ \t\xa0]+"
    further = rf"{blank}(?:(?:{'|'.join(data['particles'])})[ \t]+)?{word}"
    # A particle between the first two would be a preposition as often: Kind von Grenzgängern.
    names = rf"{word}{blank}{word}(?:{further}){{0,2}}"
    return re.compile(rf"(?P<before>(?<!\w)(?i:{said})(?:(?<=['’])|{blank})){names}")


@functools.cache
def _titles() -> re.Pattern[str]:
    data = read_data("naming")
    titles = "|".join(re.escape(title) for title in sorted(data["titles"], key=len, reverse=True))
    particles = "|".join(data["particles"])
    return re.compile(
        rf"((?<!\w)(?i:{titles})[ \t\xa0]+)(?!(?i:{titles})(?!\w))"
        rf"(?:(?:{particles})[ \t]+){{0,2}}{_CAPITAL}(?:[ \t]+(?:(?:{particles})[ \t]+)?{_CAPITAL}){{0,2}}"
    )


@functools.cache
def _addresses() -> tuple[re.Pattern[str], ...]:
    streets = read_data("streets")
    words = "|".join(re.escape(word) for word in sorted(_spellings(streets["words"]), key=len, reverse=True))
    endings = "|".join(sorted(_spellings(streets["endings"]), key=len, reverse=True))
    particles = "|".join(re.escape(word) for word in read_data("naming")["street_particles"])
    lead = rf"(?:(?i:{particles})(?:[ \t]+|(?<='))|(?i:[dl][’']))"
    capital = rf"(?:(?:[A-Z]\.)+[ \t]*)?{_CAPITAL}"
    called = rf"{lead}{{0,3}}{capital}(?:[ \t]+{lead}{{0,3}}{capital}){{0,{MOST_OF_A_STREET}}}"
    sure = "|".join(sorted(_spellings(read_data("naming")["sure_streets"]), key=len, reverse=True))
    street = rf"(?:(?i:{words})\b\.?[ \t]+{called}|(?i:{sure})\b\.?[ \t]+{lead}{{0,3}}{_NAME})"
    separate = "|".join(sorted(_spellings(read_data("naming")["separate_streets"]), key=len, reverse=True))
    # Bahnhofstraße; Bréissel Strooss; Grand-Rue
    whole = (
        rf"(?:(?i:[^\W\d_][\w\-]{{0,{LONGEST_WORD}}}(?:{endings}))|{_CAPITAL}[ \t]+(?i:{separate})"
        rf"|(?i:grande?[ \-’']?rue))"
    )
    return (
        # 12, rue de la Gare
        re.compile(rf"(?<![\w/.\-]){_NUMBER},?[ \t]+(?:{street}|{whole}\b)"),
        # rue de la Gare 12; Bahnhofstraße 12
        re.compile(rf"(?<!\w)(?:{street}|{whole}),?[ \t]+{_NUMBER}(?![\w/])"),
    )


@functools.cache
def _places() -> re.Pattern[str]:
    """Return what finds addresses that say no word for a street: 1, op der Gare; 12 um Bierg; Unter den Linden 5."""
    data = read_data("naming")
    strong, weak = _any_of(data["place_leads"]), _any_of([*data["place_leads"], *data["weak_place_leads"]])
    blank = r"[ \t\xa0]+"
    place = rf"(?i:{'|'.join(data['places'])})(?!\w)"
    named = rf"(?!(?i:{'|'.join(data['no_places'])})(?!\w)){_CAPITAL}(?:{blank}{_CAPITAL}){{0,2}}"
    behind = rf"(?<!\w)(?:{weak}){place}"
    number = r"\d{1,3}(?: ?[a-zA-Z]\b)?"
    no_house = rf"(?P<no_house>(?<!\w)(?i:{'|'.join(data['no_house_numbers'])}){blank})?"
    ends = r"(?=[ \t]*(?:$|[\n,.;!?)]|(?i:zu|zou|à|in)\b))"
    return re.compile(
        rf"{no_house}(?<![\w/.\-]){number}(?:,[ \t]*(?:{strong})(?:{place}|{named})|,?[ \t]+{behind})"
        rf"|{behind},?[ \t]+{number}(?![\w/]){ends}"
    )


def _any_of(leads: list[str]) -> str:
    """Return what finds one of these words and the blank behind it, the longest first."""
    longest = sorted(leads, key=len, reverse=True)
    return "|".join(rf"(?i:{_blanks(lead)})(?:(?<=['’])|[ \t\xa0]+)" for lead in longest)


def _spellings(folded: list[str]) -> set[str]:
    """Return words as they are written, too: in the data they have no accents."""
    said = {"allee": "allée", "cite": "cité", "montee": "montée", "residence": "résidence", "chateau": "château"}
    return {*folded, *(said[word] for word in folded if word in said), *(w.replace("ss", "ß") for w in folded)}


def _blanks(phrase: str) -> str:
    return r"\s+".join(re.escape(word).replace("'", "['’]") for word in phrase.split())
