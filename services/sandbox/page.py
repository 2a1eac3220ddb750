"""Renders the sandbox's page: what it is, whom its register knows, and its API, without scripts or foreign assets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, tostring

from ruamel.yaml import YAML

from contracts.markup import element
from services.sandbox.faults import DEFAULT_SECONDS
from services.sandbox.register import Register

CONTENT_SECURITY_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"
BANNER: Mapping[str, str] = YAML(typ="safe").load(Path(__file__).with_name("banner.yaml"))
STYLE = Path(__file__).with_name("page.css").read_text(encoding="utf-8")
RULES = ("type", "format", "pattern", "minLength", "maxLength", "maxItems")


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
    groups = _groups(document)
    main = element(
        "main",
        element("h1", info["title"]),
        element("p", info["description"]),
        element("p", "The same as data: ", element("a", "openapi.json", href="/openapi.json"), "."),
        _contents(groups),
        _register_section(register),
        _access_section(),
        _faults_section(),
        *(_group(document, name, operations) for name, operations in groups.items()),
    )
    page = element("html", head, element("body", _banner(), main), lang="en")
    return "<!doctype html>\n" + tostring(page, encoding="unicode", method="html")


def _banner() -> Element:
    lines = [element("p", text, lang=language) for language, text in BANNER.items()]
    return element("header", *lines, class_="banner")


def _contents(groups: Mapping[str, list[tuple[str, str, Mapping[str, Any]]]]) -> Element:
    links = [
        element(
            "li",
            element("a", name, href=f"#{_anchor(name)}"),
            element("span", f" {len(operations)}", class_="count"),
        )
        for name, operations in groups.items()
    ]
    return element("nav", element("ul", *links), aria_label="Contents")


def _register_section(register: Register) -> Element:
    refused = "not_registered, unknown_person, no_card"
    rows = [
        *([f"National id {number}", refused] for number in sorted(register.not_registered)),
        *([f"National id {number}", "accepted, and turned down later"] for number in sorted(register.turned_down)),
        *(
            [f"Plate {plate}, unless the national id is {holder}", "plate_not_yours"]
            for plate, holder in sorted(register.holders.items())
        ),
        *([f"Plate {plate}", "already_has_permit"] for plate in sorted(register.permits)),
        ["A plate that was granted a permit here, in the same commune", "already_has_permit"],
        ["A birthdate that is not the one in the national id", "unknown_person"],
        ["A year that has not begun, or five years ago and before", "no_card"],
        ["A proof that is no PDF, PNG or JPEG, by its content", "unreadable_proof"],
        *([f"Street {street}", "unknown_street"] for street in sorted(register.unknown_streets)),
        ["Any other valid national id, plate and street", "accepted"],
    ]
    table = _table(["Request with", "Answer"], rows)
    return element("section", element("h2", "What the register answers"), table, class_="register")


def _access_section() -> Element:
    return element(
        "section",
        element("h2", "Who may call"),
        element(
            "p",
            "Anybody, unless a key or a client is set: then whoever sends it in ",
            element("code", "X-API-Key"),
            ", or a Bearer token from ",
            element("code", "/oauth/token"),
            ".",
        ),
    )


def _faults_section() -> Element:
    seconds = {kind: f"{default:g} s where none are given" for kind, default in DEFAULT_SECONDS.items()}
    rows = [
        ["delay", f"The answer comes later; {seconds['delay']}."],
        ["error", "Status 500, and nothing is done."],
        ["unavailable", f"Status 503 with Retry-After, and nothing is done; {seconds['unavailable']}."],
        ["commit-then-timeout", f"It is done, the answer comes later; {seconds['commit-then-timeout']}."],
        ["malformed", "It is done, the answer is cut off in the middle."],
        ["conflict", "A repeated Idempotency-Key gets status 409 instead of the first answer again."],
    ]
    return element(
        "section",
        element("h2", "Faults to ask for"),
        element(
            "p",
            "In the header ",
            element("code", "X-Sandbox-Fault"),
            ", planned at ",
            element("code", "/sandbox/faults"),
            ", or for all requests in the setting ",
            element("code", "MOIEN_SANDBOX_FAULT"),
            ".",
        ),
        _table(["Fault", "What happens"], rows),
    )


def _groups(document: Mapping[str, Any]) -> dict[str, list[tuple[str, str, Mapping[str, Any]]]]:
    """Return path, method and operation of all operations by their first tag, in the order of the document."""
    groups: dict[str, list[tuple[str, str, Mapping[str, Any]]]] = {}
    for path, item in document["paths"].items():
        for method, operation in item.items():
            name = next(iter(operation.get("tags", [])), "Other")
            groups.setdefault(name, []).append((path, method, operation))
    return groups


def _group(document: Mapping[str, Any], name: str, operations: list[tuple[str, str, Mapping[str, Any]]]) -> Element:
    shown = [_operation(document, path, method, operation) for path, method, operation in operations]
    return element("div", element("h2", name, id=_anchor(name), class_="group"), *shown)


def _operation(document: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> Element:
    section = element(
        "section",
        element("h3", element("span", method.upper(), class_=f"method {method}"), " ", element("code", path)),
        element("p", operation.get("description", "")),
    )
    rows = [*_parameter_rows(document, operation), *_body_rows(document, operation)]
    if rows:
        section.append(_table(["Name", "Rule", "Required"], rows))
    answers = [[status, answer["description"]] for status, answer in sorted(operation["responses"].items())]
    section.append(_table(["Status", "Meaning"], answers))
    return section


def _parameter_rows(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[list[str]]:
    for parameter in operation.get("parameters", []):
        rule = _rule(document, {"description": parameter.get("description", ""), **parameter["schema"]})
        yield [f"{parameter['name']} ({parameter['in']})", rule, _yes(parameter["required"])]


def _body_rows(document: Mapping[str, Any], operation: Mapping[str, Any]) -> Iterator[list[str]]:
    for media in operation.get("requestBody", {}).get("content", {}).values():
        body = _resolve(document, media["schema"])
        for name, rule in body.get("properties", {}).items():
            yield [name, _rule(document, rule), _yes(name in body.get("required", []))]


def _resolve(document: Mapping[str, Any], schema: Mapping[str, Any]) -> Mapping[str, Any]:
    reference = schema.get("$ref")
    if reference is None:
        return schema
    resolved: Mapping[str, Any] = document["components"]["schemas"][reference.rpartition("/")[2]]
    return resolved


def _rule(document: Mapping[str, Any], schema: Mapping[str, Any]) -> str:
    resolved = _resolve(document, schema)
    known = [f"{key} {resolved[key]}" for key in RULES if key in resolved]
    if "enum" in resolved:
        known.append(f"one of {', '.join(resolved['enum'])}")
    return " · ".join([*filter(None, [resolved.get("description")]), *known])


def _anchor(name: str) -> str:
    return name.split(",")[0].lower().replace(":", "").replace(" ", "-")


def _yes(required: bool) -> str:
    return "yes" if required else "no"


def _table(columns: list[str], rows: list[list[str]]) -> Element:
    head = element("tr", *(element("th", column, scope="col") for column in columns))
    body = [element("tr", *(element("td", cell) for cell in row)) for row in rows]
    table = element("table", element("thead", head), element("tbody", *body))
    return element("div", table, class_="table", tabindex="0", role="region", aria_label=" / ".join(columns))
