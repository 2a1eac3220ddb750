"""Somebody talks to a draft before it is published: trials of their own, the talk, calls that are tried."""
