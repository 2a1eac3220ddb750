"""Processes are killed at random under load, and the databases say what became of it: ``./moien bench chaos``."""
