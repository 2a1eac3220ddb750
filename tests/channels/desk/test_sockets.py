"""What agents and citizens do with tickets, on a real gateway: taking, passing on, calling back, the bot meanwhile."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from tests.channels.client import Agent, Citizen, agent, citizen, new_message_id
from tests.channels.servers import Gateway

Cookies = dict[str, str]


async def hand_over(line: Citizen) -> None:
    await line.send(type="ask_person", message_id=new_message_id())
    await line.event("owner", owner="queue")


async def take(desk: Agent, line: Citizen) -> dict[str, Any]:
    ticket = await desk.ticket_of(line.conversation, state="waiting")
    await desk.send(type="claim", ticket=ticket["ticket"])
    return await desk.ticket_of(line.conversation, state="claimed", mine=True)


async def refused(desk: Citizen, **frame: Any) -> str:
    await desk.send(**frame)
    return (await desk.next_of("error"))["code"]


async def close(desk: Agent, line: Citizen, wrap_up: str = "answered", **more: Any) -> None:
    await desk.send(type="close", conversation=line.conversation, wrap_up=wrap_up, **more)
    await line.event("owner", owner="closed")


async def colleague(desk: Agent, name: str, **fields: Any) -> dict[str, Any]:
    def shown(picture: dict[str, Any]) -> dict[str, Any] | None:
        found = (one for one in picture["colleagues"] if one["name"].startswith(name))
        return next((one for one in found if all(one[key] == value for key, value in fields.items())), None)

    return await desk.desk_where(shown)


async def test_the_desk_comes_whole_once_and_then_in_differences(gateway: Gateway, people: Cookies) -> None:
    async with agent(gateway.origin, people["kim"]) as desk:
        whole = await desk.next_of("desk")
        assert (whole["me"]["name"], whole["me"]["presence"], whole["me"]["capacity"]) == ("Kim Muster", "available", 4)
        assert [one["queue"] for one in whole["queues"]] == ["taxes", "justice", "general"]
        assert all(one["open"] for one in whole["queues"])
        async with citizen(gateway.origin) as line:
            await hand_over(line)
            ticket = await desk.ticket_of(line.conversation)
            assert (ticket["queue"], ticket["fits"], ticket["late"], ticket["moves"]) == ("general", True, False, 0)
            await line.send(type="leave_queue")
            await desk.desk_without(line.conversation)
    assert [f["type"] for f in desk.frames].count("desk") == 1
    async with agent(gateway.origin, people["kim"]) as fresh:
        assert (await fresh.next_of("desk"))["tickets"] == desk.fold()["tickets"]


async def test_presence_is_seen_by_colleagues(gateway: Gateway, people: Cookies) -> None:
    async with agent(gateway.origin, people["kim"]) as kim, agent(gateway.origin, people["lou"]) as lou:
        await colleague(lou, "Kim", presence="available")
        await kim.send(type="presence", state="away", reason="lunch")
        assert (await colleague(lou, "Kim", presence="away"))["reason"] == "lunch"
        await kim.desk_where(lambda desk: desk["me"]["presence"] == "away" and desk["me"]["reason"] == "lunch")
        assert await refused(kim, type="presence", state="asleep") == "bad_frame"
    async with agent(gateway.origin, people["kim"]) as again:
        assert (await again.next_of("desk"))["me"]["presence"] == "away", "back within half a minute"
        await again.send(type="presence", state="available")
        await again.desk_where(lambda desk: desk["me"]["presence"] == "available")


async def test_tickets_go_to_whom_they_fit(gateway: Gateway, people: Cookies) -> None:
    async with (
        citizen(gateway.origin, "fr") as line,
        agent(gateway.origin, people["greta"]) as greta,
        agent(gateway.origin, people["vera"]) as vera,
    ):
        await hand_over(line)
        seen = await vera.ticket_of(line.conversation)
        await greta.next_of("desk")
        await greta.send(type="ping")
        await greta.next_of("pong")
        assert line.conversation not in str(greta.frames), "she speaks no French"
        assert await refused(greta, type="claim", ticket=seen["ticket"]) == "not_yours"
        assert await refused(greta, type="watch", conversation=line.conversation) == "unknown_conversation"
        assert await refused(greta, type="claim_next") == "unknown_ticket"
        await take(vera, line)
        await close(vera, line)


async def test_the_next_ticket_is_the_oldest_and_of_many_hands_each_gets_its_own(
    gateway: Gateway, people: Cookies
) -> None:
    async with (
        citizen(gateway.origin) as first,
        citizen(gateway.origin) as second,
        agent(gateway.origin, people["kim"]) as kim,
        agent(gateway.origin, people["lou"]) as lou,
    ):
        await hand_over(first)
        await hand_over(second)
        for desk in (kim, lou):
            await desk.ticket_of(second.conversation)
        await asyncio.gather(kim.send(type="claim_next"), lou.send(type="claim_next"))
        agents = {(await line.event("owner", owner="agent"))["data"]["agent"] for line in (first, second)}
        assert agents == {"Kim Muster", "Lou Muster"}
        assert await refused(kim, type="claim_next") == "unknown_ticket"
        for line in (first, second):
            mine = (
                kim if any(t["mine"] for t in kim.fold()["tickets"] if t["conversation"] == line.conversation) else lou
            )
            await close(mine, line)


async def test_an_agent_has_no_more_than_they_may_have(gateway: Gateway, people: Cookies) -> None:
    async with (
        citizen(gateway.origin) as first,
        citizen(gateway.origin) as second,
        agent(gateway.origin, people["uno"]) as one_socket,
        agent(gateway.origin, people["uno"]) as other_socket,
    ):
        await hand_over(first)
        await hand_over(second)
        tickets = [(await one_socket.ticket_of(line.conversation))["ticket"] for line in (first, second)]
        await asyncio.gather(
            one_socket.send(type="claim", ticket=tickets[0]), other_socket.send(type="claim", ticket=tickets[1])
        )
        await one_socket.desk_where(lambda desk: [t for t in desk["tickets"] if t["mine"]])
        mine = [t for t in one_socket.fold()["tickets"] if t["mine"]]
        assert len(mine) == 1
        loser = other_socket if mine[0]["ticket"] == tickets[0] else one_socket
        await loser.next_of("error", code="full")
        assert await refused(one_socket, type="claim_next") == "full"
        line, left = (first, second) if mine[0]["conversation"] == first.conversation else (second, first)
        await close(one_socket, line)
        await left.send(type="leave_queue")
        await left.event("owner", owner="bot")


async def test_a_conversation_is_passed_on_but_never_back(gateway: Gateway, people: Cookies) -> None:
    async with (
        citizen(gateway.origin) as line,
        agent(gateway.origin, people["kim"]) as kim,
        agent(gateway.origin, people["lou"]) as lou,
    ):
        await hand_over(line)
        await take(kim, line)
        lou_id = (await colleague(kim, "Lou", presence="available"))["id"]
        kim_id = (await colleague(lou, "Kim"))["id"]
        here = {"type": "transfer", "conversation": line.conversation}
        await kim.send(**here, agent=lou_id, note="kennt sech besser aus")
        assert (await line.event("owner", owner="agent", reason="transferred"))["data"]["agent"] == "Lou Muster"
        ticket = await lou.ticket_of(line.conversation, mine=True)
        assert (ticket["moves"], ticket["state"]) == (1, "claimed")
        await lou.send(type="watch", conversation=line.conversation)
        assert (await lou.event("note"))["data"]["text"] == "kennt sech besser aus"
        assert await refused(kim, **here, queue="taxes") == "not_yours", "it is Lou's now"

        assert await refused(lou, **here, agent=kim_id) == "loops"
        assert await refused(lou, **here, queue="general") == "loops"
        assert await refused(lou, **here) == "bad_frame"
        assert await refused(lou, **here, agent=kim_id, queue="taxes") == "bad_frame"
        assert await refused(lou, **here, queue="nowhere") == "unknown_queue"
        assert await refused(lou, **here, agent="nobody") == "unknown_agent"
        await lou.send(**here, queue="taxes")
        await line.event("owner", owner="queue", reason="transferred")
        await line.next(lambda f: f["type"] == "place" and f["place"] is not None)
        ticket = await kim.ticket_of(line.conversation, state="waiting", queue="taxes")
        await kim.send(type="claim", ticket=ticket["ticket"])
        await kim.ticket_of(line.conversation, mine=True)
        await close(kim, line, note="gemaach")
        assert "kennt sech" not in str(line.frames)


@pytest.mark.parametrize(("state", "code"), [("away", "away"), ("busy", "away"), ("available", "full")])
async def test_a_colleague_who_cannot_take_it_is_spared(
    gateway: Gateway, people: Cookies, state: str, code: str
) -> None:
    async with (
        citizen(gateway.origin) as line,
        citizen(gateway.origin) as other,
        agent(gateway.origin, people["kim"]) as kim,
        agent(gateway.origin, people["uno"]) as uno,
    ):
        await uno.send(type="presence", state=state)
        await hand_over(other)
        await take(uno, other)
        await hand_over(line)
        await take(kim, line)
        uno_id = (await colleague(kim, "Uno", presence=state, conversations=1))["id"]
        assert await refused(kim, type="transfer", conversation=line.conversation, agent=uno_id) == code
        await close(kim, line)
        await close(uno, other)
        await uno.send(type="presence", state="available")
        await uno.desk_where(lambda desk: desk["me"]["presence"] == "available")


async def test_the_bot_goes_on_while_the_citizen_waits(gateway: Gateway, people: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, people["kim"]) as kim:
        await hand_over(line)
        await line.say("personne ne répond")
        await line.send(type="bot_meanwhile", on=True)
        await line.event("owner", owner="queue", reason="meanwhile", bot=True)
        await line.say("et ma carte ?")
        await line.hears("fr: et ma carte ?")
        async with citizen(gateway.origin, token=line.token) as again:
            welcome = again.frames[0]
            assert (welcome["bot_meanwhile"], welcome["owner"]) == (True, "queue")
            assert welcome["place"] is not None
        assert (await kim.ticket_of(line.conversation, last_text="et ma carte ?"))["state"] == "waiting"
        await line.say("person")
        await line.hears("fr: person")
        await take(kim, line)
        await line.event("owner", owner="agent", reason="claimed")
        await line.say("vous voilà")
        await kim.send(type="watch", conversation=line.conversation)
        await kim.event("message", text="vous voilà")
        await close(kim, line)
        assert "fr: vous voilà" not in str(line.frames)
        assert len([e for e in line.events if e["data"].get("reason") == "asked"]) == 1, "no second ticket"


async def test_a_citizen_is_called_instead_of_waiting(gateway: Gateway, people: Cookies) -> None:
    wish = {"type": "leave_callback", "message_id": "call-me-1", "when": "morning", "about": "meng\u0000 Kaart"}
    async with (
        citizen(gateway.origin, "lb") as line,
        agent(gateway.origin, people["kim"]) as kim,
        agent(gateway.origin, people["greta"]) as greta,
    ):
        assert await refused(line, **wish, phone="621 123 456") == "unknown_ticket"
        await hand_over(line)
        assert await refused(line, **wish, phone="keng") == "bad_phone"
        await line.next(lambda frame: frame["type"] == "place" and frame["place"] is not None)
        await line.send(**wish, phone="621 123 456")
        asked = await line.event("owner", owner="bot", reason="call_back")
        assert (await line.next_of("ack", message_id="call-me-1"))["seq"] == asked["seq"]
        await line.hears("lb: system_handed_back")
        await line.next_of("place", place=None)

        def call(desk: dict[str, Any]) -> dict[str, Any] | None:
            return next((one for one in desk["callbacks"] if one["conversation"] == line.conversation), None)

        shown = await kim.desk_where(call)
        assert (shown["phone"], shown["when"], shown["about"]) == ("+352621123456", "morning", "meng Kaart")
        assert await refused(greta, type="claim_callback", callback=shown["callback"]) == "not_yours"
        await kim.send(type="claim_callback", callback=shown["callback"])
        await kim.desk_where(lambda desk: (one := call(desk)) and one["mine"] and one["state"] == "claimed")
        await kim.send(type="end_callback", callback=shown["callback"], outcome="again")
        again = await kim.desk_where(lambda desk: (one := call(desk)) and one["state"] == "waiting" and one)
        assert again["attempts"] == 1
        assert await refused(kim, type="end_callback", callback=shown["callback"], outcome="done") == "not_yours"
        await kim.send(type="claim_callback", callback=shown["callback"])
        await kim.send(type="end_callback", callback=shown["callback"], outcome="done")
        await kim.desk_where(lambda desk: call(desk) is None)


async def test_who_was_helped_says_how_it_was(gateway: Gateway, people: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, people["kim"]) as kim:
        rating = {"type": "rate_conversation", "message_id": "rate-it-1"}
        await hand_over(line)
        assert await refused(line, **rating, score=5) == "unknown_ticket"
        await take(kim, line)
        await close(kim, line)
        assert await refused(line, **rating, score=6) == "bad_frame"
        await line.send(**rating, score=4)
        rated = await line.event("rating", score=4)
        assert (await line.next_of("ack", message_id="rate-it-1"))["seq"] == rated["seq"]


async def test_who_is_done_says_how_the_bot_was(gateway: Gateway) -> None:
    async with citizen(gateway.origin) as line:
        await line.send(type="rate_conversation", message_id="rate-it-1", score=2)
        rated = await line.event("rating", score=2)
        assert (await line.next_of("ack", message_id="rate-it-1"))["seq"] == rated["seq"]


async def test_a_translation_that_changes_what_counts_is_not_sent(gateway: Gateway, people: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, people["kim"]) as kim:
        await hand_over(line)
        await take(kim, line)
        original = {"text": "Kommt de 12. Mee op 14:30, Tax 25 €.", "language": "lb"}
        said = {"type": "say", "conversation": line.conversation, "original": original}
        wrong = "Venez le 12 mai à 14h30, taxe 52 €."
        assert await refused(kim, **said, message_id="wrong-001", text=wrong) == "tokens_changed"
        right = "Venez le 12 mai à 14h30, taxe 25 €."
        await kim.send(**said, message_id="right-001", text=right)
        heard = (await line.event("message", author="agent"))["data"]
        assert (heard["text"], heard["origin"], heard["original"]) == (right, "translated", original)
        await close(kim, line)


async def test_an_agent_lets_the_bot_take_the_citizen_through_a_form(gateway: Gateway, people: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, people["kim"]) as kim:
        await hand_over(line)
        await take(kim, line)
        start = {"type": "start_service", "conversation": line.conversation}
        assert await refused(kim, **start, service="passport") == "unknown_service", "it has no form"
        assert await refused(kim, **start, service="nothing") == "unknown_service"
        await kim.send(**start, service="tax_card", fields={"year": "2026", "no_field": "x"})
        await line.event("owner", owner="agent", reason="service_started", bot=True)
        await line.hears("fr: system_start_service")
        await line.say("oui")
        await line.hears("fr: oui")
        await kim.send(type="stop_service", conversation=line.conversation)
        await line.event("owner", owner="agent", reason="service_stopped")
        await line.say("merci")
        await line.listen(0.5)
        assert "fr: merci" not in str(line.frames)
        await close(kim, line)


async def test_wrap_up_codes_are_those_of_the_file(gateway: Gateway, people: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, people["kim"]) as kim:
        await hand_over(line)
        await take(kim, line)
        assert await refused(kim, type="close", conversation=line.conversation, wrap_up="bored") == "unknown_code"
        await close(kim, line, "other", note="x" * 10)


async def test_who_else_looks_on_is_told_and_written_down(gateway: Gateway, people: Cookies) -> None:
    async with (
        citizen(gateway.origin) as line,
        agent(gateway.origin, people["kim"]) as kim,
        agent(gateway.origin, people["vera"]) as vera,
    ):
        await hand_over(line)
        await take(kim, line)
        await kim.send(type="watch", conversation=line.conversation)
        await kim.event("owner", owner="agent")
        await vera.send(type="watch", conversation=line.conversation)
        assert (await kim.next_of("viewers"))["names"] == ["Vera Muster"]
        assert (await vera.next_of("viewers"))["names"] == ["Kim Muster"]
        await vera.send(type="unwatch", conversation=line.conversation)
        await kim.next_of("viewers", names=[])
        await close(kim, line)
    entries = gateway.rows("SELECT actor, action FROM audit WHERE target = ? ORDER BY number", line.conversation)
    assert ("vera", "conversation_viewed") in entries
    assert ("kim", "conversation_viewed") not in entries
    assert ("kim", "conversation_closed") in entries


async def test_a_ticket_that_waits_too_long_goes_to_another_queue(gateway: Gateway, people: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, people["kim"]) as kim:
        await line.say("person criminal_record")
        await line.event("owner", owner="queue")
        await kim.ticket_of(line.conversation, queue="justice", moves=0)
        moved = await kim.ticket_of(line.conversation, queue="general", moves=1)
        assert moved["state"] == "waiting"
        await line.send(type="leave_queue")
        await line.event("owner", owner="bot")
