"""docker-compose.yml fits its specification, the launcher and the code; what it must not do is not done."""

import re
from typing import Any

import pytest
import yaml
from compose_spec import PyCompose

from channels.settings import GatewaySettings
from launcher.processes import NAMES, SERVERS, WORKERS
from launcher.settings import DEFAULT_PORTS
from nlu.answer.settings import AnswerSettings
from services.eid.settings import EidSettings
from services.sandbox.settings import SandboxSettings
from services.settings import BeatSettings, WorkerSettings
from services.training.settings import TrainingSettings
from tests.deploy.compose import FILE, ROOT, named_volumes, read_compose, services

SERVICES = services()
OURS = {name: service for name, service in SERVICES.items() if "deploy/Dockerfile" in str(service.get("build"))}
ELSEWHERE = {"redis": "valkey"}
"""Processes of ``./moien up`` that have another name here."""
ONCE = {"content", "train", "migrate", "backup", "restore"}
WATCHING = {name for name, service in SERVICES.items() if service.get("profiles") == ["watching"]}
SETTINGS: dict[str, type] = {
    "gateway": GatewaySettings,
    "worker": WorkerSettings,
    "beat": BeatSettings,
    "training": TrainingSettings,
    "answers": AnswerSettings,
    "sandbox": SandboxSettings,
    "eid": EidSettings,
}


