"""``./moien up``: sets up what is missing, starts every process, prints the addresses, stops all on Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import time

from launcher import setup
from launcher.ports import check_ports
from launcher.problem import Problem
from launcher.processes import NAMES, addresses, describe_processes
from launcher.progress import say
from launcher.settings import Settings
from launcher.state import PlatformState, read_state
from launcher.supervisor import Supervisor

STATE_FILE = "state.json"
PATIENCE = 180.0
"""Seconds a first start may take until a process that is not ready is called a problem."""
AFTER_TABLES = ("gateway", "worker")
"""Processes that need the tables."""


def up(settings: Settings) -> int:
    """Run the platform until stopped; gives the exit code.

    Raises:
        Problem: set-up failed, a port is taken, or a process does not get ready.
    """
    running = read_state(settings.run_dir / STATE_FILE)
    if running:
        say(f"Moien runs already (process {running.pid}).")
        print_addresses(running)
        return 0
    started = time.monotonic()
    say("Moien: setting up")
    check_ports(settings)
    setup.ensure_installed(settings)
    setup.ensure_model(settings)
    return asyncio.run(_run(settings, started))


async def _run(settings: Settings, started: float) -> int:
    supervisor = Supervisor(
        variables=settings.process_variables(),
        cwd=settings.root,
        logs_dir=settings.logs_dir,
        state_file=settings.run_dir / STATE_FILE,
        addresses=addresses(settings),
        say=say,
    )
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    (settings.run_dir / "worker.ready").unlink(missing_ok=True)
    try:
        starting = asyncio.create_task(_start(settings, supervisor))
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            await starting
            say(f"Moien is ready ({time.monotonic() - started:.0f} s).")
            print_addresses(supervisor.state)
            _print_accounts(settings)
            say("Ctrl-C stops everything. In another terminal: ./moien status, ./moien logs NAME, ./moien down")
            await stopping
        else:
            starting.cancel()
    finally:
        say("\nStopping …")
        await supervisor.stop()
        say("Stopped.")
    return 0


async def _start(settings: Settings, supervisor: Supervisor) -> None:
    say("Moien: starting")
    processes = describe_processes(settings)
    supervisor.start(processes[name] for name in NAMES if name not in AFTER_TABLES)
    await asyncio.to_thread(setup.migrate, settings)
    await asyncio.to_thread(setup.ensure_accounts, settings)
    supervisor.start(processes[name] for name in NAMES if name in AFTER_TABLES)
    began = time.monotonic()

    async def announce(name: str) -> None:
        await supervisor.wait_ready(name)
        say(f"  ✓ {name} is ready ({time.monotonic() - began:.1f} s)")

    try:
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*(announce(name) for name in NAMES))
    except TimeoutError:
        late = [name for name, process in supervisor.state.processes.items() if process.state != "ready"]
        raise Problem(
            f"Not ready after {PATIENCE:g} s: {', '.join(late)}.",
            "Their logs say why: " + ", ".join(str(settings.logs_dir / f"{name}.log") for name in late),
        ) from None


def print_addresses(state: PlatformState) -> None:
    """Print what a person opens in the browser."""
    width = max(map(len, state.addresses))
    for name, address in state.addresses.items():
        say(f"  {name:<{width}}  {address}")


def _print_accounts(settings: Settings) -> None:
    file = settings.run_dir / setup.FIRST_ACCOUNTS
    if file.exists():
        say(f"First accounts (from {file}; change them with ./moien staff):")
        say("".join(f"  {line}\n" for line in file.read_text(encoding="utf-8").splitlines()).rstrip())
