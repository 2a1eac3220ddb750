"""Makes an embedding model small enough for tests: random weights, one layer, words of the sample as its vocabulary.

python -m tests.nlu.llm.tiny_embeddings FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

import torch
from sentence_transformers import SentenceTransformer
from sentence_transformers.models import Pooling, Transformer
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

WORDS = [
    "[PAD]",
    "[UNK]",
    "[CLS]",
    "[SEP]",
    "the",
    "dog",
    "is",
    "declared",
    "at",
    "commune",
    "passport",
    "bins",
    "euros",
]


def main() -> None:
    folder = Path(sys.argv[1])
    plain = folder.with_name("plain")
    torch.manual_seed(2026)
    tokenizer = Tokenizer(models.WordLevel({word: number for number, word in enumerate(WORDS)}, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Lowercase()
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, pad_token="[PAD]", unk_token="[UNK]", cls_token="[CLS]", sep_token="[SEP]"
    ).save_pretrained(plain)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=64,
    )
    BertModel(config).save_pretrained(plain)
    words = Transformer(str(plain), max_seq_length=64)
    SentenceTransformer(modules=[words, Pooling(words.get_word_embedding_dimension())]).save(str(folder))


if __name__ == "__main__":
    main()
