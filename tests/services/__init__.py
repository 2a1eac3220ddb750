"""Tests of the worker, its connectors and the sandbox."""
