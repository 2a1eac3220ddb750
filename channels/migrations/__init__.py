"""Alembic migrations of the shared tables (`contracts.tables`)."""
