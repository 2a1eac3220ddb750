"""Tests of the bot; they run in the bot environment (Python 3.10 with Rasa)."""
