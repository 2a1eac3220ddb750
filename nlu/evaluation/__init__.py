"""Measures how well the bot understands sentences, for developers (``./moien eval``) and for trials of drafts."""
