"""Holds conversations with a draft of the bot before it is published: test conversations, and what staff try."""
