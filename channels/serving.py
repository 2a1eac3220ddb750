"""Serves the gateway until it is told to stop; ``python -m channels`` does."""

from __future__ import annotations

import sys

import uvicorn
from pydantic import ValidationError

from channels.app import build_app
from channels.desk.standing import StandingDesk
from channels.http_server import BoundedHttp
from channels.settings import GatewaySettings, describe_problems
from channels.sites import SiteError, read_sites
from contracts.catalogue.problems import CatalogueError
from contracts.desk.loader import DeskReader
from contracts.logs import set_up_logging
from contracts.tracing import set_up_tracing

EXIT_BAD_SETTINGS = 2
LONGEST_FRAME = 65536
"""Bytes; a longer frame ends the socket with close code 1009."""
STOP_SECONDS = 5
"""How long open calls may take to end when the gateway is stopped."""


def server_config(settings: GatewaySettings) -> uvicorn.Config:
    """Return the server's configuration."""
    reader = DeskReader(settings.bot_dir)
    desk = StandingDesk(reader.read(), reader)
    return uvicorn.Config(
        build_app(settings, read_sites(settings.sites_dir), desk),
        host=settings.host,
        port=settings.port,
        http=BoundedHttp,
        ws="websockets-sansio",
        ws_max_size=LONGEST_FRAME,
        ws_per_message_deflate=False,
        ws_ping_interval=20,
        ws_ping_timeout=20,
        # What a proxy says of a client is read by `channels.limits.addresses`, from the proxies that the settings name.
        proxy_headers=False,
        access_log=False,
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=STOP_SECONDS,
    )


def serve() -> int:
    """Read the settings and serve until SIGTERM or SIGINT; returns the exit status."""
    set_up_logging()
    try:
        config = server_config(GatewaySettings())
        stop_tracing = set_up_tracing("gateway")
    except ValidationError as error:
        sys.stderr.write(f"{describe_problems(error)}\n")
        return EXIT_BAD_SETTINGS
    except (SiteError, CatalogueError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return EXIT_BAD_SETTINGS
    server = uvicorn.Server(config)
    server.run()
    stop_tracing()
    return 0 if server.started else 1
