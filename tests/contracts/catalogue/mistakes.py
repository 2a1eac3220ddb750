"""Mistakes that people make in a catalogue file, each with the line, the code and words of the message it must give."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import NamedTuple

from contracts.catalogue.check import check_catalogue
from tests.contracts.catalogue.sample import (
    CONVERSATION_FILE,
    SERVICE,
    SERVICE_FILE,
    conversation,
    line_of,
    write_catalogue,
)

TODAY = date(2026, 11, 23)


class Mistake(NamedTuple):
    """One change of a good file, and the problem it must cause."""

    name: str
    replace: str
    by: str
    at: str
    """Part of the line that the problem must name; the last such line of the file."""
    code: str
    says: str
    """Part of the message."""
    in_conversation: bool = False
    also: tuple[str, ...] = ()
    """Codes of other problems that the same mistake causes."""


_TWELVE = f"[{', '.join(f'q{number}' for number in range(12))}]"
_FOUR = "{lb: a, fr: a, de: a, en: a}"
_EASY = "{lb: Gitt hin., fr: Allez-y., de: Gehen Sie hin., en: Go there.}"
_RESERVED = f"""\
  system_x:
    examples: {{lb: {_TWELVE}, fr: {_TWELVE}, de: {_TWELVE}, en: {_TWELVE}}}
    answer: {_FOUR}
