"""Tests of the sandbox administration."""
