"""Holds the licences of a bill of materials against the list of those that the project may be shipped with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import yaml

FILE = Path(__file__).with_name("licences.yaml")


class ReviewedLicence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A package whose licence is looked at by itself."""

    package: str
    licence: str
    """As the bill names it; empty where it names none."""
    why: str


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be shipped."""

    allowed: list[str]
    """SPDX names, and the classifiers of old Python packages."""
    reviewed: list[ReviewedLicence]


def read_policy(file: Path = FILE) -> Policy:
    """Return the list; raises `ValueError`."""
    try:
        return msgspec.convert(yaml.safe_load(file.read_text(encoding="utf-8")), Policy)
    except (msgspec.ValidationError, yaml.YAMLError) as error:
        raise ValueError(f"{file}: {error}") from error


def find_strange(bill: Mapping[str, Any], policy: Policy) -> list[str]:
    """Return a line for each component whose licence nobody has allowed."""
    reviewed = {(one.package.lower(), one.licence) for one in policy.reviewed}
    strange = []
    for component in bill["components"]:
        name, named = str(component["name"]).lower(), list(licences_of(component))
        told = " / ".join(named)
        if any(is_allowed(one, policy) for one in named) or (name, told) in reviewed:
            continue
        strange.append(f"{component['name']} {component.get('version', '')}: {told or 'names no licence'}")
    return strange


def licences_of(component: Mapping[str, Any]) -> Iterator[str]:
    """Give the licences that a component names for the whole of it."""
    for one in component.get("licenses") or []:
        licence = one.get("license") or {}
        named = one.get("expression") or licence.get("id") or licence.get("name")
        if named:
            yield str(named)


def is_allowed(expression: str, policy: Policy) -> bool:
    """Tell whether an SPDX expression without brackets can be kept: one way of those joined by OR, with all of AND."""
    allowed = {one.lower() for one in policy.allowed}
    ways = expression.lower().split(" or ") if expression.lower() not in allowed else [expression]
    return any(all(part.strip().lower() in allowed for part in way.lower().split(" and ")) for way in ways)
