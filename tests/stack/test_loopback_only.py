"""Sovereign mode: the whole platform serves without a way out, and no process of it looks for one.

It starts twice in a network namespace of its own, and holds the same full conversation each time. With loopback alone
it has to do without any route; there the kernel counts every attempt, without saying where to. With a route to a
recorder each destination is named, and processes meet a network as they would outside. Neither proves the other:
a socket that is connected without sending (as to learn one's own address) leaves no packet for the recorder and fails
where there is no route, and who tries only where there is a network is not seen without one.
"""

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from contracts.languages import LANGUAGES
from contracts.metric import PROCESSES
from tests.stack import full_conversation, sealed
from tests.stack.platform import ROOT

PATIENCE = 900
"""Seconds: two starts of the platform and two conversations, on a busy machine."""

pytestmark = [pytest.mark.stack, pytest.mark.slow, pytest.mark.timeout(PATIENCE + 30)]

KINDS = ("alone", "recorded")
NAMES = ("rasa", "actions", "sandbox", "eid", "answers", "gateway", "worker", "beat", "training", "rehearsal")


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What happened, with loopback alone and with the recorder."""
    namespaces = ["unshare", "--net", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    run = subprocess.run(
        [*namespaces, sys.executable, "-m", "tests.stack.sealed", str(tmp_path_factory.mktemp("sealed"))],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 0, f"this test needs network and mount namespaces:\n{run.stdout}\n{run.stderr}"
    return dict(json.loads(run.stdout.splitlines()[-1]))


def test_nothing_leaves_the_machine(seen: dict[str, Any]) -> None:
    recorded = seen["recorded"]
    assert {sealed.STRANGER, sealed.STRANGER_V6, sealed.RESOLVER} <= set(recorded["trap"]), "nothing is recorded"
    assert recorded["packets"] == [], f"somebody tried to reach {sorted(set(recorded['packets']))}"


def test_nobody_looks_for_a_way_out_where_there_is_none(seen: dict[str, Any]) -> None:
    alone = seen["alone"]
    assert alone["routes"] == []
    assert alone["trap"] >= 3, "the kernel counts nothing"
    assert alone["stranded"] == 0, "somebody tried to get out; the recorder says where to"


@pytest.mark.parametrize("kind", KINDS)
def test_telemetry_is_off_everywhere(seen: dict[str, Any], kind: str) -> None:
    assert seen[kind]["telemetry"] == dict.fromkeys(NAMES, "false")


@pytest.mark.parametrize("kind", KINDS)
def test_the_bot_answers_in_four_languages_and_from_the_content(seen: dict[str, Any], kind: str) -> None:
    facts = seen[kind]["facts"]
    assert [answer["language"] for answer in facts["asked"]] == list(full_conversation.QUESTIONS)
    assert {answer["language"] for answer in facts["asked"]} == set(LANGUAGES)
    quoted = [answer for answer in facts["free"] if answer["origin"] == "retrieval"]
    assert quoted, f"no story was answered from the content: {facts['free']}"
    assert all(answer["has_code"] and answer["model"] is None for answer in quoted)
    assert any(answer["citations"] for answer in quoted)


@pytest.mark.parametrize("kind", KINDS)
def test_an_application_with_a_login_and_a_file_is_filed(seen: dict[str, Any], kind: str) -> None:
    assert seen[kind]["facts"]["form"] == {
        "service": full_conversation.SERVICE,
        "state": "succeeded",
        "has_reference": True,
        "identity": ["logged_in"],
        "files_kept": 1,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_a_person_takes_over_and_closes_the_matter(seen: dict[str, Any], kind: str) -> None:
    assert seen[kind]["facts"]["person"] == {
        "owners": ["queue", "agent", "closed"],
        "citizen_heard": "human",
        "agent_saw": True,
    }


@pytest.mark.parametrize("kind", KINDS)
def test_the_staff_edit_and_watch(seen: dict[str, Any], kind: str) -> None:
    facts = seen[kind]["facts"]
    assert facts["studio"]["sound"] == 0
    assert facts["studio"]["broken"] > 0
    assert facts["scraped"] == list(PROCESSES)


@pytest.mark.parametrize("kind", KINDS)
def test_the_citizen_takes_everything_along_and_nothing_stays(seen: dict[str, Any], kind: str) -> None:
    taken = seen[kind]["facts"]["taken_along"]
    [fields] = taken["fields"]
    assert {*full_conversation.TYPED, full_conversation.PROOF} <= set(fields)
    assert taken["kinds"] == ["identity", "job", "language", "message", "notice", "owner"]
    assert taken["files"] == ["application/pdf"]
    assert taken["handovers"] == ["asked"]
    assert taken["answers"] >= 1
    assert taken["opened_after"] == [404, 404, "unknown_conversation"]
    assert seen[kind]["facts"]["left"] == {"rows": {}, "files": 0}
