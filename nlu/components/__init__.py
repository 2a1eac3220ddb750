"""Rasa graph components of the bot: what turns a sentence into an intent (Python 3.10, bot environment)."""
