"""Reads what a scrape gets, as Prometheus reads it."""

from __future__ import annotations

import httpx
from prometheus_client.parser import text_string_to_metric_families

from contracts.metering import show


class Scrape:
    """The samples of one scrape."""

    def __init__(self, text: str) -> None:
        self.samples = {
            (sample.name, frozenset(sample.labels.items())): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    def value(self, name: str, **labels: str) -> float:
        """The value of one series; 0 for one that is not there."""
        return self.samples.get((name, frozenset(labels.items())), 0.0)

    def total(self, name: str, **labels: str) -> float:
        """The sum over all series with these labels."""
        wanted = set(labels.items())
        return sum(value for (found, its), value in self.samples.items() if found == name and wanted <= its)

    def has(self, name: str) -> bool:
        """Whether there is any series of a metric, a histogram's included."""
        return any(found in (name, f"{name}_bucket") for found, _ in self.samples)


def scrape(url: str) -> Scrape:
    """What a door shows."""
    answer = httpx.get(url, timeout=20)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/plain")
    return Scrape(answer.text)


def scrape_here() -> Scrape:
    """What this process shows."""
    return Scrape(show().decode())
