"""Measures how fast the local language model answers while 1, 8 and 32 citizens ask at once.

    ./moien bench llm
    ./moien bench llm --shape 8b
    ./moien bench llm --model FOLDER

Served as ``./moien up`` serves it (``transformers serve`` with continuous batching), on the GPU where there is one.
Without a model, weights are random, of the architecture of Ministral 3: speed does not depend on what they say. Prompts
are those of the pipeline. Platform environment. Figures: ``docs/quality.md``.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from contracts.answers import AnswerRequest
from contracts.effects import KnowledgeQuery
from contracts.languages import Language
from launcher import setup
from launcher.processes import describe_process
from launcher.settings import Settings, read_settings
from nlu.answer.chat.scripted import ScriptedChat
from nlu.answer.library import make_edition
from nlu.answer.pages import Asked, Page
from nlu.answer.pipeline import answer_question, make_generative

ROOT = Path(__file__).parents[1]
PATIENCE = 1800.0
MOST_AT_ONCE = 32
GENERATED: tuple[Language, ...] = ("fr", "de", "en")


@dataclass
class Spent:
    first_token: float
    seconds: float
    tokens: int


async def write_prompts(count: int) -> tuple[list[list[dict[str, str]]], list[Page]]:
    """Give prompts as the pipeline writes them, and the pages that they come from."""
    index = make_edition(ROOT / "bot").index
    prompts: list[list[dict[str, str]]] = []
    pages = [page for page in index.pages if page.language in GENERATED]
    for page in pages:
        asked: Asked = page.asked[0]
        listening = ScriptedChat("NOT_FOUND")
        request = AnswerRequest(language=page.language, query=KnowledgeQuery(question=asked.text))
        await answer_question(request, index, make_generative(listening, GENERATED), lambda _: None)
        if listening.asked:
            prompts.append([message._asdict() for message in listening.asked[0]])
        if len(prompts) == count:
            break
    return prompts, pages


async def ask(client: httpx.AsyncClient, messages: list[dict[str, str]], tokens: int) -> Spent:
    began = time.perf_counter()
    first, written = 0.0, 0
    body = {"messages": messages, "max_tokens": tokens, "stream": True}
    headers = {"X-Request-Id": uuid.uuid4().hex}
    async with client.stream("POST", "/v1/chat/completions", json=body, headers=headers) as response:
        response.raise_for_status()
        async for line in response.aiter_lines():
            if not line.startswith("data: {"):
                continue
            chunk = json.loads(line.removeprefix("data: "))
            if not first and any(choice["delta"].get("content") for choice in chunk["choices"]):
                first = time.perf_counter() - began
            written = (chunk.get("usage") or {}).get("completion_tokens", written)
    return Spent(first, time.perf_counter() - began, written)


async def measure(url: str, prompts: list[list[dict[str, str]]], at_once: list[int], tokens: int) -> list[dict]:
    """Ask with prompts that the server has not seen: it keeps what it has read of those that it has."""
    rows = []
    unread = iter(prompts)
    limits = httpx.Limits(max_connections=MOST_AT_ONCE)
    async with httpx.AsyncClient(base_url=url, timeout=PATIENCE, trust_env=False, limits=limits) as client:
        await ask(client, next(unread), 8)
        for count in at_once:
            began = time.perf_counter()
            spent = await asyncio.gather(*(ask(client, next(unread), tokens) for _ in range(count)))
            seconds = time.perf_counter() - began
            rows.append(
                {
                    "requests": count,
                    "first_token_median": statistics.median(it.first_token for it in spent),
                    "first_token_worst": max(it.first_token for it in spent),
                    "tokens_per_second": sum(it.tokens for it in spent) / seconds,
                    "each": statistics.median((it.tokens - 1) / (it.seconds - it.first_token) for it in spent),
                }
            )
    return rows


@contextmanager
def serve(settings: Settings) -> Iterator[str]:
    process = describe_process(settings, "llm")
    settings.logs_dir.mkdir(parents=True, exist_ok=True)
    with (settings.logs_dir / "llm.log").open("wb") as log:
        running = subprocess.Popen(
            process.argv,
            cwd=ROOT,
            env={**settings.process_variables(), **process.variables},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        until = time.monotonic() + PATIENCE
        while not process.health():
            if running.poll() is not None or time.monotonic() > until:
                raise RuntimeError((settings.logs_dir / "llm.log").read_text(encoding="utf-8"))
            time.sleep(0.2)
        yield settings.url("llm")
    finally:
        running.terminate()
        running.wait(30)


def name_device(python: Path) -> str:
    """The GPU, or how many cores compute."""
    code = "import torch; print(torch.cuda.get_device_name() if torch.cuda.is_available() else '')"
    found = subprocess.run([str(python), "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    return found or f"{os.cpu_count()} cores, no GPU"


def main() -> int:
    parser = argparse.ArgumentParser(prog="./moien bench llm")
    parser.add_argument("--model", help="folder of a real model; random weights without it")
    parser.add_argument("--shape", choices=("small", "3b", "8b"), help="of random weights (8b with a GPU, else small)")
    parser.add_argument("--requests", default="1,8,32", help="how many at once, with commas (1,8,32)")
    parser.add_argument("--tokens", type=int, default=128, help="of each answer (128)")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    at_once = [int(count) for count in chosen.requests.split(",")]
    prompts, pages = asyncio.run(write_prompts(1 + sum(at_once)))
    with tempfile.TemporaryDirectory(prefix="moien-bench-") as made:
        folder = Path(made)
        given = {**os.environ, "MOIEN_STATE_DIR": str(folder), "MOIEN_LLM_CONCURRENCY": str(max(at_once))}
        given.setdefault("MOIEN_ENV_DIR", str(ROOT / ".moien" / "env"))
        given.setdefault("MOIEN_LLM_THREADS", str(os.cpu_count() or 1))
        given.pop("MOIEN_LLM_URL", None)
        python = Path(given["MOIEN_ENV_DIR"]) / "llm" / "bin" / "python"
        device = name_device(python)
        shape = chosen.shape or ("small" if "no GPU" in device else "8b")
        if chosen.model is None:
            text = folder / "text"
            text.write_text("\n".join(page.text for page in pages), encoding="utf-8")
            argv = [str(python), "-m", "bench.llm_model.make", shape, str(folder / "model"), str(text)]
            subprocess.run(argv, cwd=ROOT, check=True, capture_output=True)
        settings = read_settings(ROOT, {**given, "MOIEN_LLM_MODEL": chosen.model or str(folder / "model")})
        described = setup.ensure_llm_weights(settings)
        with serve(settings) as url:
            rows = asyncio.run(measure(url, prompts, at_once, chosen.tokens))
    weights = "real" if chosen.model else f"RANDOM, of the shape {shape}"
    words = statistics.mean(sum(len(it["content"].split()) for it in prompt) for prompt in prompts)
    head = {"device": device, "weights": weights, **described, "words_per_prompt": round(words)}
    if chosen.json:
        sys.stdout.write(json.dumps({**head, "tokens": chosen.tokens, "rows": rows}) + "\n")
        return 0
    sys.stdout.write(
        f"device   {device}\nweights  {weights}: {described['architecture']}, "
        f"{int(str(described['parameters'])) / 1e6:,.0f} million parameters\n"
        f"prompts  {words:.0f} words on average; answers of {chosen.tokens} tokens\n\n"
        f"{'at once':>8} {'first token':>12} {'worst':>8} {'tokens/s':>9} {'each':>7}\n"
    )
    for row in rows:
        sys.stdout.write(
            f"{row['requests']:>8} {row['first_token_median']:>10.2f} s {row['first_token_worst']:>6.2f} s "
            f"{row['tokens_per_second']:>9.1f} {row['each']:>7.1f}\n"
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
