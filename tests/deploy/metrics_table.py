"""The tables of docs/watching.md as the code has them: ``python -m tests.deploy.metrics_table`` prints them."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from contracts.metrics import METRICS

ALERTS = Path(__file__).parents[2] / "deploy" / "watching" / "alerts.yml"


def list_metrics() -> list[str]:
    """One row per metric."""
    rows = ["| metric | kind | labels | shown by | meaning |", "|---|---|---|---|---|"]
    for metric in METRICS:
        labels = ", ".join(label.name for label in metric.labels) or "–"
        rows.append(f"| `{metric.name}` | {metric.kind} | {labels} | {', '.join(metric.processes)} | {metric.help} |")
    return rows


def list_alerts() -> list[str]:
    """One row per alert."""
    rows = ["| alert | urgency | what to do |", "|---|---|---|"]
    for group in yaml.safe_load(ALERTS.read_text("utf-8"))["groups"]:
        for rule in group["rules"]:
            runbook = " ".join(rule["annotations"]["runbook"].split())
            rows.append(f"| `{rule['alert']}` | {rule['labels']['severity']} | {runbook} |")
    return rows


if __name__ == "__main__":
    sys.stdout.write("\n".join([*list_metrics(), "", *list_alerts(), ""]))
