"""The accessibility statement in a browser: it keeps the rules that it speaks of."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from channels.accessibility_page import render_statement
from channels.settings import GatewaySettings
from channels.sites import read_sites
from contracts.languages import LANGUAGES, Language
from tests.web.conftest import violations

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_is_accessible(chromium: Browser, language: Language, scheme: str) -> None:
    site = read_sites(GatewaySettings().sites_dir)["demo"]
    page = chromium.new_page(color_scheme=scheme, viewport={"width": 320, "height": 500})  # type: ignore[arg-type]
    page.set_content(bytes(render_statement("demo", site, language).body).decode())
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.close()
