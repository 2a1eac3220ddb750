"""Holds WebSockets of citizens who do nothing, in a process of its own.

``python -m bench.load.waiting_crowd PORT COUNT`` prints how many stand when all do, and again for each line on its
standard input; it ends with that.
"""

from __future__ import annotations

import asyncio
import sys

from bench.load.wire import Line, WireError

AT_ONCE = 20
"""Sockets that are being opened at the same time."""
HELLO = '{"type":"hello","language":"fr","site":"demo"}'


class Crowd:
    """Citizens with a socket each."""

    def __init__(self, port: int) -> None:
        """``port`` is the gateway's."""
        self._port = port
        self._lines: list[Line] = []
        self._gate = asyncio.Semaphore(AT_ONCE)

    async def come(self, count: int) -> None:
        """Open so many sockets, each welcomed by the gateway."""
        await asyncio.gather(*(self._open() for _ in range(count)))

    @property
    def standing(self) -> int:
        """How many sockets are open."""
        return sum(line.is_open for line in self._lines)

    async def _open(self) -> None:
        async with self._gate:
            welcomed = asyncio.get_running_loop().create_future()

            def hear(text: bytes) -> None:
                if not welcomed.done() and b'"welcome"' in text:
                    welcomed.set_result(None)

            line = await Line.connect(self._port, "/ws/citizen", hear)
            self._lines.append(line)
            line.send(HELLO)
            async with asyncio.timeout(120):
                await welcomed


async def hold(port: int, count: int) -> None:
    """Hold the sockets until the standard input ends."""
    crowd = Crowd(port)
    try:
        await crowd.come(count)
    except (OSError, TimeoutError, WireError) as error:
        sys.exit(f"{crowd.standing} of {count} sockets are open; the next one failed: {error or type(error).__name__}")
    print(crowd.standing, flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(crowd.standing, flush=True)


if __name__ == "__main__":
    asyncio.run(hold(int(sys.argv[1]), int(sys.argv[2])))
