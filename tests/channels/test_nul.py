"""U+0000 in JSON and in addresses."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.nul import without_nul
from channels.plain_addresses import PlainAddresses

texts = st.text(alphabet=st.sampled_from('\0\\u0/"aé😀\n'))
values = st.recursive(texts, lambda inner: st.lists(inner) | st.dictionaries(texts, inner), max_leaves=5)


def clean(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\0", "")
    if isinstance(value, list):
        return [clean(one) for one in value]
    return {clean(key): clean(one) for key, one in value.items()}


@given(values, st.booleans())
def test_only_nul_goes_and_it_stays_json(value: Any, is_ascii: bool) -> None:
    written = json.dumps(value, ensure_ascii=is_ascii).encode()
    assert json.loads(without_nul(written)) == clean(value)


def test_what_only_looks_like_it_stays() -> None:
    assert without_nul(rb'"\\u0000"') == rb'"\\u0000"'
    assert without_nul(rb'"\\\u0000"') == rb'"\\"'


@pytest.mark.parametrize(("address", "status"), [("/a%00b", 400), ("/a?b=%00", 400), ("/a%2500", 200), ("/a?b=0", 200)])
async def test_an_address_that_holds_it_is_refused(address: str, status: int) -> None:
    async def app(scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b""})

    transport = httpx.ASGITransport(PlainAddresses(app))
    async with httpx.AsyncClient(transport=transport, base_url="http://gateway") as client:
        answered = await client.get(address)
    assert answered.status_code == status
    if status == 400:
        assert answered.json()["code"] == "bad_frame"