"""

MISTAKES = [
    Mistake("tab", "  lb: Vëlosvignette", "\tlb: Vëlosvignette", "\tlb", "yaml-syntax", "replace the tab by spaces"),
    Mistake("colon in a text", "lb: Mat der", "lb: Dat hei: Mat der", "Dat hei", "yaml-syntax", "in double quotes"),
    Mistake("wrong column", "  fr: Vignette vélo", " fr: Vignette vélo", " fr: Vignette", "yaml-syntax", "column"),
    Mistake("open quote", "  en: Bike permit", "  en: 'Bike permit", "en: 'Bike", "yaml-syntax", "closing mark"),
    Mistake("open bracket", "{lb: Majo,", "{lb: [Majo,", "{lb: [Majo", "yaml-syntax", "bracket"),
    Mistake("no colon", "  fee:\n", "  fee\n", "  fee", "yaml-syntax", "neither a"),
    Mistake("bad first character", "en: The permit", "en: @The permit", "@The", "yaml-syntax", "in double quotes"),
    Mistake("backslash", 'lb: "Gutt: {', 'lb: "Gutt\\q: {', "Gutt\\q", "yaml-syntax", "write it twice"),
    Mistake(
        "key twice",
        "  de: Fahrradvignette",
        "  fr: Fahrradvignette",
        "fr: Fahrrad",
        "yaml-duplicate-key",
        "line 4",
        also=("language-missing",),
    ),
    Mistake("anchor", "lb: Vëlosvignette", "lb: &a Vëlosvignette", "&a", "yaml-anchor", "write the text out"),
    Mistake("alias", "lb: Vëlosvignette", "lb: *a", "*a", "yaml-anchor", "write the text out"),
    Mistake("tag", "lb: Vëlosvignette", "lb: !!python/object:os.system x", "!!python", "yaml-tag", "python/object"),
    Mistake("plain tag", "lb: Vëlosvignette", "lb: !!str x", "!!str", "yaml-tag", "delete it"),
    Mistake("directive", "id: bike", "%YAML 1.1\n---\nid: bike", "---", "yaml-directive", "begin with %"),
    Mistake("second document", "answer:\n", "---\nanswer:\n", "---", "yaml-documents", "second document"),
    Mistake("list as key", "title:", "[title]:", "[title]", "yaml-key", "a list or a mapping", also=("key-missing",)),
    Mistake("cut text", "lb: Mat der", "lb: Mat #1 der", "Mat #1", "yaml-comment", "is read as a comment and lost"),
    Mistake("bare no", "lb: [maach et", "lb: [no, maach et", "[no,", "yaml-ambiguous", 'write "no"'),
    Mistake("invisible", "lb: Mat der", "lb: Mat\u200b der", "Mat\u200b", "character-invisible", "U+200B"),
    Mistake("escaped bell", 'lb: "Gutt', 'lb: "Gutt\\a', "Gutt\\a", "character-invisible", "U+0007"),
    Mistake("lone surrogate", 'lb: "Gutt', 'lb: "Gutt\\ud800', "Gutt\\ud800", "character-invisible", "U+D800"),
    Mistake("decomposed", "fr: Vignette vélo", "fr: Vignette vélo", "vélo", "character-composed", "NFC"),
    Mistake(
        "missing language", "  de: Fahrradvignette\n", "", "title:", "language-missing", "title > de: the German text"
    ),
    Mistake(
        "missing inline language", "{lb: Majo, fr", "{fr", "intro:", "language-missing", "intro > lb: the Luxembourgish"
    ),
    Mistake(
        "easy in three languages",
        "  fee:\n",
        "  easy:\n    about: {lb: a, fr: a, en: a}\n  fee:\n",
        "    about: {",
        "language-missing",
        "answer > easy > about > de: the German text",
    ),
    Mistake(
        "easy without the fact",
        "  fee:\n",
        f"  easy:\n    time: {_EASY}\n  fee:\n",
        "    time: {",
        "easy-unsaid",
        'write "deadline" or "duration" first',
    ),
    Mistake(
        "easy beside a form",
        "  fee:\n",
        f"  easy:\n    apply: {_EASY}\n  fee:\n",
        "    apply: {",
        "easy-unsaid",
        "the form begins",
    ),
    Mistake(
        "easy with another amount",
        "  fee:\n",
        "  easy:\n    fee: {lb: 12.50 €, fr: 12.50 €, de: 12.50 €, en: €13}\n  fee:\n",
        "    fee: {",
        "easy-number",
        "the number 13 stands nowhere",
        also=("numbers-differ",),
    ),
    Mistake("no truth", "\nintents:", "\nregulated: maybe\nintents:", "regulated", "type-wrong", "write true or false"),
    Mistake("missing key", 'checked: "2026-11-01"\n', "", "id: bike_permit", "key-missing", '"checked" is missing'),
    Mistake("misspelt key", "  fee:\n    lb: 12", "  fees:\n    lb: 12", "  fees:", "key-unknown", 'mean "fee"'),
    Mistake(
        "foreign language",
        "  en: Bike permit",
        "  en: Bike permit\n  pt: Selo",
        "pt: Selo",
        "key-unknown",
        "lb, fr, de, en",
    ),
    Mistake("text as list", "    lb: 12,50 €", "    lb: [a]", "lb: [a]", "type-wrong", "found a list: write a text"),
    Mistake(
        "list as text",
        "      lb: [wat ass dat, wéi kréien ech dat, wat kascht dat, wou ass dat, wéini ass dat, wien mécht dat,\n"
        "        Vëlo eent, Vëlo zwee, Vëlo dräi, Vëlo véier, Vëlo fënnef, Vëlo sechs]",
        "      lb: wat ass dat",
        "lb: wat ass dat",
        "type-wrong",
        'begin with "- "',
    ),
    Mistake("number", "- value: normal", "- value: 7", "value: 7", "type-wrong", 'write "7" in double quotes'),
    Mistake("truth", "- value: normal", "- value: true", "value: true", "type-wrong", "true or false"),
    Mistake("nothing", "  lb: Vëlosvignette", "  lb: ~", "lb: ~", "text-empty", "title > lb"),
    Mistake("only spaces", "  lb: Vëlosvignette", '  lb: "  "', '  lb: "  "', "text-empty", "title > lb"),
    Mistake("wrong type of field", "type: commune", "type: comune", "type: comune", "value-unknown", 'mean "commune"'),
    Mistake("bad identifier", "name: bike_kind", "name: Bike-Kind", "name: Bike", "format-wrong", "small letters"),
    Mistake("bad operation", "commune.requestBikePermit", "requestBikePermit", "operation:", "format-wrong", "a dot"),
    Mistake("http link", "https://example.lu", "http://example.lu", "http://example", "format-wrong", "https://"),
    Mistake("no link", "link:\n  fr: https://example.lu/fr/velo", "link: {}", "link:", "too-few", "at least 1"),
    Mistake(
        "bad reason",
        "      other:",
        "      Not-Here: {lb: a, fr: a, de: a, en: a}\n      other:",
        "Not-Here",
        "format-wrong",
        "not_registered",
    ),
    Mistake("no other reason", "      other:", "      gone:", "    rejection:", "key-missing", '"other"'),
    Mistake(
        "long title",
        "lb: Vëlosvignette",
        "lb: VVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVVV",
        "VVV",
        "text-long",
        "81 characters, allowed are 80",
    ),
    Mistake("few examples", "en: [I want it, ", "en: [", "en: [do it now", "too-few", "has 11, needs at least 12"),
    Mistake(
        "one choice",
        "        - value: electric\n          label: {lb: elektresch, fr: électrique, de: elektrisch, en: electric}\n",
        "",
        "choices:",
        "too-few",
        "has 1, needs at least 2",
    ),
    Mistake(
        "many steps",
        "    en:\n      - Go to the commune.\n      - Pay €1,000.",
        "    en: [Go on, Go on, Go on, Go on, Go on, Go on, Go on, Go on, Go on, Go on, Go on, Go on, Go on]",
        "en: [Go on",
        "too-many",
        "has 13",
        also=("lists-differ",),
    ),
    Mistake("impossible day", "2026-11-01", "2026-02-30", "checked", "date-impossible", "no day of the calendar"),
    Mistake("day in another form", "2026-11-01", "1.11.2026", "checked", "format-wrong", "year-month-day"),
    Mistake("day to come", "2026-11-01", "2026-12-24", "checked", "date-future", "today is 2026-11-23"),
    Mistake(
        "id and file", "id: bike_permit", "id: bike_permits", "id: bike_permits", "id-file-name", "write bike_permit"
    ),
    Mistake(
        "field twice",
        "    - name: commune\n      type: commune",
        "    - name: bike_kind\n      type: email",
        "name: bike_kind",
        "field-twice",
        "stands twice",
    ),
    Mistake(
        "field of a built-in name",
        "name: bike_kind",
        "name: phone",
        "name: phone",
        "field-name",
        "shared by all services",
    ),
    Mistake("field that says nothing", "name: bike_kind", "name: choice", "name: choice", "field-name", "says nothing"),
    Mistake("choices on a text", "type: choice", "type: text", "choices:", "choices-unexpected", "has type text"),
    Mistake(
        "choice twice",
        "- value: electric",
        "- value: normal",
        "- value: normal",
        "choice-twice",
        '"normal" stands twice',
    ),
    Mistake(
        "unknown placeholder",
        'en: "Good: {reference}"',
        'en: "Good: {reference} {name}"',
        "Good:",
        "placeholder-unknown",
        "allowed here: {reference}",
    ),
    Mistake(
        "placeholder where none is",
        "lb: Mat der Vignette däerft Dir parken.",
        'lb: "{reference} Mat der"',
        "Mat der",
        "placeholder-unknown",
        "allowed here: none",
    ),
    Mistake(
        "missing placeholder",
        'fr: "Bien : {reference}"',
        "fr: Bien",
        "fr: Bien",
        "placeholder-missing",
        "{reference} is missing",
    ),
    Mistake(
        "lone brace",
        'de: "Gut: {reference}"',
        'de: "Gut}: {reference}"',
        "Gut}",
        "placeholder-unknown",
        "a brace stands alone",
    ),
    Mistake("html", "en: The permit", "en: The <b>permit</b>", "<b>", "markup", '"<b>" is HTML'),
    Mistake(
        "image",
        "en: The permit lets you park.",
        'en: "![x](https://a.lu) The permit"',
        "![x]",
        "markup",
        "images are not shown",
    ),
    Mistake("bold title", "en: Bike permit", 'en: "**Bike** permit"', "**Bike**", "markup", "button or label"),
    Mistake("command as example", "en: [I want it,", "en: [/restart,", "/restart", "example-command", "delete the /"),
    Mistake(
        "annotated example",
        "en: [I want it,",
        'en: ["I want [it](thing)",',
        "[it]",
        "markup",
        "what a citizen would type",
    ),
    Mistake("example twice", "en: [I want it,", "en: [do it now,", "do it now", "example-twice", "stands twice"),
    Mistake("sharp s", "lb: Mat der", "lb: Groß mat der", "Groß", "letter-sharp-s", "write ss"),
    Mistake("another fee", "en: €12.50", "en: €12.00", "€12.00", "numbers-differ", "12.5"),
    Mistake(
        "another amount in a list", "- Pay €1,000.", "- Pay €1,100.", "- Pay", "numbers-differ", "steps > item 2 > en"
    ),
    Mistake(
        "a step less",
        "    fr:\n      - Allez à la commune.\n      - Payez 1 000 €.\n",
        "    fr: [Payez 1 000 €.]\n",
        "fr: [Payez",
        "lists-differ",
        "has 1 items",
    ),
    Mistake(
        "two intents", "en: [I want it,", "en: [What is it??,", "What is it??", "example-conflict", "bike_permit_about"
    ),
    Mistake(
        "small talk and service",
        "greet fr 3",
        "C'EST QUOI",
        "C'EST QUOI",
        "example-conflict",
        "bike_permit_about",
        in_conversation=True,
    ),
    Mistake(
        "unknown wording",
        "  fallback:",
        "  falback_2:",
        "falback_2",
        "key-unknown",
        'mean "fallback"',
        in_conversation=True,
        also=("key-missing",),
    ),
    Mistake(
        "label without placeholder",
        'en: "Text {label}"',
        "en: Change",
        "en: Change",
        "placeholder-missing",
        "{label}",
        in_conversation=True,
    ),
    Mistake(
        "answer of an act",
        "  human:\n",
        "  human:\n    answer: {lb: a, fr: a, de: a, en: a}\n",
        "    answer: {lb: a",
        "key-unknown",
        "examples",
        in_conversation=True,
    ),
    Mistake(
        "reserved name",
        "questions:\n",
        _RESERVED + "questions:\n",
        "system_x",
        "intent-reserved",
        "choose another",
        in_conversation=True,
    ),
]


def check_mistake(mistake: Mistake, folder: Path) -> None:
    """Make the mistake in a copy of the sample, and assert that it is reported where it stands and nothing else is."""
    good = conversation() if mistake.in_conversation else SERVICE
    assert mistake.replace in good, f"{mistake.name}: the sample no longer holds {mistake.replace!r}"
    bad = good.replace(mistake.replace, mistake.by, 1)
    bot_dir = write_catalogue(folder, **{"conversation" if mistake.in_conversation else "service": bad})
    problems = check_catalogue(bot_dir, today=TODAY)
    path = (bot_dir / (CONVERSATION_FILE if mistake.in_conversation else SERVICE_FILE)).as_posix()
    expected = (path, line_of(bad, mistake.at), mistake.code)
    found = [problem for problem in problems if problem.code not in mistake.also]
    assert [(problem.path, problem.line, problem.code) for problem in found] == [expected], [str(p) for p in problems]
    assert mistake.says in found[0].message
    assert {problem.code for problem in problems} == {mistake.code, *mistake.also}
