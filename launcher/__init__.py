"""What ``./moien`` does: set-up, supervision, tests. Runs on a bare Python (3.11 or newer, standard library only)."""
