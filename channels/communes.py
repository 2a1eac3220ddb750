"""``/api/communes``: the communes of the country by all their names, for inputs that complete them."""

from __future__ import annotations

from datetime import timedelta

import msgspec
from fastapi import APIRouter, Response

from channels.openapi.described import describe
from nlu.text.fields.commune_names import Commune, list_communes

router = APIRouter()

KEPT = timedelta(days=1)
"""How long a browser may keep the list."""


@router.get("/api/communes")
@describe(gives=list[Commune])
async def show_communes() -> Response:
    """Return each commune with its name in Luxembourgish, French and German, and its further names.

    Nothing of it is about anybody, so every website may read it.
    """
    headers = {
        "Cache-Control": f"public, max-age={int(KEPT.total_seconds())}",
        "Access-Control-Allow-Origin": "*",
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return Response(msgspec.json.encode(list_communes()), headers=headers, media_type="application/json")
