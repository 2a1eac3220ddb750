"""The bot's Markdown as HTML elements: what becomes markup, and that nothing of a text ever is HTML."""

from __future__ import annotations

from xml.etree.ElementTree import fromstring, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.privacy.marked_text import safe_address, write_marked, write_plain

MARKED = {
    "a paragraph": ("Moien", "<p>Moien</p>"),
    "a line break": ("a\nb", "<p>a<br>b</p>"),
    "two paragraphs": ("a\n\nb", "<p>a</p><p>b</p>"),
    "strong and emphasis": ("**a** *b*", "<p><strong>a</strong> <em>b</em></p>"),
    "a list": ("x\n- a\n- **b**", "<p>x</p><ul><li>a</li><li><strong>b</strong></li></ul>"),
    "a numbered list": ("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>"),
    "a link": ("[a](https://example.lu/x)", '<p><a href="https://example.lu/x">a</a></p>'),
    "a link to nowhere good": ("[a](javascript:x)", "<p>[a](javascript:x)</p>"),
    "HTML": ("<img src=x onerror=y>", "<p>&lt;img src=x onerror=y&gt;</p>"),
    "an image": ("![a](https://evil.example/x)", '<p>!<a href="https://evil.example/x">a</a></p>'),
    "marks that do not fit": ("2 * 3 * 4", "<p>2 * 3 * 4</p>"),
}


def written(text: str) -> str:
    return "".join(tostring(block, encoding="unicode", method="html") for block in write_marked(text))


@pytest.mark.parametrize(("text", "html"), MARKED.values(), ids=MARKED)
def test_what_becomes_of_a_text(text: str, html: str) -> None:
    assert written(text) == html


@pytest.mark.parametrize(
    ("address", "safe"),
    [
        ("https://guichet.lu/a?b=c", True),
        ("mailto:a@b.lu", True),
        ("tel:+352", True),
        ("http://guichet.lu", False),
        ("javascript:alert(1)", False),
        ("java\nscript:x", False),
        ("https://a@b.lu", False),
        ("//evil.example", False),
        ("https://[", False),
        ("data:text/html,x", False),
    ],
)
def test_where_links_may_lead(address: str, safe: bool) -> None:
    assert (safe_address(address) is not None) == safe


@given(st.text(alphabet="ab*[]()<>&\"'\n -1.:/https", max_size=80))
def test_no_text_makes_other_elements_than_the_subset(text: str) -> None:
    for block in (*write_marked(text), *write_plain(text)):
        again = fromstring(tostring(block, encoding="unicode"))
        assert {it.tag for it in again.iter()} <= {"p", "ul", "ol", "li", "strong", "em", "a", "br"}
        assert {name for it in again.iter() for name in it.attrib} <= {"href"}


def test_what_people_write_is_no_markup() -> None:
    [block] = write_plain("**a**\nb")
    assert tostring(block, encoding="unicode", method="html") == "<p>**a**<br>b</p>"
