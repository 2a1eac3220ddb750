"""Forms with a login, a file, choices of the administration, look-ups: what the check takes and what it refuses."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from contracts.catalogue.check import check_catalogue
from contracts.catalogue.loader import load_catalogue
from contracts.catalogue.model import Form
from tests.contracts.catalogue.sample import SERVICE, line_of, write_catalogue

_FOUR = "{lb: a, fr: a, de: a, en: a}"
_CHOICE = f"{{value: x, label: {_FOUR}}}"
_HEAD = SERVICE[: SERVICE.index("form:")]
_REJECTION = f"    rejection: {{other: {_FOUR}}}\n    failure: {_FOUR}\n"

_SUCCESS = """{lb: "{reference} {place}", fr: "{place} {reference}", de: "{reference} {place}",
      en: "{reference} {place}"}"""

FILES = f"""{_HEAD}form:
  operation: commune.requestBikePermit
  needs_identity: true
  undo: commune.withdrawBikePermit
  follow_up: commune.showBikePermit
  intro: {_FOUR}
  fields:
    - name: national_id
      type: national_id
      claim: national_id
      label: {_FOUR}
      question: {_FOUR}
    - name: pickup
      type: choice
      choices_from: commune.findPickups
      label: {_FOUR}
      question: {_FOUR}
    - name: year
      type: choice
      label: {_FOUR}
      question: {_FOUR}
      choices:
        - value: "2025"
          label: {_FOUR}
        - value: "2026"
          label: {_FOUR}
    - name: photo
      type: file
      label: {_FOUR}
      question: {_FOUR}
  said:
    waiting: {_FOUR}
    success: {_SUCCESS}
    ready: {{lb: "{{status}}", fr: "{{status}}", de: "{{status}}", en: "{{status}}"}}
    undone: {_FOUR}
{_REJECTION}  words:
    status:
      ready: {_FOUR}
      in_progress: {_FOUR}
"""

LOOKS_UP = f"""{_HEAD}form:
  operation: commune.showBikePermit
  kind: look_up
  needs_identity: false
  intro: {_FOUR}
  fields:
    - name: reference
      type: text
      label: {_FOUR}
      question: {_FOUR}
  said:
    waiting: {_FOUR}
    success: {{lb: "{{status}}", fr: "{{status}}", de: "{{status}}", en: "{{status}}"}}
{_REJECTION}  words:
    status:
      ready: {_FOUR}
