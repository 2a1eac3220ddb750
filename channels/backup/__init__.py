"""Backups of a whole installation: written while it runs, restored without bringing back what was erased since."""
