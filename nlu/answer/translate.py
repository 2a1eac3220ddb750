"""Translates what citizens and agents write, with dates, amounts, numbers and names as they were.

What may not change is put behind signs (⟦1⟧) that the model copies; each must come back exactly once. Then everything
is compared once more. Small numbers stay visible to the model, since sentences hang on them (*3 documents*).
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping

from contracts.languages import Language
from contracts.translations import Translation, TranslationRequest
from nlu.answer.asking import Checked, Fault, ask_checked, check_language, read_words, write_prompt
from nlu.answer.chat.model import ChatModel
from nlu.answer.pages import Page, split_sentences
from nlu.answer.steps.guard import neutralise
from nlu.text.clean import clean
from nlu.text.localised import write_token
from nlu.text.protected import Token, changed_tokens, find_tokens

LONGEST_TEXT = 6000
"""Characters that are translated at once."""
LONGEST_PIECE = 600
"""Characters that the model gets at once: what it writes for them fits into an answer."""
SMALL = 9999
GROWTH, SLACK = 2.5, 80
"""A translation that is longer than so many times its text, and so many characters, says more than that."""

_SIGN = re.compile(r"⟦ ?(\d{1,4}) ?⟧")
_SIGNS = str.maketrans({"⟦": "[", "⟧": "]"})
_BLOCK_END = re.compile(r"</?text\b", re.IGNORECASE)

Titles = Mapping[str, str]
"""Names of services in the language of the text, and what each is called in the other one."""


async def translate(request: TranslationRequest, model: ChatModel, titles: Titles) -> Translation:
    """Translate a text.

    Raises:
        ChatError: the model gave no whole text.
        NotUsableError: what it wrote lost or changed something, or is in another language, twice.
    """
    text = clean(neutralise(clean(request.text).translate(_SIGNS)))[:LONGEST_TEXT]
    pieces = [asyncio.create_task(_translate_piece(piece, request, model, titles)) for piece in cut(text)]
    try:
        done = await asyncio.gather(*pieces)
    finally:
        # The first piece that fails ends the work on the others, and so does who goes away.
        for piece in pieces:
            piece.cancel()
    return Translation(text="\n".join(done), model=model.name)


def read_titles(pages: list[Page], source: Language, target: Language) -> dict[str, str]:
    """Give the names of services in two languages.

    Only names of several words: a single one (*Passport*) is declined and written small in sentences.
    """
    by_id = {page.id: page.title for page in pages if page.is_service and page.language == target}
    return {
        page.title: by_id[page.id]
        for page in pages
        if page.is_service and page.language == source and " " in page.title and page.id in by_id
    }


def cut(text: str) -> list[str]:
    """Cut a text at its lines, and long lines between sentences, into pieces that fit a model."""
    pieces: list[str] = []
    for part in _parts(text):
        if pieces and len(pieces[-1]) + len(part) < LONGEST_PIECE:
            pieces[-1] += f"\n{part}"
        else:
            pieces.append(part)
    return pieces


def _parts(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        held = ""
        for sentence in split_sentences(line) if len(line) > LONGEST_PIECE else (line,):
            if held and len(held) + len(sentence) >= LONGEST_PIECE:
                yield held
                held = ""
            held = f"{held} {sentence}".strip()
        yield held


async def _translate_piece(piece: str, request: TranslationRequest, model: ChatModel, titles: Titles) -> str:
    if not any(character.isalpha() for character in piece):
        return piece
    source, target = request.source, request.target
    hidden = [token for token in find_tokens(piece, titles) if not _is_small(token)]
    signed, wanted = piece, piece
    for number, token in reversed(list(enumerate(hidden, start=1))):
        signed = f"{signed[: token.start]}⟦{number}⟧{signed[token.end :]}"
        wanted = f"{wanted[: token.start]}{_written(token, target, titles)}{wanted[token.end :]}"

    def check(written: str) -> Checked[str]:
        return _check(written, wanted, [_written(token, target, titles) for token in hidden], target, titles)

    prompt = write_prompt("translate", "text", signed, target, source=read_words()["from"][target][source])
    return await ask_checked(model, prompt, target, check)


def _check(written: str, wanted: str, values: list[str], target: Language, titles: Titles) -> Checked[str]:
    """Put what the signs stand for into a text, and compare it; ``wanted``: the text before, with the same values."""
    if not any(character.isalnum() for character in written):
        return Checked(written, (Fault("empty"),))
    there = [int(sign) for sign in _SIGN.findall(written)]
    misused = {number for number in there if there.count(number) > 1 or not 1 <= number <= len(values)}
    lost = set(range(1, len(values) + 1)) - set(there)
    faults: list[Fault] = []
    if misused or lost:
        named = [values[number - 1] for number in sorted(misused | lost) if 1 <= number <= len(values)]
        faults.append(Fault("signs", tuple(named) or (f"⟦{min(misused)}⟧",)))
    faults += check_language(_SIGN.sub(" ", written), target)
    if len(written) > GROWTH * len(wanted) + SLACK or _BLOCK_END.search(written):
        faults.append(Fault("long"))
    if faults:
        return Checked(written, tuple(faults))
    shown = _SIGN.sub(lambda sign: values[int(sign[1]) - 1], written)
    changed = changed_tokens(wanted, shown, set(titles.values()))
    return Checked(shown, (Fault("tokens", tuple(changed)),) if changed else ())


def _written(token: Token, target: Language, titles: Titles) -> str:
    return titles.get(token.text, token.text) if token.kind == "name" else write_token(token, target)


def _is_small(token: Token) -> bool:
    """Tell whether a token is a number without signs, or an hour: *3 documents*, *at 14*."""
    is_number = token.kind in ("number", "time") and token.value.isdecimal()
    return is_number and int(token.value) <= SMALL and (token.kind == "time" or token.text == token.value)