"""


def form_of(text: str, folder: Path) -> Form:
    form = load_catalogue(write_catalogue(folder, service=text)).services["bike_permit"].form
    assert form is not None
    return form


def test_a_form_that_files_becomes_the_model(tmp_path: Path) -> None:
    form = form_of(FILES, tmp_path)
    assert (form.kind, form.needs_identity) == ("file", True)
    assert (form.undo, form.follow_up) == ("commune.withdrawBikePermit", "commune.showBikePermit")
    assert [(field.claim, field.choices_from, field.type) for field in form.fields] == [
        ("national_id", None, "national_id"),
        (None, "commune.findPickups", "choice"),
        (None, None, "choice"),
        (None, None, "file"),
    ]
    assert [choice.value for choice in form.fields[2].choices] == ["2025", "2026"]
    assert form.words["status"]["in_progress"]["de"] == "a"
    assert form.said.ready is not None
    assert form.said.undone is not None


def test_a_form_that_looks_up_becomes_the_model(tmp_path: Path) -> None:
    form = form_of(LOOKS_UP, tmp_path)
    assert (form.kind, form.needs_identity, form.undo, form.follow_up) == ("look_up", False, None, None)
    assert (form.said.ready, form.said.undone) == (None, None)


@pytest.mark.parametrize(
    ("line", "regulated"), [("regulated: true\n", True), ("regulated: false\n", False), ("", False)]
)
def test_a_service_says_whether_a_wrong_answer_does_harm(tmp_path: Path, line: str, regulated: bool) -> None:
    text = SERVICE.replace("\nintents:", f"\n{line}intents:", 1)
    assert load_catalogue(write_catalogue(tmp_path, service=text)).services["bike_permit"].regulated is regulated


def test_a_form_as_before_needs_no_login_and_files(tmp_path: Path) -> None:
    form = form_of(SERVICE, tmp_path)
    assert (form.kind, form.needs_identity, form.words) == ("file", False, {})


class Mistake(NamedTuple):
    """One change of a good file, and the one problem it must cause."""

    good: str
    replace: str
    by: str
    at: str
    code: str
    says: str


MISTAKES = {
    "claim without a login": Mistake(
        FILES, "  needs_identity: true\n", "", "claim:", "claim-unexpected", 'add "needs_identity: true"'
    ),
    "claim where the login is switched off": Mistake(
        FILES, "needs_identity: true", "needs_identity: false", "claim:", "claim-unexpected", "without a login"
    ),
    "claim of another type": Mistake(
        FILES, "claim: national_id", "claim: birthdate", "claim:", "claim-type", "write type: date"
    ),
    "unknown claim": Mistake(FILES, "claim: national_id", "claim: shoe_size", "claim:", "value-unknown", "birthdate"),
    "login as a word": Mistake(
        FILES, "needs_identity: true", "needs_identity: sure", "needs_identity", "type-wrong", "write true or false"
    ),
    "login as a number": Mistake(
        FILES, "needs_identity: true", "needs_identity: 1", "needs_identity", "type-wrong", "write true or false"
    ),
    "choices twice": Mistake(
        FILES,
        "choices_from: commune.findPickups",
        f"choices_from: commune.findPickups\n      choices: [{_CHOICE}, {_CHOICE.replace('value: x', 'value: z')}]",
        "choices_from:",
        "choices-twice",
        "delete one of the two",
    ),
    "choices of the administration for a text": Mistake(
        FILES,
        "type: choice\n      choices_from",
        "type: text\n      choices_from",
        "choices_from:",
        "choices-unexpected",
        'has "choices_from"',
    ),
    "operation without a dot": Mistake(
        FILES, "undo: commune.withdrawBikePermit", "undo: withdraw", "undo:", "format-wrong", "a dot"
    ),
    "take-back without words": Mistake(FILES, f"    undone: {_FOUR}\n", "", "undo:", "said-missing", 'add "undone"'),
    "words for a take-back that is none": Mistake(
        FILES, "  undo: commune.withdrawBikePermit\n", "", "undone:", "said-unused", "delete it"
    ),
    "follow-up without words": Mistake(
        FILES.replace("{reference} {place}", "{reference} {place} {status}").replace(
            "{place} {reference}", "{place} {reference} {status}"
        ),
        '    ready: {lb: "{status}", fr: "{status}", de: "{status}", en: "{status}"}\n',
        "",
        "follow_up:",
        "said-missing",
        'add "ready"',
    ),
    "number of the application not said": Mistake(
        FILES,
        _SUCCESS,
        _FOUR,
        "success:",
        "placeholder-missing",
        "citizens need the number",
    ),
    "value in one language only": Mistake(
        FILES,
        'fr: "{place} {reference}"',
        'fr: "{place} {reference} {floor}"',
        "success:",
        "placeholder-unknown",
        "stands in this language only",
    ),
    "value that one language lacks": Mistake(
        FILES, 'fr: "{place} {reference}"', 'fr: "{reference}"', "success:", "placeholder-missing", "{place} is missing"
    ),
    "words that nothing says": Mistake(
        FILES, "    status:\n", "    state:\n", "state:", "words-unused", "no sentence holds {state}"
    ),
    "words in three languages": Mistake(
        FILES,
        f"      in_progress: {_FOUR}",
        "      in_progress: {lb: a, fr: a, en: a}",
        "in_progress:",
        "language-missing",
        "German",
    ),
    "bad code": Mistake(FILES, "in_progress:", "In-Progress:", "In-Progress", "format-wrong", "in_progress"),
    "undo of a look-up": Mistake(
        LOOKS_UP,
        "  needs_identity: false\n",
        "  undo: commune.withdraw\n",
        "undo:",
        "look-up-files",
        "nothing is filed",
    ),
    "ready of a look-up": Mistake(
        LOOKS_UP,
        "    rejection:",
        "    ready: {lb: b, fr: b, de: b, en: b}\n    rejection:",
        "ready: {lb: b",
        "look-up-files",
        "delete it",
    ),
    "file of a look-up": Mistake(
        LOOKS_UP, "type: text", "type: file", "- name: reference", "look-up-files", "delete this field"
    ),
    "unknown kind": Mistake(LOOKS_UP, "kind: look_up", "kind: lookup", "kind:", "value-unknown", "look_up"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_reported_where_it_stands(mistake: Mistake, tmp_path: Path) -> None:
    assert check_catalogue(write_catalogue(tmp_path / "good", service=mistake.good)) == []
    assert mistake.replace in mistake.good
    bad = mistake.good.replace(mistake.replace, mistake.by, 1)
    problems = check_catalogue(write_catalogue(tmp_path, service=bad))
    assert [(problem.line, problem.code) for problem in problems] == [(line_of(bad, mistake.at), mistake.code)]
    assert mistake.says in problems[0].message
