"""``./moien up``: sets up what is missing, starts every process, prints the addresses, stops all on Ctrl-C."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor

from launcher import setup
from launcher.accounts import FIRST_ACCOUNTS
from launcher.commands import stop_commands
from launcher.plan import Step, carry_out
from launcher.ports import check_ports
from launcher.processes import NEEDS, addresses, describe_process, list_names
from launcher.progress import say, under_way
from launcher.settings import Settings
from launcher.state import PlatformState, read_state
from launcher.supervisor import Supervisor

STATE_FILE = "state.json"
PATIENCE = 180.0
"""Seconds a process may take to get ready."""
THREADS = 24
"""For steps of the set-up and looks at health, all of which mostly wait."""


def up(settings: Settings) -> int:
    """Run the platform until stopped; gives the exit code.

    Raises:
        Problem: set-up failed, a port is taken, or a process does not get ready.
    """
    running = read_state(settings.run_dir / STATE_FILE)
    if running:
        say(f"Moien runs already (process {running.pid}); ./moien status shows how it stands.")
        print_addresses(running)
        return 0
    check_ports(settings)
    return asyncio.run(_run(settings))


async def _run(settings: Settings) -> int:
    began = time.time()
    loop = asyncio.get_running_loop()
    loop.set_default_executor(ThreadPoolExecutor(THREADS))
    supervisor = Supervisor(
        variables=settings.process_variables(),
        cwd=settings.root,
        logs_dir=settings.logs_dir,
        state_file=settings.run_dir / STATE_FILE,
        addresses=addresses(settings),
        say=say,
    )
    stop = _listen_for_signals(supervisor)
    say("Moien: setting up what is missing, starting what is there")
    starting = asyncio.create_task(carry_out(list_steps(settings, supervisor)))
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            say(f"Moien is ready ({time.time() - began:.0f} s).")
            print_addresses(supervisor.state)
            _print_accounts(settings, began)
            say("Ctrl-C stops everything. In another terminal: ./moien status, ./moien logs NAME, ./moien down")
            await stopping
    finally:
        say("\nStopping …")
        stopping.cancel()
        starting.cancel()
        stop_commands()
        await supervisor.stop()
        say("Stopped.")
    return 0


def list_steps(settings: Settings, supervisor: Supervisor) -> list[Step]:
    """Everything that happens between ``./moien up`` and a platform that is ready."""
    installing, storing = setup.list_installing(settings, tests=False), setup.list_storing(settings)
    needs = {name: NEEDS[name] for name in list_names(settings)}
    if settings.llm_model:
        # It reads the model's control tokens.
        needs["answers"] += ("llm weights",)
    starting = [Step(name, listed, _starter(settings, supervisor, name)) for name, listed in needs.items()]
    return [*installing, *storing, *starting]


def _starter(settings: Settings, supervisor: Supervisor, name: str) -> Callable[[], Awaitable[None]]:
    async def start() -> None:
        began = time.monotonic()
        with under_way(name):
            process = describe_process(settings, name)
            supervisor.start(process)
            if not process.is_awaited:
                say(f"  … {name} is loading; everything else goes on without it")
                return
            await supervisor.wait_ready(name, PATIENCE)
        say(f"  ✓ {name} is ready ({time.monotonic() - began:.1f} s)")

    return start


def _listen_for_signals(supervisor: Supervisor) -> asyncio.Event:
    """Give an event that the first signal sets; a second one does not wait for processes to stop by themselves."""
    stop = asyncio.Event()

    def heed() -> None:
        if stop.is_set():
            supervisor.kill()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # `nohup ./moien up` has turned SIGHUP off, and means it.
        if signal.getsignal(number) is not signal.SIG_IGN:
            asyncio.get_running_loop().add_signal_handler(number, heed)
    return stop


def print_addresses(state: PlatformState) -> None:
    """Print what a person opens in the browser."""
    width = max(map(len, state.addresses))
    for name, address in state.addresses.items():
        say(f"  {name:<{width}}  {address}")


def _print_accounts(settings: Settings, began: float) -> None:
    """Print the first accounts when they were made now, later only where they stand."""
    file = settings.run_dir / FIRST_ACCOUNTS
    if not file.exists():
        return
    if file.stat().st_mtime < began:
        say(f"Passwords of the first accounts: {file}")
        return
    say(f"First accounts, shown this once and kept in {file}:")
    for line in file.read_text(encoding="utf-8").splitlines():
        say(f"  {line}")
