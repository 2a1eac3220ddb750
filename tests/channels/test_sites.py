"""Sites: the demo is complete, mistakes are named by file."""

from __future__ import annotations

from pathlib import Path

import pytest

from channels.settings import GatewaySettings
from channels.sites import SiteError, read_site, read_sites
from contracts.languages import LANGUAGES

GOOD = """
name: {lb: Gemeng, fr: Commune, de: Gemeinde, en: Commune}
privacy: https://example.lu/privacy
languages: [fr, lb]
"""


def test_the_demo_is_plainly_a_demo_in_every_language() -> None:
    demo = read_sites(GatewaySettings().sites_dir)["demo"]
    assert tuple(demo.name) == LANGUAGES
    assert all("(d" in name.lower() for name in demo.name.values())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("languages: [fr, lb]", ""), "languages"),
        (("languages: [fr, lb]", "languages: []"), "languages must name"),
        (("languages: [fr, lb]", "languages: [fr, fr]"), "languages must name"),
        (("languages: [fr, lb]", "languages: [pt]"), "$.languages"),
        (("de: Gemeinde, ", ""), "name lacks de"),
        (("de: Gemeinde", "de: ' '"), "name lacks de"),
        (("https://example.lu/privacy", "javascript:alert(1)"), "privacy is 'javascript:alert(1)'"),
        (("https://example.lu/privacy", "http://example.lu"), "privacy"),
        (("name:", "title: x\nname:"), "title"),
        (("[fr, lb]", "[fr"), "site.yaml"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = tmp_path / "site.yaml"
    path.write_text(GOOD, encoding="utf-8")
    assert read_site(path).languages == ["fr", "lb"]
    path.write_text(GOOD.replace(*change), encoding="utf-8")
    with pytest.raises(SiteError) as refused:
        read_site(path)
    assert "site.yaml" in str(refused.value)
    assert said in str(refused.value)


def test_a_folder_without_sites(tmp_path: Path) -> None:
    with pytest.raises(SiteError, match="holds no site"):
        read_sites(tmp_path)
