"""An agent and a citizen who do not speak the same language: what each of them sees of the machine between them."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.channels.console.conftest import PHONE, Counter, OpenWindow
from tests.channels.servers import AnswerServer
from tests.stack.pages import PATIENCE, AgentPage, CitizenPage, words

pytestmark = pytest.mark.browser

KIT = {language: words("kit", language) for language in ("fr", "en")}
FRENCH = KIT["en"]["language_names"]["fr"]
ENGLISH = KIT["en"]["language_names"]["en"]
WRITTEN = "Please bring 42,50 € on 12 May."


@pytest.fixture
def model(answers: AnswerServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """A model serves that writes French and English."""
    monkeypatch.setattr(answers.answers, "writes", ["fr", "en"])


def meet(counter: Counter, open_window: OpenWindow, said: str) -> tuple[CitizenPage, AgentPage]:
    """A citizen who writes French and an agent who reads English have one conversation."""
    citizen = CitizenPage(open_window(viewport=PHONE, locale="fr-LU"), counter, "fr")
    citizen.open()
    citizen.say(f"person {said}")
    expect(citizen.page.get_by_role("region", name=citizen.words["waiting"]["name"])).to_be_visible(timeout=PATIENCE)
    agent = AgentPage(open_window(), counter, "en")
    agent.take_next()
    return citizen, agent


def part(agent: AgentPage) -> None:
    """End the conversation, so that the next test finds nobody."""
    agent.wrap_up("Answered")


@pytest.mark.usefixtures("model")
def test_both_read_and_write_their_own_language(counter: Counter, open_window: OpenWindow) -> None:
    citizen, agent = meet(counter, open_window, "passport")
    writing = agent.assist["writing"]
    citizen.say("Je voudrais un passeport.")

    # One message is translated on a wish, everything by a switch; the original stays where it is.
    message = agent.log.locator("li.message.citizen", has_text="Je voudrais un passeport.")
    expect(message.locator(".reading")).to_have_count(0)
    one = agent.assist["incoming"]["translate_one"].replace("{language}", ENGLISH)
    message.get_by_role("button", name=one).click()
    expect(message.locator(".reading")).to_contain_text("en: Je voudrais un passeport.")
    expect(message.locator(".reading")).to_contain_text("scripted")
    expect(message.locator(".bubble")).to_have_text("Je voudrais un passeport.")
    agent.page.get_by_label(agent.assist["incoming"]["automatic"].replace("{language}", ENGLISH)).check()
    citizen.say("Combien ça coûte ?")
    newest = agent.log.locator("li.message.citizen", has_text="Combien ça coûte ?")
    expect(newest.locator(".reading")).to_contain_text("en: Combien ça coûte ?")

    # Replies are translated from now on, and translated back before anything is sent.
    agent.box.fill(WRITTEN)
    agent.button(writing["translate"]).click()
    translation = agent.page.get_by_label(writing["translation"].replace("{language}", FRENCH))
    expect(translation).to_have_value(f"fr: {WRITTEN}")
    back = agent.page.locator(".translated-reply blockquote")
    expect(back).to_have_text(f"en: fr: {WRITTEN}")
    expect(citizen.log.get_by_text(WRITTEN)).to_have_count(0)

    # What the agent changes is translated back again, and what they wrote anew is translated anew.
    translation.fill("Apportez 42,50 € le 12 mai.")
    expect(agent.page.get_by_text(writing["back_old"])).to_be_visible()
    agent.button(writing["check"]).click()
    expect(back).to_have_text("en: Apportez 42,50 € le 12 mai.")
    agent.box.fill(f"{WRITTEN} Thank you.")
    expect(agent.page.get_by_text(writing["stale"])).to_be_visible()
    expect(agent.button(writing["send"])).to_have_count(0)
    agent.box.fill(WRITTEN)
    agent.button(writing["send"]).click()

    # The citizen sees that a machine translated, and opens what the agent wrote.
    citizen.sees("Apportez 42,50 € le 12 mai.")
    texts = citizen.words["translated"]
    citizen.sees(re.compile(re.escape(KIT["fr"]["origin"]["translated"])))
    original = citizen.log.locator(".translated blockquote")
    expect(original).to_be_hidden()
    citizen.log.get_by_role("button", name=texts["show"]).click()
    expect(original).to_have_text(WRITTEN)
    expect(original).to_be_visible()
    expect(agent.log.locator("li.message.agent").last).to_contain_text(WRITTEN)
    part(agent)
    citizen.close()


@pytest.mark.usefixtures("model")
def test_a_translation_that_changes_an_amount_is_not_sent(counter: Counter, open_window: OpenWindow) -> None:
    citizen, agent = meet(counter, open_window, "passport")
    writing, trouble = agent.assist["writing"], agent.assist["trouble"]

    # The machine has lost something: the console says what.
    agent.box.fill("change 42,50 €")
    agent.page.get_by_role("button", name=agent.assist["tools"]["translate"].replace("{language}", FRENCH)).click()
    agent.button(writing["translate"]).click()
    panel = agent.page.locator(".translated-reply")
    expect(panel.get_by_role("status")).to_contain_text(trouble["tokens_changed"])
    expect(panel.get_by_role("status")).to_contain_text("42,50 €")
    expect(agent.button(writing["send"])).to_have_count(0)

    # The agent has lost something: the hub refuses, and both texts come back to be put right.
    agent.box.fill(WRITTEN)
    agent.button(writing["again"]).click()
    translation = agent.page.get_by_label(writing["translation"].replace("{language}", FRENCH))
    expect(translation).to_have_value(f"fr: {WRITTEN}")
    translation.fill("Apportez 45 € le 12 mai.")
    agent.button(writing["send"]).click()
    expect(panel.get_by_role("status")).to_contain_text(trouble["tokens_changed"])
    expect(agent.box).to_have_value(WRITTEN)
    expect(translation).to_have_value("Apportez 45 € le 12 mai.")
    translation.fill("Apportez 42,50 € le 12 mai.")
    agent.button(writing["send"]).click()
    citizen.sees("Apportez 42,50 € le 12 mai.")
    expect(citizen.log.get_by_text("45 €")).to_have_count(0)
    part(agent)
    citizen.close()


def test_where_no_model_serves_there_are_prepared_replies(counter: Counter, open_window: OpenWindow) -> None:
    citizen, agent = meet(counter, open_window, "passport")
    writing, replies = agent.assist["writing"], agent.assist["replies"]
    expect(agent.page.get_by_text(writing["none"].replace("{language}", FRENCH))).to_be_visible(timeout=PATIENCE)
    expect(agent.button(writing["translate"])).to_have_count(0)
    agent.button(writing["instead"].replace("{language}", FRENCH)).click()
    agent.page.get_by_role("combobox", name=replies["search"]).press("Enter")
    expect(agent.box).to_have_value("Merci, Alex Muster")
    agent.send()
    citizen.sees("Merci, Alex Muster")
    expect(citizen.log.locator(".translated")).to_have_count(0)
    part(agent)
    citizen.close()
