"""Drafts sentences that citizens might write, for a service owner to confirm; only such as can be used are given."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from contracts.catalogue.examples import fold
from contracts.languages import Language
from contracts.translations import DraftedExamples, ExamplesRequest
from nlu.answer.asking import Checked, Fault, FaultKind, ask_checked, check_language, read_words, write_prompt
from nlu.answer.chat.model import ChatModel
from nlu.answer.steps.guard import neutralise
from nlu.text.clean import clean
from nlu.text.personal_data import mask

LONGEST_SENTENCE = 200
"""Characters; as many as an example may have."""
OWN_EXAMPLES, OTHER_EXAMPLES = 20, 5
"""Examples that the model reads: of the language, and of each other one."""
MOST_NAMED = 5
_MARK = re.compile(r"^(?:[-*•–]|\d{1,2}[.)])\s*")
_QUOTED = re.compile(r"^[\"“„«‚'](.*)[\"”“»‘']$")
_MARKUP = re.compile(r"[\[\]{}<>*_`|#]|^/")


async def draft_examples(request: ExamplesRequest, model: ChatModel) -> DraftedExamples:
    """Draft sentences; of what the model wrote, those are left out that cannot be examples.

    Raises:
        ChatError: the model gave no whole text.
        NotUsableError: it wrote none that can be used, twice.
    """
    language = request.language

    def check(written: str) -> Checked[list[str]]:
        return choose(written, request)

    of_service = read_words()["of"][language].replace("{title}", _line(request.service)) if request.service else ""
    fill = {"service": of_service, "about": _line(request.about), "count": str(request.count)}
    prompt = write_prompt("draft", "examples", "\n".join(_shown(request)), language, **fill)
    return DraftedExamples(sentences=await ask_checked(model, prompt, language, check), model=model.name)


def choose(written: str, request: ExamplesRequest) -> Checked[list[str]]:
    """Give the sentences of a model's text that can be used; without any, why there is none."""
    there = {fold(text) for text in (*request.examples, *request.taken)}
    chosen: list[str] = []
    faults: dict[FaultKind, list[str]] = {}
    for line in written.splitlines():
        sentence = _bare(line)
        if not sentence:
            continue
        fault = _fault(sentence, there, request.language)
        if fault is None:
            chosen.append(sentence)
            there.add(fold(sentence))
        else:
            faults.setdefault(fault, []).append(sentence)
    if chosen:
        return Checked(chosen[: request.count])
    if not faults:
        return Checked([], (Fault("empty"),))
    # Only what is there already has to be named: the model is not to read once more what may not be written.
    return Checked(
        [], tuple(Fault(kind, tuple(said[:MOST_NAMED]) if kind == "known" else ()) for kind, said in faults.items())
    )


def _fault(sentence: str, there: set[str], language: Language) -> FaultKind | None:
    if not any(letter.isalpha() for letter in sentence) or _MARKUP.search(sentence):
        return "empty"
    if len(sentence) > LONGEST_SENTENCE:
        return "long"
    if mask(sentence) != sentence:
        return "personal"
    if check_language(sentence, language):
        return "language"
    return "known" if fold(sentence) in there else None


def _bare(line: str) -> str:
    """Take away what makes a line an item of a list."""
    sentence = _MARK.sub("", line.strip()).strip()
    quoted = _QUOTED.match(sentence)
    return quoted[1].strip() if quoted else sentence


def _shown(request: ExamplesRequest) -> Iterator[str]:
    yield from (_line(text) for text in _some(request.examples, OWN_EXAMPLES))
    for language, texts in request.others.items():
        if language != request.language:
            yield from (f"({language}) {_line(text)}" for text in _some(texts, OTHER_EXAMPLES))


def _some(texts: Sequence[str], most: int) -> Sequence[str]:
    """Give a few texts from everywhere in a list: what stands side by side is often alike."""
    return texts if len(texts) <= most else [texts[place * len(texts) // most] for place in range(most)]


def _line(text: str) -> str:
    return " ".join(mask(clean(neutralise(text))).split())[:LONGEST_SENTENCE]
