"""The sandbox's HTTP API: one module for each administration, one for tokens, one for tests."""
