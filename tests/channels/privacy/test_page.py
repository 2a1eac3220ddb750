"""The page ``/receipt``: who holds a code sees, takes along and erases; nobody else learns anything."""

from __future__ import annotations

import httpx
import pytest

from contracts.languages import LANGUAGES, OWN_NAMES
from tests.channels.privacy.conftest import Kept


async def ask(api: httpx.AsyncClient, code: str, wish: str = "show", language: str = "en") -> httpx.Response:
    return await api.post("/receipt", params={"lang": language}, data={"code": code, "wish": wish})


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_page_asks_in_every_language_and_runs_nothing(api: httpx.AsyncClient, language: str) -> None:
    answer = await api.get("/receipt", params={"lang": language})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert all(name in answer.text for name in OWN_NAMES.values())
    assert "<script" not in answer.text
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert "script-src" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"


async def test_a_code_shows_the_conversation_however_it_is_written(kept: Kept) -> None:
    await kept.say("Bonjour <b>")
    await kept.hears(3)
    code = await kept.receipt()
    for written in (code, code.lower(), code.replace("-", ""), f"  {code.replace('-', ' ')} "):
        answer = await ask(kept.api, written)
        assert answer.status_code == 200
        assert "Bonjour &lt;b&gt;" in answer.text
        assert "is kept until" in answer.text
    assert code in answer.text, "it goes on into the next form"
    assert "?lang=en" in answer.text
    assert f"code={code}" not in answer.text


async def test_both_files(kept: Kept) -> None:
    await kept.say("Bonjour")
    await kept.hears(3)
    code = await kept.receipt()
    data = await ask(kept.api, code, "save_json")
    page = await ask(kept.api, code, "save_html")
    assert data.json()["conversation"] == kept.id
    assert "Bonjour" in page.text
    for answer in (data, page):
        assert answer.headers["content-disposition"].startswith("attachment")
        assert answer.headers["cache-control"] == "no-store"


async def test_erasing_asks_first_and_then_does_it(kept: Kept) -> None:
    code = await kept.receipt()
    asked = await ask(kept.api, code, "erase", "de")
    assert "Ja, alles löschen" in asked.text
    assert (await kept.export()).status_code == 200
    done = await ask(kept.api, code, "erase_yes", "de")
    assert "Das Gespräch ist gelöscht" in done.text
    assert (await kept.export()).status_code == 404
    assert (await ask(kept.api, code)).status_code == 404


async def test_wrong_codes_of_any_kind_get_the_same_answer(kept: Kept) -> None:
    code = await kept.receipt()
    await kept.erase()
    wrong = [code, "", "x", code[:-1] + "?", "0" * 28, "A" * 3000]
    answers = [await ask(kept.api, one) for one in wrong]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.text.replace(_nonce(answer), "") for answer in answers}) == 1


def _nonce(answer: httpx.Response) -> str:
    return answer.headers["content-security-policy"].partition("'nonce-")[2].partition("'")[0]


async def test_guessing_is_stopped_and_hinders_nobody_for_long(kept: Kept) -> None:
    codes = [await ask(kept.api, "0" * 28) for _ in range(40)]
    assert codes[-1].status_code == 429
    assert "too many attempts" in codes[-1].text
