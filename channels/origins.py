"""Says which websites may talk to the gateway: its own pages, and those that embed the widget."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


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

    def may_call_as_staff(self, headers: Mapping[str, str]) -> bool:
        """Tell whether a call with the cookie of staff may pass; a browser names a foreign page."""
        return "origin" not in headers or self.may_open_staff_socket(headers)
