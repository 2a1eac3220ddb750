"""Benchmarks: what is measured stands in docs/ with the command; tests never time anything."""
