"""A small OpenAPI document with everything that the conventions know, and a connector to a scripted server."""

import copy
from pathlib import Path
from typing import Any

from services.connectors.client import make_credentials, open_client
from services.connectors.connector import Connector
from services.connectors.document import Document
from services.connectors.settings import ConnectorSettings

KEY_HEADER = {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string"}}
REFERENCE = {"name": "reference", "in": "path", "required": True, "schema": {"type": "string", "pattern": "^[!-~]+$"}}
PROBLEM = {"type": "object", "required": ["title"], "properties": {"title": {"type": "string"}}}
REJECTION = {"allOf": [PROBLEM], "required": ["code"], "properties": {"code": {"type": "string", "examples": ["full"]}}}
RECEIPT = {"type": "object", "required": ["reference"], "properties": {"reference": {"type": "string"}}}


def answer(schema: dict[str, Any], media_type: str = "application/json") -> dict[str, Any]:
    return {"description": "x", "content": {media_type: {"schema": schema}}}


REFUSALS = {
    "409": answer({"allOf": [PROBLEM], "properties": {"reference": {"type": "string"}}}, "application/problem+json"),
    "422": answer(REJECTION, "application/problem+json"),
}


def body(media_type: str, **properties: dict[str, Any]) -> dict[str, Any]:
    schema = {
        "type": "object",
        "additionalProperties": False,
        "required": sorted(properties),
        "properties": properties,
    }
    return {"content": {media_type: {"schema": schema}}}


TEXT = {"type": "string", "minLength": 1}
CONTENT: dict[str, Any] = {
    "openapi": "3.1.1",
    "paths": {
        "/places/{commune}/slots": {
            "get": {
                "operationId": "findSlots",
                "x-retry": {"attempts": 2, "base": 0.5, "most": 5},
                "parameters": [
                    {"name": "commune", "in": "path", "required": True, "schema": TEXT},
                    {"name": "day", "in": "query", "required": True, "schema": {"type": "string", "format": "date"}},
                    {"name": "matter", "in": "query", "schema": TEXT},
                ],
                "responses": {
                    "200": answer(
                        {
                            "type": "object",
                            "required": ["options"],
                            "properties": {
                                "options": {
                                    "type": "array",
                                    "items": {
                                        "type": "object",
                                        "required": ["value"],
                                        "properties": {
                                            "value": TEXT,
                                            "label": TEXT,
                                            "at": {"type": "string", "format": "date-time"},
                                        },
                                    },
                                }
                            },
                        }
                    ),
                    "422": answer(REJECTION, "application/problem+json"),
                },
            }
        },
        "/applications/{reference}": {
            "get": {
                "operationId": "show",
                "parameters": [REFERENCE],
                "responses": {
                    "200": answer(
                        {
                            "type": "object",
                            "required": ["status"],
                            "properties": {
                                "reference": TEXT,
                                "status": {"$ref": "#/components/schemas/Status"},
                                "filed_on": {"type": "string", "format": "date"},
                                "at": {"type": ["string", "null"], "format": "date-time"},
                                "place": TEXT,
                                "floor": {"type": "integer"},
                                "is_open": {"type": "boolean"},
                                "parts": {"type": "array", "items": TEXT},
                                "document": {"type": "string", "format": "uri-reference"},
                            },
                        }
                    )
                },
            },
            "delete": {
                "operationId": "takeBack",
                "parameters": [KEY_HEADER, REFERENCE],
                "responses": {"204": {"description": "x"}, **REFUSALS},
            },
        },
        "/applications": {
            "post": {
                "operationId": "file",
                "parameters": [KEY_HEADER],
                "requestBody": body("application/json", name=TEXT),
                "responses": {
                    "201": answer(
                        {
                            **RECEIPT,
                            "properties": {
                                **RECEIPT["properties"],
                                "document": {"type": "string", "format": "uri-reference"},
                            },
                        }
                    ),
                    **REFUSALS,
                },
            }
        },
        "/moves": {
            "post": {
                "operationId": "declare",
                "parameters": [KEY_HEADER],
                "requestBody": body("multipart/form-data", address=TEXT, proof={"type": "string", "format": "binary"}),
                "responses": {"201": answer(RECEIPT), **REFUSALS},
            }
        },
    },
    "components": {"schemas": {"Status": {"type": "string", "enum": ["received", "in_progress", "ready", "rejected"]}}},
}


def make_document(content: dict[str, Any] | None = None) -> Document:
    return Document(copy.deepcopy(content or CONTENT), Path("office/openapi.yaml"))


DOCUMENT = make_document()


def make_connector(url: str, timeout: float = 1, **settings: Any) -> Connector:
    complete = ConnectorSettings(url=url, timeout=timeout, **settings)
    client = open_client(complete)
    return Connector(client, make_credentials(complete, client))
