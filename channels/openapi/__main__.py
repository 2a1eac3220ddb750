"""Prints the OpenAPI document of the gateway: ``python -m channels.openapi``."""

from __future__ import annotations

import sys

import msgspec

from channels.app import build_app
from channels.desk.standing import StandingDesk
from channels.openapi.document import describe_api
from channels.settings import GatewaySettings
from contracts.desk.loader import DeskReader


def main() -> int:
    """Write it to standard output."""
    settings = GatewaySettings()
    reader = DeskReader(settings.bot_dir)
    app = build_app(settings, {}, StandingDesk(reader.read(), reader))
    written = msgspec.json.format(msgspec.json.encode(describe_api(app.routes)), indent=2)
    sys.stdout.write(written.decode() + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
