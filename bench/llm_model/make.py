"""Makes a language model of a real architecture with random weights: as fast as the real one, and as silly as none.

    python -m bench.llm_model.make SHAPE FOLDER TEXT

``TEXT`` is a file from which the tokenizer learns, so that a prompt has about as many tokens as with a real one.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import NamedTuple

import torch
from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import Ministral3Config, Ministral3ForCausalLM, PreTrainedTokenizerFast


class Shape(NamedTuple):
    layers: int
    width: int
    inner: int
    heads: int
    key_heads: int
    head_width: int
    words: int
    is_tied: bool


SHAPES = {
    # For machines without a GPU.
    "small": Shape(12, 768, 2048, 12, 4, 64, 32_768, is_tied=True),
    # Of the model cards of Ministral 3.
    "3b": Shape(26, 3072, 9216, 32, 8, 128, 131_072, is_tied=True),
    "8b": Shape(34, 4096, 14_336, 32, 8, 128, 131_072, is_tied=False),
}
TEMPLATE = "{{ bos_token }}{% for message in messages %}[INST]{{ message['content'] }}[/INST]{% endfor %}"


def make_tokenizer(texts: list[str], words: int) -> PreTrainedTokenizerFast:
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = [AddedToken(it, special=True, normalized=False) for it in ("<s>", "</s>", "[INST]", "[/INST]")]
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator(
        texts,
        trainers.BpeTrainer(vocab_size=words, special_tokens=special, initial_alphabet=alphabet, show_progress=False),
    )
    # The text is too short for so many words: the rest can be written by the model and are never read.
    told = json.loads(tokenizer.to_str())
    vocabulary = told["model"]["vocab"]
    vocabulary.update({f"w{number}": number for number in range(len(vocabulary), words)})
    filled = Tokenizer.from_str(json.dumps(told))
    return PreTrainedTokenizerFast(tokenizer_object=filled, bos_token="<s>", eos_token="</s>", chat_template=TEMPLATE)


def main() -> None:
    shape, folder = SHAPES[sys.argv[1]], Path(sys.argv[2])
    texts = Path(sys.argv[3]).read_text(encoding="utf-8").splitlines()
    torch.manual_seed(2026)
    config = Ministral3Config(
        vocab_size=shape.words,
        hidden_size=shape.width,
        intermediate_size=shape.inner,
        num_hidden_layers=shape.layers,
        num_attention_heads=shape.heads,
        num_key_value_heads=shape.key_heads,
        head_dim=shape.head_width,
        bos_token_id=0,
        eos_token_id=1,
        tie_word_embeddings=shape.is_tied,
    )
    torch.set_default_dtype(torch.bfloat16)
    with torch.device("cuda" if torch.cuda.is_available() else "cpu"):
        model = Ministral3ForCausalLM(config)
    model.save_pretrained(folder)
    make_tokenizer(texts, shape.words).save_pretrained(folder)


if __name__ == "__main__":
    main()
