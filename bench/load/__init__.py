"""Load on the platform, in scenarios that are measured in one run with their peers: ``./moien bench load``."""
