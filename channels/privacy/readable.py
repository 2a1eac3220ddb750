"""A conversation as readable HTML: self-contained, without scripts, every text escaped, with marks where a model wrote.

The marks are there for readers and for programs: ``data-origin`` and IPTC's digital source type on each message.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.etree.ElementTree import Element, tostring

from channels.plain_page import STYLE
from channels.privacy.exported import (
    Exported,
    ExportedAnswer,
    ExportedCallback,
    ExportedEvent,
    ExportedFile,
    ExportedHandover,
    ExportedJob,
)
from channels.privacy.marked_text import safe_address, write_marked, write_plain
from channels.privacy.naming import Names
from contracts.events import Feedback, IdentityChanged, JobChanged, LanguageChanged, Notice, OwnerChanged, Rating
from contracts.frames import ShownMessage
from contracts.languages import OWN_NAMES
from contracts.markup import element

LOG_STYLE = Path(__file__).with_name("readable.css").read_text(encoding="utf-8")
POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
"""Of the file that the citizen keeps: nothing in it runs, and it loads nothing."""
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"
"""IPTC's name for what a model made; a name, not an address that anybody asks."""
WORDED_NOTICES = frozenset({"ai_disclosure", "bot_unavailable"})


def write_document(exported: Sequence[Exported], names: Names) -> str:
    """Return a whole page with all of these conversations, one at least, to be kept as a file."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", f"{names.say('log')} – {exported[0].administration}"),
        element("style", STYLE + LOG_STYLE),
    )
    parts = [part for one in exported for part in (element("h1", names.say("log")), *write_conversation(one, names))]
    body = element("body", element("main", *parts))
    page = element("html", head, body, lang=names.language)
    return "<!doctype html>\n" + tostring(page, encoding="unicode", method="html")


def write_conversation(exported: Exported, names: Names) -> list[Element]:
    """Return the parts of a page that show a conversation."""
    facts = [
        (names.say("administration"), exported.administration),
        (names.say("began"), names.moment(exported.began_at)),
        (names.say("kept"), names.day(exported.kept_until)),
        (names.say("exported"), names.moment(exported.exported_at)),
        (names.say("number"), exported.conversation),
    ]
    lines = [line for event in exported.events if (line := _write_event(event, names)) is not None]
    parts = [_list(facts), element("h2", names.say("log")), element("ol", *lines, class_="log")]
    if exported.jobs:
        files = {file.id: file.name for file in exported.files}
        parts += [element("h2", names.say("jobs")), *(_write_job(job, files, names) for job in exported.jobs)]
    if exported.files:
        items = [element("li", _name_file(file, names)) for file in exported.files]
        parts += [element("h2", names.say("files")), element("ul", *items)]
    if exported.callbacks:
        parts += [element("h2", names.say("callbacks")), *(_write_callback(it, names) for it in exported.callbacks)]
    if exported.handovers:
        parts += [element("h2", names.say("handovers")), *(_write_handover(it, names) for it in exported.handovers)]
    if exported.answers:
        parts += [element("h2", names.say("answers")), *(_write_answer(it, names) for it in exported.answers)]
    if exported.identity:
        claims = [names.claim(name, value) for name, value in exported.identity.claims.items()]
        parts += [element("h2", names.say("login")), _list(claims)]
    return parts


def _write_event(exported: ExportedEvent, names: Names) -> Element | None:
    event = exported.event
    moment = element("time", names.moment(event.at), datetime=event.at)
    if isinstance(event.data, ShownMessage):
        return element("li", _write_message(event.data, moment, names, by_model=exported.ai_generated))
    line = _line_of(event.data, names)
    return None if line is None else element("li", element("p", moment, " ", line), class_="line")


def _write_message(message: ShownMessage, moment: Element, names: Names, *, by_model: bool) -> Element:
    authors = {"citizen": names.say("you"), "agent": message.agent or names.say("person")}
    author = authors.get(message.author, names.say("assistant"))
    text = write_marked(message.text) if message.author == "bot" else write_plain(message.text)
    shown = element(
        "article",
        element("p", element("b", author), " ", moment, class_="who"),
        element("div", *text, lang=message.language),
        class_=message.author,
        data_origin=message.origin,
    )
    if by_model:
        shown.set("data-digital-source-type", SOURCE_TYPE)
        mark = names.say(f"by_{message.origin}")
        shown.append(element("p", f"{mark} ({message.model})" if message.model else mark, class_="mark"))
    if message.easy is not None:
        shown.append(element("p", names.say("easy"), class_="mark"))
        shown.append(element("blockquote", *write_marked(message.easy), lang=message.language))
    if message.original is not None:
        shown.append(element("blockquote", *write_plain(message.original.text), lang=message.original.language))
    if message.summary:
        shown.append(_list([(row.label, row.value) for row in message.summary], message.language))
    if message.buttons:
        titles = " · ".join(button.title for button in message.buttons)
        shown.append(element("p", f"{names.say('choices')}: ", element("span", titles, lang=message.language)))
    for citation in message.citations:
        address = safe_address(citation.link)
        title = element("a", citation.title, href=address) if address else element("span", citation.title)
        title.set("lang", citation.language)
        shown.append(element("p", f"{names.say('source')}: ", title))
    return shown


def _line_of(data: object, names: Names) -> str | None:
    match data:
        case Notice(code=code):
            return names.say(f"notice_{code}" if code in WORDED_NOTICES else "notice_other")
        case OwnerChanged(owner=owner, agent=agent):
            return names.say(f"owner_{owner}") + (f" ({agent})" if agent and owner == "agent" else "")
        case LanguageChanged(language=language, reason=reason):
            return None if reason == "page" else names.say("language_now", name=OWN_NAMES[language])
        case IdentityChanged(state=state):
            return names.say(f"identity_{state}")
        case JobChanged():
            stands = f"{names.say(f'kind_{data.job_kind}')}, {names.service(data.service)}: "
            stands += names.say(f"state_{data.state}")
            return stands + (f" ({names.say('reference')}: {data.reference})" if data.reference else "")
        case Feedback(helpful=helpful):
            return names.say("rated_helpful" if helpful else "rated_unhelpful")
        case Rating(score=score):
            return names.say("rated_score", score=score)
        case _:
            return None


def _write_job(job: ExportedJob, files: dict[str, str], names: Names) -> Element:
    rows = [(names.say("state"), names.say(f"state_{job.state}"))]
    if job.reference:
        rows.append((names.say("reference"), job.reference))
    for name, given in job.fields.items():
        rows.append((names.field(job.service, name), files.get(given) or names.value(job.service, name, given)))
    told = names.say("from_administration")
    rows += [(told, names.result(job.service, name, value)) for name, value in job.result.items()]
    title = f"{names.say(f'kind_{job.kind}')}: {names.service(job.service)}"
    return element("section", element("h3", title), _list(rows))


def _write_callback(callback: ExportedCallback, names: Names) -> Element:
    rows = [
        (names.say("phone"), callback.phone),
        (names.say("when"), names.say(f"when_{callback.when}")),
        *([(names.say("about"), callback.about)] if callback.about else []),
        *([(names.say("ended"), names.moment(callback.ended_at))] if callback.ended_at else []),
    ]
    return element("section", element("h3", names.moment(callback.asked_at)), _list(rows))


def _write_handover(handover: ExportedHandover, names: Names) -> Element:
    rows = [
        (names.say("reason"), names.say(f"reason_{handover.reason}")),
        *([(names.say("ended"), names.moment(handover.closed_at))] if handover.closed_at else []),
        *([(names.say("rating"), f"{handover.score}/5")] if handover.score else []),
    ]
    return element("section", element("h3", names.moment(handover.opened_at)), _list(rows))


def _write_answer(record: ExportedAnswer, names: Names) -> Element:
    rows = [(names.say("question"), record.question), (names.say("answer_code"), record.code)]
    return element("section", element("h3", names.moment(record.at)), _list(rows))


def _name_file(file: ExportedFile, names: Names) -> str:
    whose = names.say("file_for_you" if file.issued else "file_from_you")
    return f"{file.name} ({whose}, {names.moment(file.created_at)})"


def _list(rows: list[tuple[str, str]], language: str | None = None) -> Element:
    shown = element("dl", *(element("div", element("dt", name), element("dd", value)) for name, value in rows))
    if language is not None:
        shown.set("lang", language)
    return shown
