"""The staff of an administration: who signs in, what each role may do, and what is written down of it."""
