"""A handful of sentences about four topics, enough to learn from."""

from __future__ import annotations

_WORDS = {
    "passport_about": ("pass", "reespass", "passeport", "travel document"),
    "waste_about": ("poubelle", "müll", "offall", "rubbish bin"),
    "parking_about": ("vignette", "parken", "stationnement", "parking"),
    "parking_apply": ("vignette ufroen", "parken beantragen", "demander le stationnement", "apply for parking"),
    "greet": ("moien", "bonjour", "guten tag", "hello"),
}
_FRAMES = ("{}", "wat kascht {}", "j'ai une question: {}", "ich brauche {}", "please, {}", "wéi kréien ech {} ?")

TEXTS = [frame.format(word) for words in _WORDS.values() for word in words for frame in _FRAMES]
INTENTS = [intent for intent, words in _WORDS.items() for _ in words for _ in _FRAMES]
