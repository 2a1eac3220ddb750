"""Reads a YAML file into nodes that know their line; refuses what a catalogue never needs (tags, anchors, directives).

The file is read event by event, never through YAML's object constructors, so no file can make Python build anything
but texts, lists and mappings. Scalars follow the core schema of YAML 1.2.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from contracts.catalogue.nodes import Bare, Key, Node, Source
from contracts.catalogue.problems import Problem, quoted

MAX_BYTES = 512 * 1024
MAX_DEPTH = 16


def read_source(path: Path, content: bytes | None = None, *, depth: int = 1) -> Source:
    """Read one file; never raises for anything the file contains.

    ``content``: what it holds, where that does not lie (like this) on the disk; ``depth``: 1, and more for a part of a
    file, which stands inside others.
    """
    reader = _Reader(path, content, depth)
    root = reader.read()
    return Source(path=path, root=root, problems=reader.problems)


class _StopReadingError(Exception):
    """The rest of the file cannot be understood; the problem is already noted."""


_OPEN_QUOTE = "a text begins with a quotation mark and never ends: add the closing mark"
_QUOTED_VALUE = re.compile(r"\s*(?:- +)*(?:[^\s'\"#:]+: +)?(?P<mark>['\"])(?P<rest>.*)")
_TOLD_TOO_LATE = ("unexpected end of stream", "document separator", "stream end", "could not find expected ':'")
"""Complaints that the library makes at the end of something; its context is where that began."""

_SYNTAX: tuple[tuple[str, str], ...] = (
    (
        "found character '\\t'",
        "there is a tab. YAML allows only spaces at the beginning of a line: replace the tab by spaces",
    ),
    (
        "mapping values are not allowed here",
        'there is a colon where YAML expects none. If the line is a text with ": " in it, put the whole text in double '
        "quotes; otherwise check that the line begins in the same column as its neighbours",
    ),
    ("found unexpected end of stream", _OPEN_QUOTE),
    ("found unexpected document separator", _OPEN_QUOTE),
    (
        "could not find expected ':'",
        'this line is neither a "key: value" nor an item that begins with "- ": add what is missing',
    ),
    (
        "expected <block end>",
        "the line does not begin in the right column. Lines of the same level begin in the same column, and a level "
        "inside another one begins two spaces further right",
    ),
    (
        "expected ',' or",
        "a bracket [ or { is not closed. If the line is a text that begins with a bracket, put it in double quotes",
    ),
    ("expected the node content", "a value is missing here. If the line is a text, put it in double quotes"),
    ("that cannot start any token", "a text cannot begin with this character: put the whole text in double quotes"),
    ("found unknown escape character", "inside double quotes a backslash is special: write it twice"),
    (
        "sequence entries are not allowed here",
        'an item that begins with "- " must stand on a line of its own, below its key',
    ),
)
"""What the YAML library says (both versions in use), and what to tell a service owner."""

_AMBIGUOUS = {"y", "n", "yes", "no", "on", "off"}
_NOTHING = {"", "~", "null", "Null", "NULL"}
_TRUTH = {"true", "True", "TRUE", "false", "False", "FALSE"}
_NUMBER = re.compile(
    r"[-+]?([0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|\.(inf|Inf|INF))|\.(nan|NaN|NAN)"
)
_DIRECTIVE = re.compile(r"^%", re.MULTILINE)
_BOM = "\ufeff"
_COMPLAINTS_PER_FILE = 200


class _Reader:
    """Reads one file once."""

    def __init__(self, path: Path, content: bytes | None, depth: int) -> None:
        self.path = path
        self.content = content
        self.depth = depth
        self.problems: list[Problem] = []
        self.lines: list[str] = []
        self.events: Iterator[Any] = iter(())

    def read(self) -> Node | None:
        try:
            text = self._read_text()
            self.lines = text.split("\n")
            self.events = _read_events(text)
            return self._read_document()
        except _StopReadingError:
            return None
        except MarkedYAMLError as error:
            self._report_syntax(error)
        except (YAMLError, ValueError, OverflowError) as error:
            # the library reports some broken escapes and directives without a place
            self._report(1, "yaml-syntax", f"the file is not valid YAML: {quoted(str(error), 120)}")
        return None

    def _report(self, line: int, code: str, message: str) -> None:
        self.problems.append(Problem(path=self.path.as_posix(), line=line, code=code, message=message))
        if len(self.problems) >= _COMPLAINTS_PER_FILE:
            raise _StopReadingError

    def _stop(self, line: int, code: str, message: str) -> _StopReadingError:
        self.problems.append(Problem(path=self.path.as_posix(), line=line, code=code, message=message))
        return _StopReadingError()

    def _read_text(self) -> str:
        content = self._read_bytes() if self.content is None else self.content
        if len(content) > MAX_BYTES:
            size = f"the file is larger than {MAX_BYTES // 1024} KiB"
            raise self._stop(
                1, "file-too-large", f"{size}: keep one public service per file and leave out what is not text"
            )
        try:
            text = content.decode("utf-8").removeprefix(_BOM)
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            message = f"the byte 0x{content[error.start]:02x} is not UTF-8: save the file with the encoding UTF-8"
            raise self._stop(line, "file-encoding", message) from None
        text = text.replace("\r\n", "\n").replace("\r", "\n")
        if not text.strip():
            raise self._stop(1, "file-empty", "the file is empty: copy another file of the folder and change it")
        self._refuse_invisible(text)
        return text

    def _read_bytes(self) -> bytes:
        try:
            with self.path.open("rb") as file:
                return file.read(MAX_BYTES + 1)
        except OSError as error:
            reason = error.strerror or type(error).__name__
            raise self._stop(1, "file-unreadable", f"the file cannot be opened: {reason}") from None

    def _refuse_invisible(self, text: str) -> None:
        before = len(self.problems)
        for number, line in enumerate(text.split("\n"), start=1):
            for letter in find_invisible(line.replace("\t", "")):
                self._report(number, "character-invisible", f"{describe_invisible(letter)}: delete it")
        if len(self.problems) > before:
            raise _StopReadingError

    def _report_syntax(self, error: MarkedYAMLError) -> None:
        said = str(error.problem or error)
        mark = error.problem_mark or error.context_mark
        if any(part in said for part in _TOLD_TOO_LATE):
            mark = error.context_mark or mark
        line = min(mark.line + 1, len(self.lines)) if mark is not None else 1
        plain = next((plain for part, plain in _SYNTAX if part in said), f"the YAML cannot be read here ({said})")
        open_quote = self._find_open_quote(line)
        if open_quote is not None:
            line, plain = open_quote, _OPEN_QUOTE
        shown = self.lines[line - 1].strip()
        self._report(line, "yaml-syntax", f"{plain}. The line is {quoted(shown)}" if shown else plain)

    def _find_open_quote(self, last: int) -> int | None:
        """Give the line of a text whose quotation mark is not closed on its line, in the block before a mistake.

        YAML goes on to the next quotation mark, often many lines below, and stumbles only there.
        """
        for number in range(last, 0, -1):
            match = _QUOTED_VALUE.match(self.lines[number - 1])
            if match and not re.search(rf"(?<!\\){match['mark']}", match["rest"]):
                return number
        return None

    def _read_document(self) -> Node | None:
        root: Node | None = None
        documents = 0
        for event in self.events:
            kind = type(event).__name__
            # What is empty may begin behind the last line.
            line = min(event.start_mark.line + 1, len(self.lines))
            if kind == "DocumentStartEvent":
                documents += 1
                if event.version or event.tags:
                    raise self._stop(line, "yaml-directive", "lines that begin with % are not allowed: delete them")
                if documents > 1:
                    raise self._stop(line, "yaml-documents", "a line --- begins a second document: delete it")
            elif kind in {"ScalarEvent", "MappingStartEvent", "SequenceStartEvent", "AliasEvent"}:
                root = self._read_value(event, line, self.depth)
        if root is None:
            raise self._stop(
                1, "file-empty", "the file holds only comments: copy another file of the folder and change it"
            )
        return root

    def _read_value(self, event: Any, line: int, depth: int) -> Node:  # noqa: ANN401 - the library's events are untyped
        here = event.start_mark.line + 1
        kind = type(event).__name__
        if kind == "AliasEvent" or event.anchor:
            sign = "*" if kind == "AliasEvent" else "&"
            message = f"{sign}{event.anchor} is YAML's shorthand for repeating a part, which is not allowed here"
            raise self._stop(here, "yaml-anchor", f"{message}: write the text out, or put it in quotes if it is a text")
        if event.tag is not None:
            raise self._stop(
                here,
                "yaml-tag",
                f"{quoted(str(event.tag))} after ! is not allowed: delete it, or put the text in quotes",
            )
        if depth > MAX_DEPTH:
            raise self._stop(
                here, "yaml-depth", f"more than {MAX_DEPTH} levels inside each other: check the indentation"
            )
        if kind == "ScalarEvent":
            return Node(line, self._resolve(event))
        return self._read_mapping(line, depth) if kind == "MappingStartEvent" else self._read_list(line, depth)

    def _read_list(self, line: int, depth: int) -> Node:
        children: dict[Key, Node] = {}
        for event in self.events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            children[len(children)] = self._read_value(event, event.start_mark.line + 1, depth + 1)
        return Node(line, [child.value for child in children.values()], children)

    def _read_mapping(self, line: int, depth: int) -> Node:
        children: dict[Key, Node] = {}
        for event in self.events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key_line = event.start_mark.line + 1
            key = self._read_value(event, key_line, depth + 1).value
            value = self._read_value(next(self.events), key_line, depth + 1)
            if not isinstance(key, str):
                shown = quoted(key.text) if isinstance(key, Bare) else "a list or a mapping"
                self._report(key_line, "yaml-key", f"the key {shown} is not a text: put it in quotes or write a word")
            elif key in children:
                first = children[key].line
                message = f"the key {quoted(key)} stands twice (first on line {first}): delete or rename one of them"
                self._report(key_line, "yaml-duplicate-key", message)
            else:
                children[key] = value
        return Node(line, {key: child.value for key, child in children.items()}, children)

    def _resolve(self, event: Any) -> str | Bare:  # noqa: ANN401 - the library's events are untyped
        text = str(event.value).strip()
        line = event.start_mark.line + 1
        for letter in find_invisible(event.value):
            self._report(line, "character-invisible", f"{describe_invisible(letter)}: delete it")
        if not unicodedata.is_normalized("NFC", text):
            message = f"in {quoted(text)} an accent is a character of its own behind its letter"
            self._report(line, "character-composed", f"{message}: type the accented letters again (Unicode form NFC)")
        if event.style:
            return text
        self._refuse_comment(event)
        if text.lower() in _AMBIGUOUS:
            message = f"some programs read {text} without quotes as true or false"
            self._report(line, "yaml-ambiguous", f'{message}: write "{text}"')
        if text in _NOTHING:
            return Bare("nothing", text)
        if text in _TRUTH:
            return Bare("truth", text)
        return Bare("number", text) if _NUMBER.fullmatch(text) else text

    def _refuse_comment(self, event: Any) -> None:  # noqa: ANN401 - the library's events are untyped
        """Report a text that silently ends at `` #``: YAML takes the rest of the line for a comment."""
        end = event.end_mark
        rest = self.lines[end.line][end.column :].lstrip() if event.value and end.line < len(self.lines) else ""
        if rest.startswith("#"):
            message = f"{quoted(rest)} is read as a comment and lost"
            advice = "put the whole text in double quotes, or move the comment to a line of its own"
            self._report(end.line + 1, "yaml-comment", f"{message}: {advice}")


def _read_events(text: str) -> Iterator[Any]:
    """Take YAML apart: by libyaml, which is ten times as fast, and where that refuses it, by what says better why.

    Between words libyaml lets tabs pass, which the other refuses, and it does not say where a directive stands.
    """
    if "\t" in text or _DIRECTIVE.search(text):
        return iter(YAML(typ="safe", pure=True).parse(text))
    try:
        return iter(list(yaml.parse(text, Loader=yaml.CSafeLoader)))
    except yaml.YAMLError:
        return iter(YAML(typ="safe", pure=True).parse(text))


def find_invisible(text: str) -> list[str]:
    """Give the characters that no reader sees, each once."""
    # What can be printed as a whole has none, and that is told at once.
    return [] if text.isprintable() else sorted({letter for letter in text if is_invisible(letter)})


def is_invisible(letter: str) -> bool:
    """Tell whether a character is seen by no reader: control and format characters, line separators, surrogates."""
    return letter != "\n" and unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}


def describe_invisible(letter: str) -> str:
    """Name an invisible character by its number."""
    return f"there is an invisible character (U+{ord(letter):04X})"
