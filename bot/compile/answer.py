"""Writes the answer about a service as Markdown, with its facts and its source, in one language."""

from __future__ import annotations

from collections.abc import Iterator

from contracts.catalogue.model import Catalogue, Service
from contracts.languages import Language
from contracts.parts import Citation


def write_answer(catalogue: Catalogue, service: Service, language: Language) -> str:
    """Write title, summary and every fact that an official source confirms."""
    return "\n\n".join(_paragraphs(catalogue, service, language))


def cite(service: Service, language: Language) -> Citation:
    """Name the official page the answer rests on."""
    return Citation(
        title=service.title[language],
        link=service.link[language],
        checked=service.checked,
        language=service.link_language[language],
    )


def _paragraphs(catalogue: Catalogue, service: Service, language: Language) -> Iterator[str]:
    answer = service.answer
    yield f"**{service.title[language]}**"
    yield answer.summary[language].strip()
    if answer.steps:
        yield _label(catalogue, "label_steps", language)
        yield "\n".join(f"{number}. {step.strip()}" for number, step in enumerate(answer.steps[language], 1))
    if answer.documents:
        yield _label(catalogue, "label_documents", language)
        yield "\n".join(f"- {document.strip()}" for document in answer.documents[language])
    for name in ("fee", "deadline", "duration", "place"):
        texts = getattr(answer, name)
        if texts:
            yield f"{_label(catalogue, f'label_{name}', language)} {texts[language].strip()}"


def _label(catalogue: Catalogue, key: str, language: Language) -> str:
    space = "\u00a0" if language == "fr" else ""
    return f"**{catalogue.wording[key][language].rstrip(' :')}{space}:**"
