"""Asks the answer server how it answers free text at the moment: in whose words, from how many pages."""

from __future__ import annotations

import http.client
import json

TIMEOUT = 2.0
"""Seconds the answer server may take to say so."""


def describe_free_text(host: str, port: int) -> str:
    """Say in one line what a citizen's free text gets: quotations, or checked answers of a language model."""
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    try:
        connection.request("GET", "/healthz")
        told = json.load(connection.getresponse())
        mode, model, pages = told["mode"], told["model"], told["pages"]
    except (OSError, http.client.HTTPException, ValueError, KeyError, TypeError):
        return "unknown (the answer server does not say)"
    finally:
        connection.close()
    if mode == "llm":
        return f"written by {model} from {pages} pages, checked, or quoted"
    if model is None:
        return f"quoted from {pages} pages (no language model is set; MOIEN_LLM_MODEL names one)"
    return f"quoted from {pages} pages: the language model {model} is still loading, or fails (./moien logs llm)"