class Plain(yaml.SafeDumper):
    """Writes what is shared out where it is used."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def test_it_fits_the_specification() -> None:
    # The specification knows no anchors: Compose merges them before it looks.
    merged = yaml.dump(read_compose(), Dumper=Plain, sort_keys=False)
    spec = PyCompose.from_yaml(merged).to_spec()
    assert spec.services is not None
    assert set(spec.services) == set(SERVICES)


def test_no_key_stands_twice() -> None:
    class Strict(yaml.SafeLoader):
        def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
            keys = [key.value for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"]
            assert len(keys) == len(set(keys)), f"line {node.start_mark.line}: {keys}"
            return super().construct_mapping(node, deep)

    yaml.load(FILE.read_text(encoding="utf-8"), Strict)


def test_every_process_of_the_launcher_is_there_and_no_other() -> None:
    expected = {ELSEWHERE.get(name, name) for name in NAMES}
    assert set(SERVICES) - ONCE - WATCHING == expected | {"postgres", "caddy"}


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_has_the_launchers_command_port_and_health(name: str) -> None:
    _, module, path = SERVERS[name]
    setting, port = DEFAULT_PORTS[name]
    service = SERVICES[name]
    assert service["command"] == ["python", "-m", module]
    assert service["environment"][setting] == str(port)
    assert service["healthcheck"]["test"] == ["CMD", "python", "-m", "launcher.health", "http", str(port), path]


@pytest.mark.parametrize("name", WORKERS)
def test_a_worker_has_the_launchers_command_port_and_heartbeat_of_its_own(name: str) -> None:
    service = SERVICES[name]
    assert service["command"] == ["python", "-m", f"services.{name}"]
    setting, port = DEFAULT_PORTS[name]
    assert service["environment"][setting] == str(port)
    heartbeat = f"/state/run/{name}.ready"
    assert service["healthcheck"]["test"] == ["CMD", "python", "-m", "launcher.health", "file", heartbeat]
    # Shared, it would say of one worker what is true of another.
    assert any(mount.split(":")[0] in ("/state", "/state/run") for mount in service["tmpfs"])


def test_the_language_model_is_served_as_by_the_launcher() -> None:
    from launcher.processes import describe_process
    from launcher.settings import read_settings

    given = {"MOIEN_LLM_MODEL": "/llm", "MOIEN_HOST": "0.0.0.0", "MOIEN_STATE_DIR": "/state"}
    launched = describe_process(read_settings(ROOT, given), "llm").argv
    theirs = ["/llm" if word == "/state/llm/llm" else word for word in launched[1:]]
    assert SERVICES["llm"]["command"] == ["transformers", *theirs]


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_locked_up(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "cap_add" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert not service.get("privileged")
    limits = service["deploy"]["resources"]["limits"]
    assert set(limits) == {"cpus", "memory", "pids"}, f"{name} may take what it likes"
    assert service["tmpfs"]
    assert service["logging"]["options"]["max-size"]


@pytest.mark.parametrize("name", sorted(set(SERVICES) - ONCE - {"otel-collector"}))
def test_every_service_that_stays_is_checked_and_started_again(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]
    assert SERVICES[name]["restart"] == "unless-stopped"


@pytest.mark.parametrize("name", sorted(ONCE))
def test_what_runs_once_is_not_started_again(name: str) -> None:
    assert SERVICES[name]["restart"] == "no"


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_service_waits_for_what_it_needs(name: str) -> None:
    for needed, how in SERVICES[name].get("depends_on", {}).items():
        once = needed in ONCE
        assert how["condition"] == ("service_completed_successfully" if once else "service_healthy"), needed


def test_the_order_of_an_upgrade_is_that_of_starting() -> None:
    """Tables before whoever reads them, the model before whoever loads it, gateways before the door."""

    def needs(name: str) -> set[str]:
        direct = set(SERVICES[name].get("depends_on", {}))
        return direct.union(*(needs(one) for one in direct)) if direct else direct

    assert {"postgres", "migrate", "valkey", "train", "content"} <= needs("gateway")
    assert {"migrate", "valkey"} <= needs("worker")
    assert {"train", "actions", "postgres"} <= needs("rasa")
    assert "gateway" in needs("caddy")


def test_only_the_proxy_is_reached_from_outside() -> None:
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert published.pop("caddy") == ["80:80", "443:443"]
    for name, ports in published.items():
        assert name in WATCHING
        assert all(port.startswith("127.0.0.1:") for port in ports)


def test_bot_and_stores_have_no_way_out() -> None:
    whole = read_compose()
    assert whole["networks"]["inside"]["internal"] is True
    for name in (
        "postgres",
        "valkey",
        "rasa",
        "actions",
        "rehearsal",
        "answers",
        "beat",
        "training",
        "llm",
        "embeddings",
    ):
        assert SERVICES[name]["networks"] == ["inside"], name
    for name in ("content", "train"):
        assert SERVICES[name]["network_mode"] == "none"
    # The proxy cannot reach what lies behind the gateway.
    assert list(SERVICES["caddy"]["networks"]) == ["front"]
    assert set(SERVICES["worker"]["networks"]) == {"inside", "outside"}


def test_a_name_that_is_an_alias_of_the_proxy_is_answered_at_the_port_of_browsers() -> None:
    caddy = SERVICES["caddy"]
    assert "eid.localhost" in caddy["networks"]["front"]["aliases"]
    assert SERVICES["eid"]["environment"]["MOIEN_EID_URL"] == "https://eid.localhost", "without a port: 443"
    assert caddy["environment"]["MOIEN_HTTPS_PORT"] == "443"
    # It has no rights, and needs none for that port.
    assert caddy["sysctls"] == {"net.ipv4.ip_unprivileged_port_start": 0}


@pytest.mark.parametrize("name", ["gateway", "rasa", "worker"])
def test_how_many_there_are_stays_from_one_start_to_the_next(name: str) -> None:
    variable = f"MOIEN_{name.upper()}_COPIES"
    assert SERVICES[name]["deploy"]["replicas"] == 1
    assert services(**{variable: "3"})[name]["deploy"]["replicas"] == 3


def test_the_gateway_believes_its_proxy_and_nobody_else() -> None:
    front = read_compose()["networks"]["front"]["ipam"]["config"]
    assert SERVICES["gateway"]["environment"]["MOIEN_PROXIES"] == front[0]["subnet"]
    before = {"MOIEN_PROXIES": "172.30.201.0/24,10.0.0.5", "MOIEN_TRUSTED_PROXIES": "10.0.0.5"}
    given = services(**before)
    assert given["gateway"]["environment"]["MOIEN_PROXIES"] == before["MOIEN_PROXIES"]
    assert given["caddy"]["environment"]["MOIEN_TRUSTED_PROXIES"] == before["MOIEN_TRUSTED_PROXIES"]


def test_passwords_stand_in_files() -> None:
    whole = read_compose()
    for name, service in SERVICES.items():
        for variable, value in service.get("environment", {}).items():
            if re.search(r"PASSWORD|SECRET|DATABASE_URL|TRACKER_URL|REDIS_URL|API_KEY", variable):
                assert variable.endswith(("_FILE", "__FILE")), f"{name}: {variable} is in the environment"
                assert value.removeprefix("/run/secrets/") in service["secrets"], f"{name} does not get {value}"
        assert set(service.get("secrets", [])) <= set(whole["secrets"])
    assert all(set(secret) == {"file"} for secret in whole["secrets"].values())
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == set(whole["secrets"])


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_known_to_its_process(name: str) -> None:
    given = SERVICES[name]["environment"]
    named = {variable.removesuffix("_FILE") for variable in given}
    fields = {f"MOIEN_{field.upper()}" for field in SETTINGS[name].model_fields}  # type: ignore[attr-defined]
    assert named <= fields


@pytest.mark.parametrize("name", SETTINGS)
def test_every_process_has_the_settings_that_it_needs(
    name: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = {"database_url": "postgresql://a:b@c/d", "redis_url": "redis://:p@valkey:6379/0"}
    image = {"MOIEN_HOST": "0.0.0.0", "MOIEN_STATE_DIR": "/state", "MOIEN_MODEL_DIR": "/models"}
    image |= {"MOIEN_BOT_DIR": "/content", "MOIEN_BOT_PYTHON": "/opt/bot/bin/python"}
    for variable, value in (image | SERVICES[name]["environment"]).items():
        if variable.endswith("_FILE"):
            secret = value.removeprefix("/run/secrets/")
            (tmp_path / secret).write_text(values.get(secret, "a secret of many letters"), encoding="utf-8")
            monkeypatch.setenv(variable, str(tmp_path / secret))
            monkeypatch.delenv(variable.removesuffix("_FILE"), raising=False)
        else:
            monkeypatch.setenv(variable, value)
    SETTINGS[name]()


@pytest.mark.parametrize("name", SETTINGS)
def test_no_process_looks_for_a_neighbour_in_its_own_container(name: str) -> None:
    """What is near with ``./moien up`` is another container here."""
    given = {variable.removesuffix("_FILE") for variable in SERVICES[name]["environment"]}
    for field, known in SETTINGS[name].model_fields.items():  # type: ignore[attr-defined]
        if field.endswith("_url") and "127.0.0.1" in str(known.default):
            assert f"MOIEN_{field.upper()}" in given, f"{name} would look for {field} at {known.default}"


def test_addresses_name_services_and_their_ports() -> None:
    ports = {ELSEWHERE.get(name, name): port for name, (_, port) in DEFAULT_PORTS.items()}
    for name, service in OURS.items():
        for variable, value in service.get("environment", {}).items():
            found = re.fullmatch(r"http://([a-z]+):(\d+)", value)
            if found:
                assert found[1] in SERVICES, f"{name}: {variable}"
                assert int(found[2]) == ports[found[1]], f"{name}: {variable}"
                assert set(SERVICES[found[1]]["networks"]) & set(service["networks"]), f"{name} cannot reach {found[1]}"


def test_files_models_and_content_are_shared_by_those_who_need_them() -> None:
    mounts = {name: named_volumes(service) for name, service in SERVICES.items()}
    assert mounts["gateway"]["/state"] == mounts["worker"]["/state"] == mounts["backup"]["/state"] == "state"
    for name in ("gateway", "training", "train"):
        assert mounts[name]["/models"] == "models"
    for name in ("rasa", "actions", "rehearsal", "answers"):
        assert mounts[name]["/models"] == "models:ro"
        assert mounts[name]["/content"] == "content:ro"
    # The studio writes into the content.
    assert mounts["gateway"]["/content"] == mounts["backup"]["/content"] == "content"
    # Who restores a database does not touch what is known of erasures.
    assert mounts["gateway"]["/ledger"] == mounts["restore"]["/ledger"] == "ledger"


def test_all_volumes_and_networks_are_used() -> None:
    whole = read_compose()
    mounted = {source for service in SERVICES.values() for source in named_volumes(service).values()}
    assert set(whole["volumes"]) == {source.removesuffix(":ro") for source in mounted if "/" not in source}
    joined = {network for service in SERVICES.values() for network in service.get("networks", [])}
    assert set(whole["networks"]) == joined


def test_what_is_mounted_from_the_project_is_there() -> None:
    made = {"./deploy/llm", "./deploy/embedding", "./deploy/backups"}
    for service in SERVICES.values():
        for source in named_volumes(service).values():
            path = source.removesuffix(":ro")
            assert not path.startswith("./") or path in made or (ROOT / path).exists(), path


def test_images_are_named_exactly() -> None:
    for name, service in SERVICES.items():
        if "build" not in service and not service["image"].startswith("moien/"):
            assert re.fullmatch(r"[a-z0-9./-]+:v?\d+(\.\d+)+(-[a-z]+)?(@sha256:[0-9a-f]{64})?", service["image"]), name
