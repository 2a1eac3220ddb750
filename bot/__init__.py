"""The Rasa assistant: decides what to say and to ask for, and does nothing itself (own environment, Python 3.10)."""
