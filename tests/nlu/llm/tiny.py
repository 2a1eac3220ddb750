"""Makes models small enough for tests, of the architecture that is served by default; runs in their environment.

    python -m tests.nlu.llm.tiny LESSONS FOLDER [--random] [--wrapped FOLDER]

``LESSONS`` is JSON: a list of ``{"messages": […], "answer": "…"}``. A random word of eight hexadecimal digits stands in
prompts as ``@@@@@@@@``. The model learns to give each answer; with ``--random`` it learns nothing and writes words
without an end.
``--wrapped`` also writes the same language model together with a vision part, as large checkpoints come.
"""

from __future__ import annotations

import argparse
import json
import math
import random
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import torch
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import (
    Ministral3Config,
    Ministral3ForCausalLM,
    Mistral3Config,
    Mistral3ForConditionalGeneration,
    PreTrainedTokenizerFast,
)

EDGE = "@@@@@@@@"
CONTROL = [
    "<s>",
    "</s>",
    "<pad>",
    "[INST]",
    "[/INST]",
    "[SYSTEM_PROMPT]",
    "[/SYSTEM_PROMPT]",
    "[TOOL_CALLS]",
    "[QUIRK]",
]
TEMPLATE = """{{- bos_token }}{% for message in messages %}{% if message['role'] == 'system' -%}
[SYSTEM_PROMPT]{{ message['content'] }}[/SYSTEM_PROMPT]{% elif message['role'] == 'user' -%}
[INST]{{ message['content'] }}[/INST]{% else -%}
{{ message['content'] }}{{ eos_token }}{% endif %}{% endfor %}"""
END = CONTROL.index("</s>")
WORDS = 2000
CONTEXT = 4096
LEARNING_RATE = 4e-3
STEPS = 400
"""Of the longest training; about a hundred are needed, which takes a free machine some ten seconds."""
LEARNED = 0.05
"""Loss from which on the learning rate falls: the answers are known, but the last few draws still sway them."""
SETTLING = 50
"""Steps in which the learning rate then falls to nothing."""
SURE = 0.9
"""Probability that the least sure word of all answers must have."""
CHECKED = 32
"""Random words for which each answer is checked at the end."""
SEED = 2026


def make_tokenizer(texts: Iterator[str]) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            # The random word in almost as many pieces as it has digits, so that few are rare to the model.
            pre_tokenizers.Split(Regex("[0-9a-f](?=[0-9a-f]*[0-9])|[0-9]"), "isolated"),
            pre_tokenizers.ByteLevel(add_prefix_space=False),
        ]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=WORDS,
        special_tokens=[AddedToken(token, special=True, normalized=False) for token in CONTROL],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        pad_token="<pad>",
        chat_template=TEMPLATE,
        clean_up_tokenization_spaces=False,
    )


def make_config(words: int, *, tied: bool) -> Ministral3Config:
    return Ministral3Config(
        vocab_size=words,
        hidden_size=128,
        intermediate_size=192,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=32,
        max_position_embeddings=CONTEXT,
        bos_token_id=0,
        eos_token_id=END,
        pad_token_id=2,
        tie_word_embeddings=tied,
        rope_parameters={
            "rope_type": "yarn",
            "rope_theta": 1_000_000.0,
            "factor": 2.0,
            "original_max_position_embeddings": CONTEXT // 2,
            "beta_fast": 32.0,
            "beta_slow": 1.0,
            "mscale": 1.0,
            "mscale_all_dim": 1.0,
            "llama_4_scaling_beta": 0.1,
        },
    )


def teach(model: Ministral3ForCausalLM, tokenizer: PreTrainedTokenizerFast, lessons: list[dict]) -> dict:
    """Train until every answer is sure whatever the random word is; gives the last loss and what is still wrong."""
    draw = random.Random(SEED)
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, weight_decay=0.0)
    loss = 0.0
    settling = step = 0
    wrong = len(lessons)
    while wrong and step < STEPS:
        rate = min(1.0, (step + 1) / 10) * (1 - settling / SETTLING)
        for group in optimizer.param_groups:
            group["lr"] = LEARNING_RATE * rate
        words = measure(model, [write_row(tokenizer, lesson, draw) for lesson in lessons])
        optimizer.zero_grad()
        words.mean().backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        loss = words.mean().item()
        step += 1
        settling = settling + 1 if settling or loss < LEARNED else 0
        if settling == SETTLING:
            wrong = count_wrong(model, tokenizer, lessons, draw)
            settling = 0
    return {"loss": loss, "wrong": wrong, "steps": step}


