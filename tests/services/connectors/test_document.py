"""OpenAPI documents: what is read from a good one, and what is said about a bad one."""

import copy
from collections.abc import Callable
from pathlib import Path
from typing import Any, get_args

import pytest
from fastapi.openapi.models import OpenAPI
from ruamel.yaml import YAML

from contracts.jobs import JobKind
from services.connectors.document import Document
from services.connectors.registry import FOLDER, read_documents
from services.connectors.schemas import DocumentError
from tests.services.connectors import office

FILE = FOLDER / "commune" / "openapi.yaml"
GOOD: dict[str, Any] = YAML(typ="safe").load(FILE)
POST = "/residence-certificates"


def test_the_commune_is_a_sound_openapi_document() -> None:
    assert OpenAPI.model_validate(GOOD).openapi == "3.1.1"


@pytest.mark.parametrize(
    ("operation_id", "path", "required", "codes"),
    [
        (
            "requestResidenceCertificate",
            "/residence-certificates",
            {"national_id", "commune", "purpose"},
            {"not_registered"},
        ),
        (
            "requestParkingPermit",
            "/parking-permits",
            {"national_id", "commune", "plate", "phone"},
            {"not_registered", "plate_not_yours", "already_has_permit"},
        ),
    ],
)
def test_operations_of_the_commune(operation_id: str, path: str, required: set[str], codes: set[str]) -> None:
    operation = Document.read(FILE).operation(operation_id)
    assert (operation.method, operation.path) == ("POST", path)
    assert operation.required == operation.fields == required
    assert operation.rejection_codes() == codes
    assert {status: answer.kind for status, answer in operation.answers.items()} == {
        201: "success",
        400: "problem",
        401: "problem",
        409: "problem",
        422: "rejection",
    }


def test_every_operation_of_every_connector_can_be_called() -> None:
    documents = read_documents()
    assert documents
    for document in documents.values():
        for operation_id in document.operation_ids:
            assert document.operation(operation_id).id == operation_id


def _without_idempotency(post: dict[str, Any]) -> None:
    post["parameters"] = []


def _body_without_schema(post: dict[str, Any]) -> None:
    post["requestBody"] = {"content": {"text/plain": {}}}


def _number_field(post: dict[str, Any]) -> None:
    post["requestBody"]["content"]["application/json"]["schema"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"age": {"type": "integer"}},
    }


def _open_body(post: dict[str, Any]) -> None:
    post["requestBody"]["content"]["application/json"]["schema"] = {"type": "object", "properties": {}}


def _without_success(post: dict[str, Any]) -> None:
    del post["responses"]["201"]


def _success_without_schema(post: dict[str, Any]) -> None:
    post["responses"]["201"] = {"description": "nothing"}


def _default_answer(post: dict[str, Any]) -> None:
    post["responses"]["default"] = {"description": "whatever"}


def _lost_reference(post: dict[str, Any]) -> None:
    post["responses"]["201"] = {"$ref": "#/components/responses/Nowhere"}


def _foreign_reference(post: dict[str, Any]) -> None:
    post["responses"]["201"] = {"$ref": "https://example.invalid/openapi.json#/x"}


def _endless_reference(post: dict[str, Any]) -> None:
    post["responses"]["201"] = {"$ref": "#/paths/~1residence-certificates/post/responses/201"}


def _bad_schema(post: dict[str, Any]) -> None:
    post["requestBody"]["content"]["application/json"]["schema"] = {
        "type": "object",
        "additionalProperties": False,
        "properties": {"a": {"type": "string", "minLength": "three"}},
    }


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (_without_idempotency, "Idempotency-Key"),
        (_body_without_schema, "no schema for application/json or multipart/form-data"),
        (_number_field, "is no string"),
        (_open_body, "additionalProperties: false"),
        (_without_success, "documents no success"),
        (_success_without_schema, "no schema for application/json"),
        (_default_answer, "is no status"),
        (_lost_reference, "not in this document"),
        (_foreign_reference, "not in this document"),
        (_endless_reference, "which refers to itself"),
        (_bad_schema, "is no JSON Schema"),
    ],
)
def test_an_operation_that_cannot_be_called_says_why(spoil: Callable[[dict[str, Any]], None], said: str) -> None:
    content = copy.deepcopy(GOOD)
    spoil(content["paths"][POST]["post"])
    document = Document(content, Path("some/openapi.yaml"))
    with pytest.raises(DocumentError, match=said) as caught:
        document.operation("requestResidenceCertificate")
    assert str(caught.value).startswith(f"some/openapi.yaml: paths.{POST}.post")


def test_a_parameter_in_the_path_must_be_documented() -> None:
    content = copy.deepcopy(GOOD)
    content["paths"] = {"/communes/{commune}/certificates": content["paths"][POST]}
    with pytest.raises(DocumentError, match="parameters in its path that are not documented: commune"):
        Document(content, Path("x.yaml")).operation("requestResidenceCertificate")


def test_an_unknown_operation_names_those_there_are() -> None:
    with pytest.raises(DocumentError, match=r"it has: bookAppointment, .*, requestResidenceCertificate"):
        Document.read(FILE).operation("requestGold")


