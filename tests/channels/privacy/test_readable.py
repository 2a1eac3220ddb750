"""The readable export: every kind of event in every language, marks where a model wrote, and nothing but text."""

from __future__ import annotations

from typing import get_args

import msgspec
import pytest

from channels.privacy.exported import (
    MADE_BY_AI,
    Exported,
    ExportedAnswer,
    ExportedCallback,
    ExportedEvent,
    ExportedFile,
    ExportedHandover,
    ExportedIdentity,
    ExportedJob,
)
from channels.privacy.naming import WORDING, Names
from channels.privacy.readable import SOURCE_TYPE, WORDED_NOTICES, write_document
from contracts.catalogue.model import CLAIMS
from contracts.effects import HandoverReason
from contracts.events import (
    Feedback,
    IdentityChanged,
    IdentityState,
    JobChanged,
    LanguageChanged,
    Notice,
    NoticeCode,
    Original,
    OwnerChanged,
    OwnerKind,
    Rating,
)
from contracts.frames import ShownButton, ShownData, ShownEvent, ShownMessage
from contracts.jobs import JobKind, JobState, ResultValue
from contracts.languages import LANGUAGES, Language
from contracts.parts import Citation, SummaryRow
from contracts.waiting import DayPart
from tests.content import read_catalogue

AT = "2026-11-30T12:00:00.000Z"
EVIL = "</p><script>alert(1)</script>\"'<img src=x onerror=y>"
CITED = Citation(title=EVIL, link="javascript:alert(1)", checked="2026-11-01", language="fr")
CATALOGUE = read_catalogue()


def exported(*events: ShownData, **parts: object) -> Exported:
    shown = [ShownEvent(conversation="c", seq=seq, at=AT, data=data) for seq, data in enumerate(events, 1)]
    whole = {
        "conversation": "c1",
        "administration": "Sandbox",
        "language": "lb",
        "began_at": AT,
        "last_at": AT,
        "kept_until": AT,
        "exported_at": AT,
        "events": [
            ExportedEvent(event=event, ai_generated=getattr(event.data, "origin", "") in MADE_BY_AI) for event in shown
        ],
        "jobs": [],
        "files": [],
        "handovers": [],
        "callbacks": [],
        "answers": [],
        "identity": None,
    }
    return Exported(**{**whole, **parts})


def written(language: Language, *events: ShownData, **parts: object) -> str:
    return write_document([exported(*events, **parts)], Names(language, CATALOGUE.services))


EVERYTHING: list[ShownData] = [
    *(Notice(code=code) for code in get_args(NoticeCode)),
    *(OwnerChanged(owner=owner, reason="asked", agent="Kim") for owner in get_args(OwnerKind)),
    *(IdentityChanged(state=state) for state in get_args(IdentityState)),
    *(
        JobChanged(job="j", service="residence_certificate", state=state, job_kind=kind, reference="RC-1")
        for state in get_args(JobState)
        for kind in get_args(JobKind)
    ),
    LanguageChanged(language="de", reason="chosen"),
    LanguageChanged(language="de", reason="page"),
    Feedback(seq=1, helpful=True),
    Feedback(seq=1, helpful=False),
    Rating(score=4),
]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_event_has_words(language: Language) -> None:
    page = written(language, *EVERYTHING)
    assert page.count('<li class="line">') == len(EVERYTHING) - 1, "the language of the page is no news"
    assert CATALOGUE.services["residence_certificate"].title[language] in page


def test_every_notice_has_words() -> None:
    assert {f"notice_{code}" for code in WORDED_NOTICES} <= WORDING.keys


@pytest.mark.parametrize(("origin", "marks"), [("llm", 1), ("translated", 1), ("rule", 0), ("retrieval", 0)])
def test_what_a_model_made_is_marked(origin: str, marks: int) -> None:
    message = ShownMessage(author="bot", text="Moien", language="lb", origin=origin, model="a-model")
    page = written("en", message)
    assert page.count(SOURCE_TYPE) == marks
    assert f'data-origin="{origin}"' in page
    assert page.count("a-model") == marks


def test_each_message_says_its_language() -> None:
    original = Original(text="Guten Tag", language="de")
    message = ShownMessage(author="agent", text="Bonjour", language="fr", origin="translated", original=original)
    page = written("lb", message)
    assert '<html lang="lb">' in page
    assert '<div lang="fr"><p>Bonjour</p></div>' in page
    assert '<blockquote lang="de"><p>Guten Tag</p></blockquote>' in page


