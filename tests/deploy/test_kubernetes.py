"""The example for Kubernetes fits its schemas, the compose file and the launcher; kustomize makes one whole of it."""

import shutil
import subprocess
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml

from launcher.processes import SERVERS, WORKERS
from tests.deploy.compose import ROOT, named_volumes, services

FOLDER = ROOT / "deploy" / "kubernetes"
KUBERNETES = "1.32"
COMPOSE = services()
FILES = sorted(FOLDER.glob("*/*.yaml"))
OVERLAYS = {path for path in FILES if path.name == "kustomization.yaml"}


def read(path: Path) -> list[dict[str, Any]]:
    return [one for one in yaml.safe_load_all(path.read_text(encoding="utf-8")) if one]


MANIFESTS = [one for path in FILES if path not in OVERLAYS for one in read(path)]
DEPLOYMENTS = {one["metadata"]["name"]: one["spec"] for one in MANIFESTS if one["kind"] == "Deployment"}


def pods() -> dict[str, dict[str, Any]]:
    """What runs in a pod, by name: deployments, the job that prepares, the backup."""
    found = {name: spec["template"]["spec"] for name, spec in DEPLOYMENTS.items()}
    for one in MANIFESTS:
        if one["kind"] == "Job":
            found[one["metadata"]["name"]] = one["spec"]["template"]["spec"]
        if one["kind"] == "CronJob":
            found[one["metadata"]["name"]] = one["spec"]["jobTemplate"]["spec"]["template"]["spec"]
    return found


PODS = pods()
CONTAINERS = {
    container["name"]: container
    for pod in PODS.values()
    for container in [*pod.get("initContainers", []), *pod["containers"]]
}


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {one["metadata"]["name"]: one["spec"] for one in MANIFESTS if one["kind"] == kind}


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda one: f"{one['kind']}/{one['metadata']['name']}")
def test_every_manifest_fits_its_schema(manifest: dict[str, Any]) -> None:
    kubernetes_validate.validate(manifest, KUBERNETES, strict=True)


def test_every_file_belongs_to_a_whole() -> None:
    for kustomization in OVERLAYS:
        listed = {kustomization.parent / name for name in read(kustomization)[0]["resources"]}
        assert set(kustomization.parent.glob("*.yaml")) - OVERLAYS <= listed
        assert all(path.exists() for path in listed)


@pytest.mark.parametrize("folder", ["base", "example"])
def test_kustomize_makes_a_whole_that_fits(folder: str) -> None:
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not on this machine; what it puts together is tested one by one above")
    built = subprocess.run(
        ["kubectl", "kustomize", FOLDER / folder], capture_output=True, text=True, timeout=60, check=False
    )
    assert built.returncode == 0, built.stderr
    whole = [one for one in yaml.safe_load_all(built.stdout) if one]
    of_folder = [one for path in FILES if path not in OVERLAYS for one in read(path) if path.parent.name == folder]
    assert len(whole) == (len(MANIFESTS) if folder == "example" else len(of_folder))
    for manifest in whole:
        kubernetes_validate.validate(manifest, KUBERNETES, strict=True)


def test_every_process_is_deployed() -> None:
    expected = (set(SERVERS) | set(WORKERS)) - {"sandbox", "eid", "embeddings"}
    assert set(DEPLOYMENTS) == expected
    assert {"migrate", "content", "train", "backup"} <= set(CONTAINERS)


@pytest.mark.parametrize("name", CONTAINERS)
def test_a_container_is_that_of_the_compose_file(name: str) -> None:
    container, compose = CONTAINERS[name], COMPOSE[name]
    assert container["command"] == compose["command"]
    assert container["image"] == compose["image"].partition(":")[0]
    here = {one["name"]: one["value"] for one in container.get("env", [])}
    # These are settings of the whole installation here.
    there = {k: v for k, v in compose.get("environment", {}).items() if k not in ("MOIEN_PUBLIC_URL", "MOIEN_PROXIES")}
    assert here == there
    mounts = {
        one["mountPath"]: one["name"] + (":ro" if one.get("readOnly") else "")
        for one in container["volumeMounts"]
        if one["name"] not in ("tmp", "memory", "secrets")
    }
    theirs = {path: "backups" if path == "/backups" else source for path, source in named_volumes(compose).items()}
    assert mounts == theirs


@pytest.mark.parametrize("name", DEPLOYMENTS)
def test_probes_ask_what_the_launcher_asks(name: str) -> None:
    [container] = PODS[name]["containers"]
    if name in WORKERS:
        command = ["python", "-m", "launcher.health", "file", f"/state/run/{name}.ready"]
        assert container["readinessProbe"]["exec"]["command"] == command
        assert container["startupProbe"]["exec"]["command"] == command
        in_memory = {one["mountPath"] for one in container["volumeMounts"] if one["name"] == "memory"}
        assert in_memory & {"/state", "/state/run"}
        return
    port = int(COMPOSE[name]["healthcheck"]["test"][5])
    assert {"name": "http", "containerPort": port} in container["ports"]
    for probe in ("startupProbe", "readinessProbe"):
        asked = container[probe]["httpGet"]
        assert (asked["path"], asked["port"]) == (SERVERS[name][2], "http")
        assert {"name": "Host", "value": "localhost"} in asked["httpHeaders"]
    # One that only waits for its neighbours is not to be killed.
    assert container["livenessProbe"]["httpGet"]["path"] == "/healthz"
    assert of_kind("Service")[name]["ports"] == [{"name": "http", "port": port, "targetPort": "http"}]
    assert of_kind("Service")[name]["selector"] == DEPLOYMENTS[name]["template"]["metadata"]["labels"]


