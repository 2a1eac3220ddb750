"""How staff get in and are kept out, in the browser: links, second factors, sessions, single sign-on."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.channels.auth.conftest import EidServer, LoginGateway
from tests.channels.console.conftest import Counter, OpenWindow, staffed
from tests.channels.servers import BotServer, RedisServer, running
from tests.stack.pages import PATIENCE, AgentPage, StaffPage, words

pytestmark = pytest.mark.browser

WORDS = words("kit", "en", "staff")
ACCOUNTS = words("console", "en", "accounts")
ME, SIGN_IN = WORDS["me"], WORDS["sign_in"]
CHOSEN = "correct horse battery"


@pytest.fixture(scope="module")
def eid_counter(
    redis_server: RedisServer, bot: BotServer, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Counter]:
    """A gateway at which staff sign in with a password or with the sandbox identity provider."""
    folder = tmp_path_factory.mktemp("console")
    gateway = LoginGateway(folder, redis_server, bot, sqlite_template)
    eid = EidServer(folder / "eid", gateway.origin)
    gateway.use(eid)
    eid.start()
    try:
        with running(gateway):
            yield staffed(gateway)
    finally:
        eid.stop()


def new_page(open_window: OpenWindow, address: str) -> Page:
    page = open_window().new_page()
    page.set_default_timeout(PATIENCE)
    page.goto(address)
    return page


def sign_in(page: Page, name: str, password: str) -> None:
    page.get_by_label(SIGN_IN["name"], exact=True).fill(name)
    page.get_by_label(SIGN_IN["password"], exact=True).fill(password)
    page.get_by_role("button", name=SIGN_IN["submit"], exact=True).click()


def is_in(page: Page, person: str) -> None:
    expect(page.locator("a.who")).to_contain_text(person, timeout=PATIENCE)


def is_out(page: Page) -> None:
    expect(page.get_by_role("heading", name=SIGN_IN["heading"], exact=True)).to_be_visible(timeout=PATIENCE)


def open_own_account(page: Page) -> None:
    page.locator("a.who").click()
    expect(page.get_by_role("heading", name=ME["heading"])).to_be_visible()


def test_from_the_link_to_the_second_factor(eid_counter: Counter, open_window: OpenWindow) -> None:
    administrator = StaffPage(open_window(), eid_counter, "en", eid_counter.password("administrator"), "#accounts").page
    administrator.get_by_role("button", name=ACCOUNTS["accounts"]["add"]).click()
    form = ACCOUNTS["form"]
    administrator.get_by_label(form["display_name"]).fill("Ana Pereira")
    administrator.get_by_label(form["name"], exact=True).fill("agent")
    administrator.get_by_role("button", name=form["create"]).click()
    expect(administrator.get_by_text(form["name_taken"])).to_be_visible()
    administrator.get_by_label(form["name"], exact=True).fill("ana")
    administrator.get_by_role("button", name=form["create"]).click()
    link = administrator.get_by_label(ACCOUNTS["invitation"]["link"]).input_value()
    assert link.startswith(f"{eid_counter.url}/console/#")
    row = administrator.get_by_role("row", name=re.compile("Ana Pereira"))
    expect(row).to_contain_text(ACCOUNTS["accounts"]["invited"])

    # The link is good for one password, and for one use.
    page = new_page(open_window, link)
    chosen, again = WORDS["password"]["chosen"], WORDS["password"]["again"]
    page.get_by_label(chosen, exact=True).fill("short")
    page.get_by_label(again, exact=True).fill("short")
    page.get_by_role("button", name=WORDS["join"]["submit"]).click()
    expect(page.get_by_text(re.compile("too short"))).to_be_visible()
    page.get_by_label(chosen, exact=True).fill(CHOSEN)
    page.get_by_label(again, exact=True).fill(CHOSEN)
    page.get_by_role("button", name=WORDS["join"]["submit"]).click()
    is_in(page, "Ana Pereira")
    assert "#" not in page.url, "the token stays in the address"
    late = new_page(open_window, link)
    expect(late.get_by_text(WORDS["join"]["gone"])).to_be_visible()

    # An app is set up with the secret, and proves it with a code.
    open_own_account(page)
    page.get_by_role("button", name=ME["factor"]["begin"]).click()
    expect(page.get_by_role("img", name=ME["factor"]["qr"])).to_be_visible()
    app = pyotp.TOTP(page.get_by_label(ME["factor"]["secret"]).input_value().replace(" ", ""))
    used = app.now()
    page.get_by_label(ME["factor"]["code"]).fill(used)
    page.get_by_role("button", name=ME["factor"]["confirm"]).click()
    expect(page.get_by_text(ME["factor"]["turned_on"])).to_be_visible()
    page.get_by_role("button", name=WORDS["sign_out"]).click()

    # From now on a code is asked for, and none works twice.
    sign_in(page, "ana", CHOSEN)
    code = page.get_by_label(SIGN_IN["code"], exact=True)
    code.fill(used)
    page.get_by_role("button", name=SIGN_IN["continue"]).click()
    expect(page.get_by_text(SIGN_IN["code_wrong"])).to_be_visible()
    # The code of the next half-minute counts already: nobody has to wait for it here.
    code.fill(app.at(time.time(), counter_offset=1))
    page.get_by_role("button", name=SIGN_IN["continue"]).click()
    is_in(page, "Ana Pereira")


def test_who_is_sent_away_is_out_at_once(eid_counter: Counter, open_window: OpenWindow) -> None:
    left_open = AgentPage(open_window(), eid_counter, "en")
    page = StaffPage(open_window(), eid_counter, "en", eid_counter.password("agent"), "#me").page
    sessions = page.get_by_role("region", name=ME["sessions"]["heading"])
    expect(sessions.get_by_role("listitem")).to_have_count(2)
    sessions.get_by_role("button", name=re.compile(f"^{ME['sessions']['end_named'].split('{')[0]}")).click()
    expect(sessions.get_by_text(ME["sessions"]["ended"])).to_be_visible()
    is_out(left_open.page)
    is_in(page, "Alex Muster")

    # An administrator ends the account itself: the open console closes by itself, and no password opens it again.
    page.goto(f"{eid_counter.url}/console/#desk")
    administrator = StaffPage(open_window(), eid_counter, "en", eid_counter.password("administrator"), "#accounts").page
    edit = ACCOUNTS["accounts"]["edit_named"].replace("{name}", "Alex Muster")
    administrator.get_by_role("button", name=edit).click()
    administrator.get_by_role("button", name=ACCOUNTS["acts"]["deactivate"], exact=True).click()
    administrator.get_by_role("button", name=ACCOUNTS["acts"]["deactivate_yes"]).click()
    expect(administrator.get_by_text(ACCOUNTS["acts"]["deactivated"])).to_be_visible()
    is_out(page)
    sign_in(page, *eid_counter.password("agent"))
    expect(page.get_by_text(SIGN_IN["wrong"])).to_be_visible()

    # What happened stands in the log, and nobody has touched it.
    administrator.goto(f"{eid_counter.url}/console/#audit")
    expect(administrator.get_by_text(ACCOUNTS["audit"]["intact"])).to_be_visible()
    table = administrator.get_by_role("table", name=ACCOUNTS["audit"]["table"])
    for action in ("session_ended", "account_changed"):
        entries = table.get_by_role("row", name=re.compile(ACCOUNTS["audit"]["actions"][action]))
        expect(entries.filter(has_text="agent")).to_have_count(1)


def test_the_administrations_own_sign_in(eid_counter: Counter, open_window: OpenWindow) -> None:
    page = new_page(open_window, f"{eid_counter.url}/console/")
    own = page.get_by_role("link", name=SIGN_IN["sso"].replace("{label}", "Sandbox eID"))
    own.click()
    page.get_by_role("button", name=re.compile("Claire")).click()
    page.wait_for_url(f"{eid_counter.url}/console/")
    is_in(page, "Claire Modèle")
    ways = page.get_by_role("navigation", name=words("console", "en")["pages"]["nav"])
    expect(ways.get_by_role("link", name=words("console", "en")["pages"]["overview"])).to_be_visible()

    # Password and second factor are the provider's business, the session is ours.
    open_own_account(page)
    expect(page.get_by_text(ME["elsewhere"])).to_be_visible()
    expect(page.get_by_role("button", name=ME["factor"]["begin"])).to_have_count(0)
    expect(page.get_by_role("region", name=ME["sessions"]["heading"]).get_by_role("listitem")).to_have_count(1)
    page.get_by_role("button", name=WORDS["sign_out"]).click()
    is_out(page)

    # Who is in none of the groups is told so, and comes back to where they were.
    own.click()
    page.get_by_role("button", name=re.compile("Rita")).click()
    page.wait_for_url(re.compile(re.escape(f"{eid_counter.url}/auth/staff/return")))
    page.get_by_role("link").click()
    is_out(page)