@pytest.mark.parametrize("author", ["citizen", "bot", "agent"])
def test_nothing_that_was_written_becomes_markup(author: str) -> None:
    message = ShownMessage(
        author=author,
        text=EVIL,
        language="lb",
        origin="human",
        agent=EVIL,
        citations=[CITED],
        buttons=[ShownButton(title=EVIL)],
        summary=[SummaryRow(field="x", label=EVIL, value=EVIL)],
        original=Original(text=EVIL, language="de"),
        easy=EVIL,
        model=EVIL,
    )
    page = written(
        "lb",
        message,
        administration=EVIL,
        jobs=[
            ExportedJob(
                id="j",
                kind="file",
                service=EVIL,
                state="succeeded",
                reference=EVIL,
                fields={EVIL: EVIL},
                result={EVIL: ResultValue(kind="text", value=EVIL)},
                created_at=AT,
                updated_at=AT,
                ready_at=None,
            )
        ],
        files=[ExportedFile(id="f", name=EVIL, media_type=EVIL, size=1, issued=True, created_at=AT, expires_at=AT)],
        callbacks=[
            ExportedCallback(phone=EVIL, when=when, about=EVIL, state="done", asked_at=AT, ended_at=AT)
            for when in get_args(DayPart)
        ],
        handovers=[ExportedHandover(reason="asked", opened_at=AT, closed_at=None, score=None)],
        answers=[ExportedAnswer(code="C", question=EVIL, at=AT)],
        identity=ExportedIdentity(claims={"name": EVIL}, verified_at=AT, expires_at=AT),
    )
    assert "<script" not in page
    assert "<img" not in page
    assert "javascript:" not in page
    assert page.count("&lt;script&gt;") > 10


@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_and_choices_are_called_as_in_the_form(language: Language) -> None:
    service = CATALOGUE.services["residence_certificate"]
    assert service.form is not None
    field = next(field for field in service.form.fields if field.choices)
    names = Names(language, CATALOGUE.services)
    assert names.field(service.id, field.name) == field.label[language]
    assert names.value(service.id, field.name, field.choices[0].value) == field.choices[0].label[language]
    commune = next(field.name for field in service.form.fields if field.type == "commune")
    assert names.value(service.id, commune, "esch-sur-alzette").startswith("Esch")
    assert names.value(service.id, commune, "gone") == "gone"
    assert (names.field("gone", "x"), names.value("gone", "x", "y"), names.service("gone")) == ("x", "y", "gone")


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_administrations_and_logins_say_has_words_of_people(language: Language) -> None:
    service = CATALOGUE.services["application_status"]
    assert service.form is not None
    values = {
        "status": ResultValue(kind="code", value="received"),
        "filed_on": ResultValue(kind="day", value="2026-11-30"),
        "at": ResultValue(kind="moment", value="2026-12-01T09:30:00"),
        "place": ResultValue(kind="text", value="Biergercenter"),
        "other": ResultValue(kind="code", value="a_new_word"),
    }
    job = ExportedJob(
        id="j",
        kind="look_up",
        service=service.id,
        state="succeeded",
        reference=None,
        fields={},
        result=values,
        created_at=AT,
        updated_at=AT,
        ready_at=None,
    )
    claims = dict.fromkeys(CLAIMS, "x") | {"birthdate": "1988-06-23", "a_new_claim": "y"}
    page = written(language, jobs=[job], identity=ExportedIdentity(claims=claims, verified_at=AT, expires_at=AT))
    named = [f"<dt>{name}<" for name in (*values, *claims)]
    assert not [name for name in named if name in page]
    told = WORDING.say("from_administration", language)
    shown = (service.form.words["status"]["received"][language], "30.11.2026", "01.12.2026, 09:30", "Biergercenter")
    assert [value for value in shown if f"<dt>{told}</dt><dd>{value}</dd>" not in page] == []
    assert f"<dt>{WORDING.say('claim_birthdate', language)}</dt><dd>23.06.1988</dd>" in page
    assert {f"claim_{name}" for name in CLAIMS} <= WORDING.keys


@pytest.mark.parametrize("language", LANGUAGES)
def test_handovers_and_kept_answers_can_be_read(language: Language) -> None:
    handovers = [
        ExportedHandover(reason=reason, opened_at=AT, closed_at=AT, score=4) for reason in get_args(HandoverReason)
    ]
    answers = [ExportedAnswer(code="K7Q2-M4XB", question="Wou ass d’Gemeng?", at=AT)]
    page = written(language, handovers=handovers, answers=answers)
    for reason in get_args(HandoverReason):
        assert WORDING.say(f"reason_{reason}", language) in page
    assert page.count("<dd>4/5</dd>") == len(handovers)
    assert "K7Q2-M4XB" in page
    assert "Wou ass d’Gemeng?" in page


def test_a_file_of_a_form_goes_by_its_name() -> None:
    job = ExportedJob(
        id="j",
        kind="file",
        service="gone",
        state="queued",
        reference=None,
        fields={"proof": "f" * 32, "moved_on": "2026-11-01"},
        result={},
        created_at=AT,
        updated_at=AT,
        ready_at=None,
    )
    given = ExportedFile(
        id="f" * 32, name="a.pdf", media_type="application/pdf", size=1, issued=False, created_at=AT, expires_at=AT
    )
    page = written("fr", jobs=[job], files=[given])
    assert "<dd>a.pdf</dd>" in page
    assert "f" * 32 not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_easy_text_stands_below_the_whole_one(language: Language) -> None:
    message = ShownMessage(author="bot", text="D’ganz Äntwert", language="lb", origin="rule", easy="Kuerz **gesot**")
    page = written(language, message)
    easy = '<blockquote lang="lb"><p>Kuerz <strong>gesot</strong></p></blockquote>'
    assert page.index("D’ganz Äntwert") < page.index(WORDING.say("easy", language)) < page.index(easy)


def test_programs_read_an_export_back() -> None:
    whole = exported(*EVERYTHING)
    assert msgspec.json.decode(msgspec.json.encode(whole), type=Exported) == whole
