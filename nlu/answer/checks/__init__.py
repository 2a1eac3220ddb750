"""Checks an answer that a language model wrote against the passages that it cites; calls and guesses nothing."""
