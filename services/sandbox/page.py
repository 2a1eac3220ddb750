"""Renders the sandbox's page: what it is, whom its register knows, and its API, without scripts or foreign assets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

from ruamel.yaml import YAML

from services.sandbox.register import Register

CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
BANNER: Mapping[str, str] = YAML(typ="safe").load(Path(__file__).with_name("banner.yaml"))
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")


def element(tag: str, *children: Element | str, **attributes: str) -> Element:
    """Return an HTML element; texts are escaped when it is written. ``class_`` stands for ``class``."""
    made = Element(tag, {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()})
    last: Element | None = None
    for child in children:
        if isinstance(child, Element):
            made.append(child)
            last = child
        elif last is None:
            made.text = (made.text or "") + child
        else:
            last.tail = (last.tail or "") + child
    return made


def render_page(document: Mapping[str, Any], register: Register) -> str:
    """Return the page as HTML; ``document`` is an OpenAPI document."""
    info = document["info"]
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("title", info["title"]),
        element("style", STYLE),
    )
    main = element(
        "main",
        element("h1", info["title"]),
        element("p", info["description"]),
        element("p", "The same as data: ", element("a", "openapi.json", href="/openapi.json"), "."),
        _register_section(register),
        *_operations(document),
    )
    page = element("html", head, element("body", _banner(), main), lang="en")
    return "<!doctype html>\n" + tostring(page, encoding="unicode", method="html")


def _banner() -> Element:
    lines = [element("p", text, lang=language) for language, text in BANNER.items()]
    return element("header", *lines, class_="banner")


def _register_section(register: Register) -> Element:
    rows = [
        *([f"National id {number}", "not_registered"] for number in sorted(register.not_registered)),
        *(
            [f"Plate {plate}, unless the national id is {holder}", "plate_not_yours"]
            for plate, holder in sorted(register.holders.items())
        ),
        *([f"Plate {plate}", "already_has_permit"] for plate in sorted(register.permits)),
        ["A plate that was granted a permit here, in the same commune", "already_has_permit"],
        ["Any other valid national id and plate", "accepted"],
    ]
    return element("section", element("h2", "What the register answers"), _table(["Application with", "Answer"], rows))


def _operations(document: Mapping[str, Any]) -> Iterator[Element]:
    for path, item in document["paths"].items():
        for method, operation in item.items():
            yield _operation(document, path, method, operation)


def _operation(document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> Element:
    section = element(
        "section",
        element("h2", element("span", method.upper(), class_="method"), " ", element("code", path)),
        element("p", operation.get("description", "")),
    )
    parameters = [
        [f"{parameter['name']} ({parameter['in']})", _rule(document, parameter["schema"]), _yes(parameter["required"])]
        for parameter in operation.get("parameters", [])
    ]
    schema = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    body = _resolve(document, schema)
    fields = [
        [name, _rule(document, rule), _yes(name in body.get("required", []))]
        for name, rule in body.get("properties", {}).items()
    ]
    if parameters or fields:
        section.append(_table(["Name", "Rule", "Required"], parameters + fields))
    answers = [[status, answer["description"]] for status, answer in operation["responses"].items()]
    section.append(_table(["Status", "Meaning"], answers))
    return section


def _resolve(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    resolved: Mapping[str, Any] = document["components"]["schemas"][reference.rpartition("/")[2]]
    return resolved


def _rule(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    resolved = _resolve(document, schema)
    known = {key: resolved[key] for key in ("type", "pattern", "minLength", "maxLength", "maxItems") if key in resolved}
    return ", ".join(
        [*(f"{key} {value}" for key, value in known.items()), *filter(None, [resolved.get("description")])]
    )


def _yes(required: bool) -> str:
    return "yes" if required else "no"


def _table(columns: list[str], rows: list[list[str]]) -> Element:
    head = element("tr", *(element("th", column, scope="col") for column in columns))
    body = [element("tr", *(element("td", cell) for cell in row)) for row in rows]
    return element("table", element("thead", head), element("tbody", *body))
