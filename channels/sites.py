"""The websites that carry the widget: one YAML file per site in ``channels/sites``."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import msgspec
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from contracts.languages import LANGUAGES, Language


class SiteError(ValueError):
    """A file of a site cannot be used; the text says where and what to write instead."""


class Site(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the widget shows about the administration."""

    name: dict[Language, str]
    """The administration's name in each of the four languages."""
    privacy: str
    """Page about personal data: an https link, or a path on the gateway."""
    languages: list[Language]
    """Languages that the widget offers."""


def read_sites(folder: Path) -> dict[str, Site]:
    """Return all sites by the name of their file; raises `SiteError`."""
    sites = {path.stem: read_site(path) for path in sorted(folder.glob("*.yaml"))}
    if not sites:
        raise SiteError(f"{folder} holds no site: put a file per website there, its name ending in .yaml")
    return sites


def read_site(path: Path) -> Site:
    """Read one site; raises `SiteError`."""
    try:
        data: Any = YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8"))
        site = msgspec.convert(data, Site)
    except (YAMLError, UnicodeDecodeError, msgspec.ValidationError) as error:
        raise SiteError(f"{path}: {error}") from error
    missing = [language for language in LANGUAGES if not site.name.get(language, "").strip()]
    if missing:
        raise SiteError(f"{path}: name lacks {', '.join(missing)}; write the administration's name in each language")
    if not site.languages or len(set(site.languages)) != len(site.languages):
        raise SiteError(f"{path}: languages must name each offered language once, for instance [lb, fr, de, en]")
    link = urlsplit(site.privacy)
    if not (site.privacy.startswith("/") or (link.scheme == "https" and link.hostname)):
        raise SiteError(f"{path}: privacy is {site.privacy!r}; write an https:// link or a path that begins with /")
    return site
