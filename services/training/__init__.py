"""Trials: a draft of the content is trained beside what is live, and compared with it."""
