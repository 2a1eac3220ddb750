"""Says which websites may talk to the gateway: its own pages, and those that embed the widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

READS = frozenset({"GET", "HEAD"})
"""Methods that change nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Origins:
    """Origins as browsers write them, compared whole: no patterns, no prefixes."""

    own: frozenset[str]
    embedding: frozenset[str] = frozenset()

    def may_open_socket(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a citizen's socket may be opened; every browser says where it comes from."""
        return headers.get("origin", "") in self.own | self.embedding

    def may_open_staff_socket(self, headers: Mapping[str, str]) -> bool:
        """Tell whether an agent's socket may be opened: only from our own pages."""
        return headers.get("origin", "") in self.own

    def may_call(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a call of the REST channel may pass; programs send no origin."""
        return "origin" not in headers or self.may_open_socket(headers)

    def may_call_as_staff(self, method: str, headers: Mapping[str, str]) -> bool:
        """Tell whether a call with the cookie of staff may pass.

        Browsers name the page of every call that may change something, and of every call from a foreign page.
        """
        if "origin" in headers:
            return self.may_open_staff_socket(headers)
        # Links and pictures on foreign pages name no origin, but newer browsers say that they are foreign.
        return method in READS and headers.get("sec-fetch-site", "none") in ("none", "same-origin")
