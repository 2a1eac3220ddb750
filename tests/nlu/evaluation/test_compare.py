"""The comparison as a worker calls it, with a bot that answers as told."""

from __future__ import annotations

import io
import json
import shutil
import signal
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import msgspec
import pytest

from contracts.studio import Impact
from contracts.understood import read_understood
from nlu.evaluation import compare, measure
from nlu.evaluation.cases import Case
from nlu.evaluation.compare import choose_cases

SENTENCES = {"lb": ["Wat kascht e Pass?", "Wéi deier ass e Pass?"], "fr": ["Combien coûte un passeport ?"]}
BOT = """#!{python}
import json, sys
model = sys.argv[sys.argv.index("--model") + 1]
with open({asked!r}, "a") as asked:
    if "bot.rehearsal.conversations" in sys.argv:
        asked.write("hold\\n")
        content = sys.argv[sys.argv.index("--content") + 1]
        told = open(content + "/runs.json").read()
        if not told:
            sys.exit("no such model")
        print(told)
        sys.exit()
    assert "--together" in sys.argv
    for line in sys.stdin:
        asked.write(model[-12:-7] + " " + json.loads(line) + "\\n")
        lost = "after" in model and "Combien" in line
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
    content = tmp_path / "content"
    (content / "tests").mkdir(parents=True)
    tests = {"sentences": {"passport_fee": SENTENCES}}
    (content / "tests" / "passport.yaml").write_text(json.dumps(tests), encoding="utf-8")
    (content / "runs.json").write_text("[]", encoding="utf-8")
    (content / "catalogue").mkdir()
    (content / "catalogue" / "passport.yaml").touch()
    bot = tmp_path / "python"
    bot.write_text(BOT.format(python=sys.executable, asked=str(tmp_path / "asked")), encoding="utf-8")
    bot.chmod(bot.stat().st_mode | stat.S_IXUSR)
    models = {name: tmp_path / f"{name}.tar.gz" for name in ("before", "after")}
    paths = {"bot-python": bot, "content": content, **models}
    return [part for option, path in paths.items() for part in (f"--{option}", str(path))]


def asked_of(folder: Path) -> list[str]:
    """What the bot was asked, in any order; forgotten with it."""
    asked = folder / "asked"
    lines = asked.read_text(encoding="utf-8").splitlines() if asked.exists() else []
    asked.unlink(missing_ok=True)
    return sorted(lines)


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


def test_what_a_model_makes_of_test_sentences_is_asked_once_and_of_messages_each_time(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    tested = [f"{model} {text}" for model in ("after", "efore") for text in (*SENTENCES["lb"], *SENTENCES["fr"])]
    give(monkeypatch, b"[]")
    assert compare.main(arguments) == 0
    assert asked_of(tmp_path) == sorted(["hold", *tested])
    first = msgspec.json.decode(capsys.readouterr().out, type=Impact)
    give(monkeypatch, b"[]")
    assert compare.main(arguments) == 0
    assert asked_of(tmp_path) == ["hold"]
    assert msgspec.json.decode(capsys.readouterr().out, type=Impact) == first
    for _ in range(2):
        give(monkeypatch, msgspec.json.encode([["lb", "Moien"]]))
        assert compare.main(arguments) == 0
        assert asked_of(tmp_path) == ["after Moien", "efore Moien", "hold"]


def test_a_draft_of_tests_alone_is_asked_once(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    give(monkeypatch, b"[]")
    same = [argument.replace("before.tar", "after.tar") for argument in arguments]
    assert compare.main(same) == 0
    assert len(asked_of(tmp_path)) == 1 + 3


def test_without_tests_real_messages_alone_are_compared_and_nothing_blocks(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(tmp_path / "content" / "tests")
    give(monkeypatch, msgspec.json.encode([["fr", "Combien ?"]]))
    assert compare.main(arguments) == 0
    impact = msgspec.json.decode(capsys.readouterr().out, type=Impact)
    assert (impact.languages, impact.replayed, impact.blocked) == ({}, 1, False)
    assert [(one.source, one.verdict) for one in impact.changed] == [("conversation", "worse")]


def test_what_real_messages_say_is_left_out_when_told_so(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    give(monkeypatch, msgspec.json.encode([["fr", "Combien pour Jean ?"]]))
    assert compare.main([*arguments, "--only-count"]) == 0
    said = capsys.readouterr().out
    assert "Jean" not in said
    assert [one.messages for one in msgspec.json.decode(said, type=Impact).counted] == [1]


def test_a_conversation_that_goes_wrong_blocks(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run = {"path": "tests/a.yaml", "name": "a", "language": "lb", "service": None, "turn": 2, "problem": "expected …"}
    (tmp_path / "content" / "runs.json").write_text(json.dumps([run, run | {"turn": 0, "problem": ""}]))
    (tmp_path / "content" / "tests" / "passport.yaml").write_text("sentences: {greet: {lb: [Moien]}}\n")
    give(monkeypatch, b"[]")
    assert compare.main(arguments) == 0
    impact = msgspec.json.decode(capsys.readouterr().out, type=Impact)
    assert not any(language.worse for language in impact.languages.values())
    assert impact.blocked
    assert [(one.turn, one.problem) for one in impact.conversations] == [(2, "expected …"), (0, "")]


def test_why_conversations_cannot_be_held_is_said(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "content" / "runs.json").write_text("")
    give(monkeypatch, b"[]")
    assert compare.main(arguments) == 1
    assert capsys.readouterr().err == "no such model\n"


def test_a_model_is_measured_without_a_comparison(arguments: list[str], tmp_path: Path) -> None:
    bot, content, model = arguments[1], arguments[3], arguments[7]
    given = ["--bot-python", bot, "--content", content, "--model", model]
    assert measure.main(given) == 0
    assert set(read_understood(tmp_path, "after")) == {*SENTENCES["lb"], *SENTENCES["fr"]}
    assert measure.main(given) == 0
    assert len(asked_of(tmp_path)) == 3
    assert measure.main(["--bot-python", bot, "--model", model, "--content", str(tmp_path / "none")]) == 0
    assert asked_of(tmp_path) == [], "without tests there is nothing to ask"


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