def test_the_same_id_twice_is_refused() -> None:
    content = copy.deepcopy(GOOD)
    content["paths"]["/again"] = content["paths"][POST]
    with pytest.raises(DocumentError, match="repeats operationId"):
        Document(content, Path("x.yaml"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("openapi: 3.0.3\npaths: {}\n", "is '3.0.3'; write an OpenAPI 3.1 document"),
        ("- a list\n", "holds no mapping"),
        ("openapi: 3.1.1\n", "paths: is no mapping"),
        ("openapi: 3.1.1\npaths: {/x: post}\n", "paths: is no mapping"),
        ("a: [\n", "cannot be read"),
    ],
)
def test_a_file_that_is_no_document_is_named(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "openapi.yaml"
    file.write_text(text)
    with pytest.raises(DocumentError, match=said) as caught:
        Document.read(file)
    assert str(file) in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="cannot be read"):
        Document.read(tmp_path / "openapi.yaml")


# The conventions beyond filing, on a small document with all of them ----------------------------------------------


@pytest.mark.parametrize(
    ("operation_id", "method", "places", "kinds"),
    [
        ("findSlots", "GET", {"commune": {"path"}, "day": {"query"}, "matter": {"query"}}, {"look_up"}),
        ("show", "GET", {"reference": {"path"}}, {"look_up"}),
        ("takeBack", "DELETE", {"reference": {"path"}}, {"undo"}),
        ("file", "POST", {"name": {"body"}}, {"file", "undo"}),
        ("declare", "POST", {"address": {"body"}, "proof": {"file"}}, {"file", "undo"}),
    ],
)
def test_where_fields_travel_and_what_an_operation_can_do(
    operation_id: str, method: str, places: dict[str, set[str]], kinds: set[str]
) -> None:
    operation = office.DOCUMENT.operation(operation_id)
    assert (operation.method, dict(operation.places)) == (method, places)
    assert {kind for kind in get_args(JobKind) if operation.can_do(kind)} == kinds


def test_what_becomes_a_value() -> None:
    assert office.DOCUMENT.operation("show").answers[200].values == {
        "status": "code",
        "filed_on": "day",
        "at": "moment",
        "place": "text",
        "floor": "text",
        "is_open": "text",
    }


def test_a_field_of_the_path_may_stand_in_the_body_too() -> None:
    content = copy.deepcopy(office.CONTENT)
    content["paths"]["/applications/{reference}"]["delete"]["requestBody"] = office.body(
        "application/json", reference={"type": "string", "maxLength": 3}
    )
    operation = office.make_document(content).operation("takeBack")
    assert operation.places == {"reference": {"path", "body"}}
    assert operation.request.is_valid({"reference": "A-1"})
    assert not operation.request.is_valid({"reference": "A-12"}), "both rules hold"
    assert not operation.request.is_valid({"reference": "é"})


SLOTS, SHOW, FILE_PATH = "/places/{commune}/slots", "/applications/{reference}", "/applications"


def _change(path: str, method: str, change: Callable[[dict[str, Any]], None]) -> dict[str, Any]:
    content = copy.deepcopy(office.CONTENT)
    change(content["paths"][path][method])
    return content


def _schema(operation: dict[str, Any], status: str) -> dict[str, Any]:
    found: dict[str, Any] = operation["responses"][status]["content"]["application/json"]["schema"]["properties"]
    return found


@pytest.mark.parametrize(
    ("path", "method", "change", "said"),
    [
        (SLOTS, "get", lambda get: get.update({"x-retry": {"attempts": 0}}), r"x-retry: has 'attempts': 0; write"),
        (SLOTS, "get", lambda get: get.update({"x-retry": {"attempts": 1.5}}), "has 'attempts': 1.5"),
        (SLOTS, "get", lambda get: get.update({"x-retry": {"base": True}}), "has 'base': True"),
        (SLOTS, "get", lambda get: get.update({"x-retry": {"pause": 1}}), "has 'pause': 1; write numbers for attempts"),
        (SLOTS, "get", lambda get: get.update({"x-retry": 3}), "x-retry: has '': 3"),
        (SLOTS, "get", lambda get: _schema(get, "200")["options"].update(items={"type": "string"}), "is no list of ob"),
        (SLOTS, "get", lambda get: get["parameters"][1].update(schema={"type": "integer"}), "day: is no string"),
        (SLOTS, "get", lambda get: get["parameters"].pop(0), "in its path that are not documented: commune"),
        (SHOW, "get", lambda get: _schema(get, "200")["document"].pop("format"), "document: is no link"),
        (SHOW, "delete", lambda undo: undo["parameters"].pop(0), "has no header parameter Idempotency-Key"),
        (
            SHOW,
            "get",
            lambda get: get["parameters"].append({"name": "X-Tenant", "in": "header", "required": True}),
            "requires the header parameter 'X-Tenant', which nobody sends",
        ),
        (
            FILE_PATH,
            "post",
            lambda post: post.update(
                requestBody=office.body("application/json", proof={"type": "string", "format": "binary"})
            ),
            "proof: is a file; files travel as multipart/form-data",
        ),
    ],
)
def test_what_breaks_the_conventions_is_named(
    path: str, method: str, change: Callable[[dict[str, Any]], None], said: str
) -> None:
    document = office.make_document(_change(path, method, change))
    with pytest.raises(DocumentError, match=said) as caught:
        for operation_id in document.operation_ids:
            document.operation(operation_id)
    assert str(caught.value).startswith(f"office/openapi.yaml: paths.{path}.{method}")


def test_a_schema_that_holds_itself_is_refused() -> None:
    content = copy.deepcopy(office.CONTENT)
    content["components"]["schemas"]["Status"] = {"type": "array", "items": {"$ref": "#/components/schemas/Status"}}
    with pytest.raises(DocumentError, match="which refers to itself"):
        office.make_document(content).operation("show")
