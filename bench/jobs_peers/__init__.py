"""What ``bench/jobs.py`` runs beside the worker: an administration that does nothing but wait, and bare Celery."""
