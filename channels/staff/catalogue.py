"""The health of the catalogue, for those who look after services."""

from __future__ import annotations

import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.responses import Response

from channels.answers import answer
from channels.catalogue_health import describe_catalogue
from channels.staff.guard import Needs, Visit

router = APIRouter()


@router.get("/api/staff/catalogue")
async def show_catalogue(visit: Annotated[Visit, Depends(Needs("owner", "publisher"))]) -> Response:
    """Show the services and what is wrong with them."""
    return answer(await asyncio.to_thread(describe_catalogue, visit.door.settings.bot_dir))
