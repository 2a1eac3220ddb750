"""A taken port: which, by whom, and what to change."""

import os
import socket
from pathlib import Path

import pytest

from launcher.ports import EXIT_PORT_TAKEN, check_ports
from launcher.problem import Problem
from launcher.settings import DEFAULT_PORTS, read_settings
from tests.ports import free_ports


def settings_with(tmp_path: Path, ports: list[int]) -> dict[str, str]:
    return {setting: str(port) for (setting, _), port in zip(DEFAULT_PORTS.values(), ports, strict=True)}


def test_free_ports_are_no_problem(tmp_path: Path) -> None:
    check_ports(read_settings(tmp_path, settings_with(tmp_path, free_ports(len(DEFAULT_PORTS)))))


def test_a_taken_port_is_named_with_its_holder_and_its_setting(tmp_path: Path) -> None:
    ports = free_ports(len(DEFAULT_PORTS))
    with socket.create_server(("127.0.0.1", 0)) as holder:
        ports[1] = holder.getsockname()[1]
        with pytest.raises(Problem) as caught:
            check_ports(read_settings(tmp_path, settings_with(tmp_path, ports)))
    assert f"{ports[1]} for rasa is taken by process {os.getpid()} (" in caught.value.what
    assert "set MOIEN_RASA_PORT to a free port" in caught.value.what
    assert caught.value.exit_code == EXIT_PORT_TAKEN


def test_two_processes_on_one_port_are_named(tmp_path: Path) -> None:
    ports = free_ports(len(DEFAULT_PORTS))
    ports[3] = ports[0]
    with pytest.raises(Problem, match=f"{ports[0]} is given to gateway and to sandbox: change MOIEN_SANDBOX_PORT"):
        check_ports(read_settings(tmp_path, settings_with(tmp_path, ports)))


def test_an_address_that_is_not_ours_is_said_so(tmp_path: Path) -> None:
    variables = {**settings_with(tmp_path, free_ports(len(DEFAULT_PORTS))), "MOIEN_HOST": "192.0.2.1"}
    with pytest.raises(Problem, match=r"on 192\.0\.2\.1 cannot be used"):
        check_ports(read_settings(tmp_path, variables))
