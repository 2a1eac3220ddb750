"""What watches over the platform: Prometheus takes the files, each alert fires when it should, names are the code's."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from contracts.metric import PROCESSES
from contracts.metrics import METRICS
from launcher.settings import DEFAULT_PORTS
from tests.deploy.alert_cases import CASES, Case
from tests.deploy.metrics_table import list_alerts, list_metrics

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "watching"
DASHBOARD = FOLDER / "grafana" / "dashboards" / "moien.json"
PORTS = {"gateway": "gateway metrics"}
"""By job, where the launcher calls its port otherwise."""
NOT_OURS = {"up", "process_resident_memory_bytes", "process_cpu_seconds_total"}


def promtool(*arguments: str | Path) -> str:
    """Run promtool; it must be content."""
    done = subprocess.run(
        ["promtool", *map(str, arguments)], cwd=FOLDER, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def read_yaml(name: str) -> Any:
    return yaml.safe_load((FOLDER / name).read_text("utf-8"))


def alerts() -> dict[str, dict[str, Any]]:
    return {rule["alert"]: rule for group in read_yaml("alerts.yml")["groups"] for rule in group["rules"]}


def panels() -> list[dict[str, Any]]:
    return list(json.loads(DASHBOARD.read_text("utf-8"))["panels"])


def expressions() -> list[str]:
    """Everything that the dashboard asks, as Prometheus is asked."""
    asked = [target["expr"] for panel in panels() for target in panel.get("targets", [])]
    return [one.replace("$__rate_interval", "5m").replace("$__range", "1h") for one in asked]


def series() -> set[str]:
    """Names of all series that the processes show."""
    names: set[str] = set()
    for metric in METRICS:
        endings = ("_bucket", "_sum", "_count") if metric.kind == "histogram" else ("",)
        names |= {metric.name + ending for ending in endings}
    return names


def named(expression: str) -> set[str]:
    return set(re.findall(r"\bmoien_\w+\b(?=[{\[\s)]|$)", expression))


def test_prometheus_takes_its_configuration_and_its_rules() -> None:
    assert "SUCCESS" in promtool("check", "config", "prometheus.yml")
    assert f"{len(alerts())} rules found" in promtool("check", "rules", "alerts.yml")


def test_each_process_is_asked_at_its_port() -> None:
    jobs = {job["job_name"]: job for job in read_yaml("prometheus.yml")["scrape_configs"]}
    assert set(jobs) == {*PROCESSES, "otel-collector", "prometheus"}
    for name in PROCESSES:
        (looked_up,) = jobs[name]["dns_sd_configs"]
        assert looked_up == {"names": [name], "type": "A", "port": DEFAULT_PORTS[PORTS.get(name, name)][1]}


@pytest.mark.parametrize("alert", alerts(), ids=str)
def test_an_alert_says_how_urgent_it_is_and_what_to_do(alert: str) -> None:
    rule = alerts()[alert]
    assert rule["labels"] in ({"severity": "critical"}, {"severity": "warning"})
    assert rule["annotations"]["summary"].endswith(".")
    runbook = rule["annotations"]["runbook"]
    assert len(runbook) > 30
    for document in re.findall(r"docs/[\w-]+\.md", runbook):
        assert (ROOT / document).is_file(), f"{alert}: {document} is not there"
    for other in re.findall(r"\b(?:No|Database|Redis|Frames|Queue)[A-Z]\w+\b", runbook):
        assert other in alerts(), f"{alert}: no alert {other}"


def test_every_alert_is_tried() -> None:
    assert set(CASES) == set(alerts())


@pytest.mark.parametrize(("alert", "case"), CASES.items(), ids=CASES)
def test_an_alert_fires_when_it_should_and_only_then(alert: str, case: Case, tmp_path: Path) -> None:
    rule = alerts()[alert]

    def tried(values: dict[str, str], expected: list[dict[str, Any]]) -> dict[str, Any]:
        return {
            "interval": "1m",
            "input_series": [{"series": name, "values": value} for name, value in values.items()],
            "alert_rule_test": [{"eval_time": case.after, "alertname": alert, "exp_alerts": expected}],
        }

    # Only its labels are compared: promtool wants the summary's value to the last digit.
    bare = {**rule, "annotations": {}}
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "tried", "rules": [bare]}]}), "utf-8")
    fired = [{"exp_labels": {**rule["labels"], **case.labels}}]
    tests = {
        "rule_files": ["rules.yml"],
        "evaluation_interval": "1m",
        "tests": [tried(case.fires, fired), tried(case.calm, [])],
    }
    (tmp_path / "tests.yml").write_text(yaml.safe_dump(tests), "utf-8")
    promtool("test", "rules", tmp_path / "tests.yml")


def test_a_rule_test_can_fail(tmp_path: Path) -> None:
    calm = Case(CASES["MessageLost"].calm, CASES["MessageLost"].calm, labels={"what": "event"})
    with pytest.raises(AssertionError, match="FAILED"):
        test_an_alert_fires_when_it_should_and_only_then("MessageLost", calm, tmp_path)


def test_alerts_and_dashboard_name_only_what_there_is() -> None:
    asked = [rule["expr"] for rule in alerts().values()] + expressions()
    assert set().union(*map(named, asked)) - series() == set()
    words = {word for one in asked for word in re.findall(r"\b(?:process|python)_\w+\b", one)}
    assert words <= NOT_OURS


def test_whatever_is_measured_is_shown_or_watched() -> None:
    asked = set().union(*map(named, [rule["expr"] for rule in alerts().values()] + expressions()))
    unused = [metric.name for metric in METRICS if not any(name.startswith(metric.name) for name in asked)]
    assert unused == [], "measured for nobody"


def test_values_of_labels_are_those_of_the_code() -> None:
    known = {label.name: set(label.values) for metric in METRICS for label in metric.labels if label.values}
    for metric in METRICS:
        for label in metric.labels:
            known.setdefault(label.name, set()).update(label.values)
    jobs = {*PROCESSES, "otel-collector", "other"}
    for asked in [rule["expr"] for rule in alerts().values()] + expressions():
        for name, wanted in re.findall(r'(\w+)=~?"([^"]*)"', asked):
            for value in wanted.split("|"):
                assert value in {*known.get(name, ()), *jobs}, f"{name}={value} in {asked}"


def test_prometheus_understands_what_the_dashboard_asks(tmp_path: Path) -> None:
    rules = [{"record": f"panel:{number}", "expr": asked} for number, asked in enumerate(expressions())]
    assert len(rules) > 50
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}), "utf-8")
    promtool("check", "rules", tmp_path / "rules.yml")


def test_the_dashboard_holds_together() -> None:
    board = json.loads(DASHBOARD.read_text("utf-8"))
    (source,) = read_yaml("grafana/provisioning/datasources/prometheus.yml")["datasources"]
    ids = [panel["id"] for panel in panels()]
    assert len(ids) == len(set(ids))
    taken: set[tuple[int, int]] = set()
    for panel in panels():
        place = panel["gridPos"]
        cells = {
            (x, y)
            for x in range(place["x"], place["x"] + place["w"])
            for y in range(place["y"], place["y"] + place["h"])
        }
        assert place["x"] + place["w"] <= 24
        assert not cells & taken, f"{panel['title']} lies on another panel"
        taken |= cells
        for target in panel.get("targets", []):
            assert target["datasource"]["uid"] == source["uid"]
    (provider,) = read_yaml("grafana/provisioning/dashboards/moien.yml")["providers"]
    assert provider["options"]["path"].endswith("/dashboards")
    assert board["uid"] == "moien"


def test_the_collector_sends_nothing_anywhere() -> None:
    collector = read_yaml("otel-collector.yml")
    assert set(collector["exporters"]) == {"file"}, "nothing leaves the machine unless an administrator writes it there"
    for pipeline in collector["service"]["pipelines"].values():
        for part in ("receivers", "processors", "exporters"):
            assert pipeline[part], part
            assert set(pipeline[part]) <= set(collector[part]), part
    assert set(collector["service"]["extensions"]) <= set(collector["extensions"])
    assert collector["exporters"]["file"]["rotation"]["max_days"] <= 7
    (pulled,) = collector["service"]["telemetry"]["metrics"]["readers"]
    jobs = {job["job_name"]: job for job in read_yaml("prometheus.yml")["scrape_configs"]}
    asked = jobs["otel-collector"]["dns_sd_configs"][0]["port"]
    assert pulled["pull"]["exporter"]["prometheus"]["port"] == asked
    assert collector["receivers"]["otlp"]["protocols"]["http"]["endpoint"].endswith(":4318")


@pytest.mark.parametrize("listed", [list_metrics, list_alerts])
def test_the_page_on_watching_has_the_tables_of_the_code(listed: Callable[[], list[str]]) -> None:
    page = (ROOT / "docs" / "watching.md").read_text("utf-8")
    missing = [row for row in listed() if f"\n{row}\n" not in page]
    assert missing == [], "take them from python -m tests.deploy.metrics_table"
    written = re.findall(r"^\| `(moien_\w+|[A-Z][A-Za-z]+)` \|", page, flags=re.MULTILINE)
    assert sorted(written) == sorted([metric.name for metric in METRICS] + list(alerts()))
