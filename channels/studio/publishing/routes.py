"""The routes of publishing, as the staff's routes take them in."""

from __future__ import annotations

from fastapi import APIRouter

from channels.studio.publishing import pause_routes, release_routes, review_routes

router = APIRouter()
for part in (review_routes, release_routes, pause_routes):
    router.include_router(part.router)
