"""Measures how well the bot understands sentences: ``python -m nlu.evaluation``; nothing of it runs in operation."""
