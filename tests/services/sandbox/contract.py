"""The connectors' documents as the sandbox is held to them: read here on their own, not as the connectors read them."""

from dataclasses import dataclass, field
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from ruamel.yaml import YAML

from services.connectors.registry import FOLDER

METHODS = ("get", "post", "put", "patch", "delete")
RULES = ("type", "pattern", "minLength", "maxLength", "enum")


@dataclass(frozen=True)
class Described:
    """One operation of a document."""

    id: str
    method: str
    path: str
    document: dict[str, Any] = field(repr=False)

    @property
    def node(self) -> dict[str, Any]:
        node: dict[str, Any] = self.document["paths"][self.path][self.method]
        return node

    @property
    def files(self) -> bool:
        return self.method != "get"

    def parameters(self, place: str) -> dict[str, dict[str, Any]]:
        """Schemas by name of what travels in ``place``."""
        found = [resolve(self.document, parameter) for parameter in self.node.get("parameters", [])]
        return {one["name"]: resolve(self.document, one["schema"]) for one in found if one["in"] == place}

    def body(self) -> tuple[str, dict[str, Any]] | None:
        """Media type and schema of the body, if there is one."""
        content = self.node.get("requestBody", {}).get("content")
        if not content:
            return None
        ((media_type, media),) = content.items()
        return media_type, resolve(self.document, media["schema"])

    def answers(self) -> dict[int, tuple[str, Draft202012Validator]]:
        """Media type and check of every documented answer."""
        found = {}
        for status, reference in self.node["responses"].items():
            ((media_type, media),) = resolve(self.document, reference)["content"].items()
            whole = {**media["schema"], "components": self.document["components"]}
            found[int(status)] = (media_type, Draft202012Validator(whole, format_checker=FormatChecker()))
        return found

    def codes(self) -> set[str]:
        """Every reason for a refusal that the document names."""
        found: set[str] = set()
        for reference in self.node["responses"].values():
            schema = resolve(self.document, next(iter(resolve(self.document, reference)["content"].values()))["schema"])
            found.update(schema.get("properties", {}).get("code", {}).get("examples", []))
        return found


def resolve(document: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """What ``node`` stands for."""
    while "$ref" in node:
        target: Any = document
        for key in node["$ref"].removeprefix("#/").split("/"):
            target = target[key]
        node = target
    return node


def rules_of(document: dict[str, Any], schemas: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """What each value must be."""
    resolved = {name: resolve(document, schema) for name, schema in schemas.items()}
    return {name: {key: schema[key] for key in RULES if key in schema} for name, schema in resolved.items()}


def read_operations() -> dict[str, Described]:
    """All operations of all documents by ``<administration>.<operationId>``."""
    found = {}
    for file in sorted(FOLDER.glob("*/openapi.yaml")):
        document = YAML(typ="safe").load(file)
        for path, item in document["paths"].items():
            for method in METHODS:
                if method in item:
                    name = f"{file.parent.name}.{item[method]['operationId']}"
                    found[name] = Described(item[method]["operationId"], method, path, document)
    return found
