"""The comparison as a worker calls it, with a bot that answers as told."""

from __future__ import annotations

import io
import json
import signal
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from contracts.studio import Impact
from nlu.evaluation import compare
from nlu.evaluation.cases import Case
from nlu.evaluation.compare import choose_cases

SENTENCES = {"lb": ["Wat kascht e Pass?", "Wéi deier ass e Pass?"], "fr": ["Combien coûte un passeport ?"]}
BOT = """#!{python}
import json, sys
after = "after" in sys.argv[sys.argv.index("--model") + 1]
assert "--together" in sys.argv
for line in sys.stdin:
    lost = after and "Combien" in line
    intent = "nlu_fallback" if lost else "passport_fee"
    print(json.dumps({{"intent": intent, "ranking": [[intent, 0.9]], "offered": [], "milliseconds": 1.0}}))
"""


@pytest.fixture(autouse=True)
def signals() -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, before)


@pytest.fixture
def arguments(tmp_path: Path) -> list[str]:
    for language, texts in SENTENCES.items():
        folder = tmp_path / "sentences" / language
        folder.mkdir(parents=True)
        lines = "".join(f"  - {json.dumps(text)}\n" for text in texts)
        (folder / "passport.yml").write_text(f"passport_fee:\n{lines}", encoding="utf-8")
    (tmp_path / "content" / "catalogue").mkdir(parents=True)
    (tmp_path / "content" / "catalogue" / "passport.yaml").touch()
    bot = tmp_path / "python"
    bot.write_text(BOT.format(python=sys.executable), encoding="utf-8")
    bot.chmod(bot.stat().st_mode | stat.S_IXUSR)
    names = ("before", "after", "content", "sentences")
    paths = {"bot-python": bot, **{name: tmp_path / name for name in names}}
    return [part for option, path in paths.items() for part in (f"--{option}", str(path))]


def give(monkeypatch: pytest.MonkeyPatch, given: bytes) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(given)))


def test_what_would_change_is_written_as_json(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, msgspec.json.encode([["fr", "Combien ?"], ["lb", "Moien"]]))
    assert compare.main(arguments) == 0
    impact = msgspec.json.decode(capsys.readouterr().out, type=Impact)
    assert {language: (one.sentences, one.worse) for language, one in impact.languages.items()} == {
        "lb": (2, False),
        "fr": (1, True),
    }
    assert [(one.source, one.text, one.verdict) for one in impact.changed] == [
        ("test", "Combien coûte un passeport ?", "worse"),
        ("conversation", "Combien ?", "worse"),
    ]
    assert (impact.replayed, impact.blocked) == (2, True)


@pytest.mark.parametrize("given", [b"", b"[3]", b'[["it", "ciao"]]'])
def test_what_cannot_be_read_is_said(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], given: bytes
) -> None:
    give(monkeypatch, given)
    assert compare.main(arguments) == 1
    assert capsys.readouterr().err


def test_sentences_about_a_service_that_is_taken_away_do_not_count(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    (tmp_path / "catalogue" / "passport.yaml").touch()
    kept = Case(text="a", language="lb", intent="passport_fee", service="passport")
    gone = Case(text="b", language="lb", intent="revis_fee", service="revis")
    talk = Case(text="c", language="lb", intent="greet")
    assert choose_cases([kept, gone, talk], tmp_path) == [kept, talk]
