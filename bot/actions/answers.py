"""Writes the answer to a question about a service as one part: its facts as Markdown, its source, what to do next."""

from __future__ import annotations

from collections.abc import Iterator

from bot.actions.voice import Voice
from contracts.catalogue.model import FACTS, Answer, Service, TextLists, Texts
from contracts.languages import Language
from contracts.names import Question, service_intent
from contracts.parts import Button, Citation, Part


def answer(voice: Voice, service: Service, question: Question) -> Part:
    """Answer what was asked; where no official source confirms it, say so and name who knows."""
    return Part(
        text="\n\n".join(_paragraphs(voice, service, question)),
        citations=[cite(service, voice.language)],
        buttons=list(_buttons(voice, service, question)),
        easy=_say_easily(voice, service, question),
    )


def cite(service: Service, language: Language) -> Citation:
    """Name the official page the answer rests on."""
    return Citation(
        title=service.title[language],
        link=service.link[language],
        checked=service.checked,
        language=service.link_language[language],
    )


def name_intent(voice: Voice, service: Service, question: Question) -> str:
    """Name what an intent is about, for a button: the service, and the question where it is a single one."""
    title = service.title[voice.language]
    return title if question == "about" else _with_colon(voice, title, voice.text(f"label_{question}"))


def _paragraphs(voice: Voice, service: Service, question: Question) -> Iterator[str]:
    yield _heading(voice, service)
    if question == "about":
        yield service.answer.summary[voice.language].strip()
    if question == "apply":
        yield voice.text("apply_elsewhere")
    facts = [paragraph for name in FACTS[question] for paragraph in _fact(voice, service.answer, name)]
    yield from facts
    if not facts and question != "about":
        yield voice.text("fact_missing", authority=service.authority[voice.language])


def _say_easily(voice: Voice, service: Service, question: Question) -> str | None:
    """Give the answer in easy language; None where nobody wrote it."""
    easy = service.answer.easy.get(question)
    return None if easy is None else f"{_heading(voice, service)}\n\n{easy[voice.language].strip()}"


def _heading(voice: Voice, service: Service) -> str:
    return f"**{service.title[voice.language]}**"


def _fact(voice: Voice, facts: Answer, name: str) -> Iterator[str]:
    """Give one fact under its heading; nothing where it is not confirmed."""
    fact: Texts | TextLists | None = getattr(facts, name)
    if not fact:
        return
    heading = voice.text(f"label_{name}").rstrip(" :")
    told = fact[voice.language]
    if isinstance(told, str):
        yield f"**{_with_colon(voice, heading)}** {told.strip()}"
        return
    yield f"**{_with_colon(voice, heading)}**"
    marks = [f"{number}." for number in range(1, len(told) + 1)] if name == "steps" else ["-"] * len(told)
    yield "\n".join(f"{mark} {line.strip()}" for mark, line in zip(marks, told, strict=True))


def _buttons(voice: Voice, service: Service, question: Question) -> Iterator[Button]:
    if service.form is not None:
        yield voice.apply_button("button_apply", service.id)
    if question != "about":
        yield voice.button("label_about", service_intent(service.id, "about"))


def _with_colon(voice: Voice, before: str, after: str = "") -> str:
    """Put a colon behind a heading; French has a no-break space before it."""
    space = "\u00a0" if voice.language == "fr" else ""
    return f"{before}{space}: {after}".rstrip()
