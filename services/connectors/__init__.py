"""Calls to administrations: one folder each, with the OpenAPI document that says what to send and what comes back."""
