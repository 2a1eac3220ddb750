"""What those see who look after services, against a real gateway."""

from __future__ import annotations

import httpx

from tests.channels.servers import Gateway

Cookies = dict[str, str]


def test_the_catalogue_is_shown_to_service_owners(gateway: Gateway, cookies: Cookies) -> None:
    url = f"{gateway.origin}/api/staff/catalogue"
    shown = httpx.get(url, headers={"Cookie": cookies["olga"]}, timeout=30).json()
    services = {service["id"]: service for service in shown["services"]}
    certificate = services["criminal_record"]
    assert list(certificate["title"]) == list(certificate["examples"]) == ["lb", "fr", "de", "en"]
    assert certificate["has_form"] is True
    assert all(number > 0 for number in certificate["examples"].values())
