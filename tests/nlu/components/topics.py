"""A handful of sentences about some services and small talk, enough to learn from."""

from __future__ import annotations

_WORDS = {
    "passport": ("pass", "reespass", "passeport", "travel document"),
    "waste": ("poubelle", "müll", "offall", "rubbish bin"),
    "parking": ("vignette", "parken", "stationnement", "parking"),
    "dog": ("hond", "chien", "hund", "puppy"),
    "tax": ("steier", "impôts", "steuererklärung", "taxes"),
    "school": ("schoul", "école", "einschulung", "primary school"),
    "pension": ("pensioun", "retraite", "rente", "old age"),
}
_FRAMES = {
    "about": ("{}", "j'ai une question: {}", "wéi kréien ech {} ?", "was ist {}", "how does {} work"),
    "fee": ("wat kascht {}", "prix {}", "was kostet {}", "{} price", "combien coûte {}"),
    "apply": ("{} ufroen", "{} beantragen", "je demande {}", "apply for {} now", "maach mer {}"),
}
_GREETINGS = ("moien", "bonjour", "guten tag", "hello", "gudde moien", "salut", "hallo zesummen", "good morning")

EXAMPLES = [
    *((frame.format(word), f"{service}_{question}") for service, words in _WORDS.items() for word in words
      for question, frames in _FRAMES.items() for frame in frames),
    *((greeting, "greet") for greeting in _GREETINGS),
]  # fmt: skip

TEXTS = [text for text, _ in EXAMPLES]
INTENTS = [intent for _, intent in EXAMPLES]
