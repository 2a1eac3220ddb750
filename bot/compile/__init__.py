"""Compiles the catalogue into what Rasa trains on, as plain data: NLU examples, domain, responses, rules."""
