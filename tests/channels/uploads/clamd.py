"""A small server that speaks clamd's protocol: finds EICAR, and fails in the ways that clamd can."""

from __future__ import annotations

import socketserver
import struct
import threading
from pathlib import Path

from tests.channels.uploads.samples import EICAR


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        server: Clamd = self.server.clamd
        command = b""
        while not command.endswith(b"\0"):
            command += self.rfile.read(1)
        if command == b"zPING\0":
            self.wfile.write(b"PONG\0" if server.answer is None else server.answer)
            return
        assert command == b"zINSTREAM\0"
        if server.limit is not None and server.limit <= 0:
            return
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
            if server.limit is not None and len(content) > server.limit:
                self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0")
                return
        server.scanned.append(content)
        if server.answer is not None:
            self.wfile.write(server.answer)
        else:
            self.wfile.write(b"stream: Eicar-Test FOUND\0" if EICAR in content else b"stream: OK\0")


class _Tcp(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


class _Unix(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


class Clamd:
    """Listens on a free port, or on a Unix socket."""

    def __init__(self, path: Path | None = None) -> None:
        self.scanned: list[bytes] = []
        self.answer: bytes | None = None
        self.limit: int | None = None
        """Bytes after which no more is taken; 0: it hangs up at once."""
        self._server = _Unix(str(path), _Handler) if path else _Tcp(("127.0.0.1", 0), _Handler)
        self._server.clamd = self
        self.address = f"unix:{path}" if path else f"127.0.0.1:{self._server.server_address[1]}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
