"""The door for tokens: OAuth 2.0, client credentials (RFC 6749, 4.4). Its errors have the shape of that standard."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Header, Request
from fastapi.responses import JSONResponse

from services.sandbox.access import Access, read_basic
from services.sandbox.models import Token

router = APIRouter(prefix="/oauth", tags=["Tokens"])

NOT_STORED = {"Cache-Control": "no-store"}


@router.post("/token", response_model=Token, responses={"4XX": {"description": "An error as RFC 6749 shapes it."}})
def give_token(
    request: Request,
    grant_type: Annotated[str, Form(description="client_credentials")] = "",
    client_id: Annotated[str, Form(description="Where it is not in HTTP Basic.")] = "",
    client_secret: Annotated[str, Form(description="Where it is not in HTTP Basic.")] = "",
    authorization: Annotated[str, Header(alias="Authorization", description="HTTP Basic of the client.")] = "",
) -> JSONResponse:
    """Give the client a token for all administrations."""
    access: Access = request.app.state.access
    if not access.knows(*(read_basic(authorization) or (client_id, client_secret))):
        headers = {**NOT_STORED, "WWW-Authenticate": "Basic"}
        return JSONResponse({"error": "invalid_client"}, status_code=401, headers=headers)
    if grant_type != "client_credentials":
        return JSONResponse({"error": "unsupported_grant_type"}, status_code=400, headers=NOT_STORED)
    token = Token(access_token=access.new_token(), expires_in=access.token_seconds)
    return JSONResponse(token.model_dump(), headers=NOT_STORED)
