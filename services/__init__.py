"""Calls to administrations: the Celery worker, its connectors, and the sandbox administration."""