def measure(model: Ministral3ForCausalLM, rows: list[tuple[list[int], list[int]]]) -> torch.Tensor:
    """The loss of each word of the answers of all rows."""
    longest = max(len(prompt) + len(answer) for prompt, answer in rows)
    ids = torch.full((len(rows), longest), 2)
    answers = torch.zeros((len(rows), longest), dtype=torch.bool)
    for row, (prompt, answer) in enumerate(rows):
        ids[row, : len(prompt) + len(answer)] = torch.tensor(prompt + answer)
        answers[row, len(prompt) - 1 : len(prompt) + len(answer) - 1] = True
    hidden = model.model(input_ids=ids[:, :-1], use_cache=False).last_hidden_state
    asked = answers[:, :-1]
    return torch.nn.functional.cross_entropy(model.lm_head(hidden[asked]), ids[:, 1:][asked], reduction="none")


@torch.no_grad()
def count_wrong(
    model: Ministral3ForCausalLM, tokenizer: PreTrainedTokenizerFast, lessons: list[dict], draw: random.Random
) -> int:
    """Prompts with random words not seen before in which some word of the answer is not sure."""
    wrong = 0
    for _ in range(CHECKED):
        rows = [write_row(tokenizer, lesson, draw) for lesson in lessons]
        words = measure(model, rows).split([len(answer) for _, answer in rows])
        wrong += sum(answer.max().item() > -math.log(SURE) for answer in words)
    return wrong


@torch.no_grad()
def leave_only_words(model: Ministral3ForCausalLM, tokenizer: PreTrainedTokenizerFast) -> None:
    """Keep a random model from ending and from what nobody sees; of many random words some are likelier than zeros."""
    others = [number for word, number in tokenizer.get_vocab().items() if not re.fullmatch("Ġ[a-z]+", word)]
    model.lm_head.weight[others] = 0.0


def write_row(tokenizer: PreTrainedTokenizerFast, lesson: dict, draw: random.Random) -> tuple[list[int], list[int]]:
    edge = draw.randbytes(4).hex()
    messages = [{**message, "content": message["content"].replace(EDGE, edge)} for message in lesson["messages"]]
    prompt = tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False)
    return list(prompt), [*tokenizer.encode(lesson["answer"], add_special_tokens=False), END]


def wrap(model: Ministral3ForCausalLM, folder: Path) -> None:
    """Write the model as one that also sees."""
    text = model.config.to_dict()
    config = Mistral3Config(
        text_config=text,
        vision_config={
            "model_type": "pixtral",
            "hidden_size": 32,
            "intermediate_size": 64,
            "num_hidden_layers": 1,
            "num_attention_heads": 2,
            "head_dim": 16,
            "image_size": 28,
            "patch_size": 14,
        },
        image_token_index=8,
        tie_word_embeddings=True,
    )
    whole = Mistral3ForConditionalGeneration(config).eval()
    whole.model.language_model.load_state_dict(model.model.state_dict())
    whole.tie_weights()
    whole.save_pretrained(folder, max_shard_size="600KB")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("lessons", type=Path)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--random", action="store_true")
    parser.add_argument("--wrapped", type=Path)
    chosen = parser.parse_args()
    # More threads than free cores are many times slower than one.
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    lessons = json.loads(chosen.lessons.read_text(encoding="utf-8"))
    tokenizer = make_tokenizer(
        text for lesson in lessons for text in [lesson["answer"], *(it["content"] for it in lesson["messages"])]
    )
    model = Ministral3ForCausalLM(make_config(len(tokenizer), tied=not chosen.random))
    began = time.monotonic()
    taught = {} if chosen.random else teach(model, tokenizer, lessons)
    if chosen.random:
        leave_only_words(model, tokenizer)
    spent = time.monotonic() - began
    model.eval()
    model.save_pretrained(chosen.folder)
    tokenizer.save_pretrained(chosen.folder)
    if chosen.wrapped:
        wrap(model, chosen.wrapped)
        tokenizer.save_pretrained(chosen.wrapped)
    tokens = [len(write_row(tokenizer, it, random.Random(SEED))[0]) for it in lessons]
    told = {**taught, "seconds": round(spent, 1), "tokens": tokens}
    sys.stdout.write(json.dumps({**told, "parameters": sum(it.numel() for it in model.parameters())}))


if __name__ == "__main__":
    main()
