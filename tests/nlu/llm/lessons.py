"""What tiny models learn: the prompts that the pipeline writes for some questions, and answers from the sources."""

from __future__ import annotations

import asyncio
import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from contracts.answers import AnswerRequest
from contracts.effects import KnowledgeQuery
from contracts.languages import Language
from nlu.answer.chat.scripted import ScriptedChat
from nlu.answer.pages import split_sentences
from nlu.answer.pipeline import answer_question, make_generative
from nlu.answer.search import Index

ROOT = Path(__file__).parents[3]
EDGE = "@@@@@@@@"
"""Stands for the word that is random in each prompt."""
QUESTIONS: list[tuple[Language, str]] = [
    ("fr", "Combien coûte un passeport ?"),
    ("de", "Was kostet ein Reisepass?"),
    ("en", "How much does a passport cost?"),
    ("en", "When do I have to declare my new address?"),
]


def request(language: Language, question: str) -> AnswerRequest:
    return AnswerRequest(language=language, query=KnowledgeQuery(question=question))


def write_lessons(index: Index, questions: list[tuple[Language, str]]) -> list[dict]:
    """Lessons for the questions that the content answers."""
    # In a thread of its own: a browser that a test drives keeps an event loop in this one.
    with ThreadPoolExecutor(max_workers=1) as aside:
        return aside.submit(asyncio.run, _write_all(index, questions)).result()


async def _write_all(index: Index, questions: list[tuple[Language, str]]) -> list[dict]:
    lessons = [await _write_lesson(index, language, question) for language, question in questions]
    return [lesson for lesson in lessons if lesson]


async def _write_lesson(index: Index, language: Language, question: str) -> dict | None:
    listening = ScriptedChat("NOT_FOUND")
    steps = make_generative(listening, ("fr", "de", "en"))
    answered = await answer_question(request(language, question), index, steps, lambda _: None)
    if not listening.asked:
        return None
    messages = [message._asdict() for message in listening.asked[0]]
    edge = re.search(r"</source ([0-9a-f]{8})>", messages[-1]["content"])
    assert edge, messages
    for message in messages:
        message["content"] = message["content"].replace(edge[1], EDGE)
    sentences = split_sentences(answered.record.passages[0].text)[:2]
    return {"messages": messages, "answer": " ".join(f"{it.rstrip('.')} [1]." for it in sentences)}


def make_tiny(python: Path, lessons: list[dict], folder: Path, *options: str) -> dict:
    """Make a tiny model in the environment of the local models; gives what its maker says of it."""
    file = folder.with_suffix(".json")
    file.write_text(json.dumps(lessons), encoding="utf-8")
    done = subprocess.run(
        [str(python), "-m", "tests.nlu.llm.tiny", str(file), str(folder), *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))