@pytest.mark.parametrize("name", PODS)
def test_every_pod_is_locked_up(name: str) -> None:
    pod = PODS[name]
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    for container in [*pod.get("initContainers", []), *pod["containers"]]:
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] is True
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
        assert set(container["resources"]["limits"]) == {"cpu", "memory"}
        mounted = {one["name"] for one in container["volumeMounts"]}
        assert mounted <= {volume["name"] for volume in pod["volumes"]}


@pytest.mark.parametrize("name", PODS)
def test_a_pod_gets_no_secret_but_its_own(name: str) -> None:
    pod = PODS[name]
    containers = [*pod.get("initContainers", []), *pod["containers"]]
    wanted = {
        one["value"].removeprefix("/run/secrets/")
        for container in containers
        for one in container.get("env", [])
        if one["name"].endswith("_FILE")
    }
    given = [volume["secret"] for volume in pod["volumes"] if "secret" in volume]
    assert {item["key"] for secret in given for item in secret["items"]} == wanted
    assert all(secret["secretName"] == "moien" for secret in given)


def test_what_there_may_be_several_of_is_never_all_gone_at_once() -> None:
    budgets = of_kind("PodDisruptionBudget")
    scaled = of_kind("HorizontalPodAutoscaler")
    several = {name for name, spec in DEPLOYMENTS.items() if spec.get("replicas", 2) > 1}
    assert set(budgets) == several
    assert set(scaled) == {name for name, spec in DEPLOYMENTS.items() if "replicas" not in spec}
    for name, spec in scaled.items():
        assert spec["scaleTargetRef"] == {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}
        assert spec["minReplicas"] >= 2
        # Without requests there is nothing to measure the use against.
        assert PODS[name]["containers"][0]["resources"]["requests"]["cpu"]
    for name, spec in DEPLOYMENTS.items():
        if name in several:
            assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


def test_there_is_one_beat_and_never_two() -> None:
    assert DEPLOYMENTS["beat"]["replicas"] == 1
    assert DEPLOYMENTS["beat"]["strategy"] == {"type": "Recreate"}


def of_pod(name: str, direction: str) -> list[dict[str, Any]]:
    """The rules of all policies that select a pod."""
    found: list[dict[str, Any]] = []
    for spec in of_kind("NetworkPolicy").values():
        selector = spec["podSelector"]
        named = selector.get("matchLabels", {}).get("app.kubernetes.io/name")
        listed = [value for one in selector.get("matchExpressions", []) for value in one["values"]]
        if not selector or name == named or name in listed:
            found += spec.get(direction) or []
    return found


def named_peers(rules: list[dict[str, Any]], way: str, port: int) -> set[str]:
    """Names of pods, and ``namespace/…``, that rules allow on a port."""
    peers = [peer for rule in rules if {"port": port} in rule["ports"] for peer in rule.get(way, [])]
    pods = {peer["podSelector"]["matchLabels"]["app.kubernetes.io/name"] for peer in peers if "podSelector" in peer}
    spaces = [peer["namespaceSelector"]["matchLabels"] for peer in peers if "namespaceSelector" in peer]
    return pods | {f"namespace/{one['kubernetes.io/metadata.name']}" for one in spaces}


def test_only_whoever_needs_a_process_reaches_it() -> None:
    everybody = of_kind("NetworkPolicy")["nobody"]
    assert (everybody["podSelector"], everybody.get("ingress"), everybody.get("egress")) == ({}, None, None)
    assert set(everybody["policyTypes"]) == {"Ingress", "Egress"}
    needed: dict[tuple[str, int], set[str]] = {}
    for name, container in CONTAINERS.items():
        for one in container.get("env", []):
            host, _, port = one["value"].removeprefix("http://").partition(":")
            if one["value"].startswith("http://") and host in DEPLOYMENTS:
                needed.setdefault((host, int(port)), set()).add(name)
                assert host in named_peers(of_pod(name, "egress"), "to", int(port)), f"{name} is not let out to {host}"
    assert needed["rasa", 8001] == {"gateway", "worker"}
    for (host, port), names in needed.items():
        # The monitoring reads the metrics at the same port.
        assert named_peers(of_pod(host, "ingress"), "from", port) == names | {"namespace/monitoring"}, host
    for name in ("rasa", "actions", "rehearsal", "answers"):
        ports = [port for rule in of_pod(name, "egress") for port in rule["ports"]]
        assert {"port": 443} not in ports, f"{name} has a way out"


def test_monitoring_is_let_in_wherever_prometheus_asks() -> None:
    asked = yaml.safe_load((ROOT / "deploy" / "watching" / "prometheus.yml").read_text(encoding="utf-8"))
    for job in asked["scrape_configs"]:
        for looked_up in job.get("dns_sd_configs", []):
            [name] = looked_up["names"]
            if name in DEPLOYMENTS:
                let_in = named_peers(of_pod(name, "ingress"), "from", looked_up["port"])
                assert "namespace/monitoring" in let_in, f"{name}: {looked_up['port']}"


def test_claims_are_shared_and_all_used() -> None:
    claims = of_kind("PersistentVolumeClaim")
    used = {
        volume["persistentVolumeClaim"]["claimName"]
        for pod in PODS.values()
        for volume in pod["volumes"]
        if "persistentVolumeClaim" in volume
    }
    assert set(claims) == used
    assert all(claim["accessModes"] == ["ReadWriteMany"] for claim in claims.values())
