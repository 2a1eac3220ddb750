"""Agents and citizens on a real gateway: tickets, claiming, writing, giving back, and who may do what."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.channels.client import Agent, Citizen, agent, citizen, new_message_id, sign_in
from tests.channels.servers import Gateway

Cookies = dict[str, str]


async def hand_over(line: Citizen) -> None:
    await line.send(type="ask_person", message_id=new_message_id())
    await line.event("owner", owner="queue")


async def claimed(line: Citizen, desk: Agent) -> None:
    ticket = await desk.ticket_of(line.conversation, state="waiting")
    await desk.send(type="watch", conversation=line.conversation, last_seq=0)
    await desk.send(type="claim", ticket=ticket["ticket"])
    await line.event("owner", owner="agent")


async def test_a_handover_from_the_button_to_giving_back(gateway: Gateway, cookies: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, cookies["alex"]) as desk:
        await line.say("Bonjour à tous")
        await line.hears("fr: Bonjour à tous")
        message_id = new_message_id()
        await line.send(type="ask_person", message_id=message_id)
        asked = await line.event("owner", owner="queue", reason="asked")
        assert (await line.next_of("ack", message_id=message_id))["seq"] == asked["seq"]

        ticket = await desk.ticket_of(line.conversation, state="waiting")
        assert (ticket["reason"], ticket["last_text"], ticket["mine"]) == ("asked", "Bonjour à tous", False)
        await desk.send(type="watch", conversation=line.conversation, last_seq=0)
        await desk.event("message", author="citizen", text="Bonjour à tous")
        await desk.send(type="claim", ticket=ticket["ticket"])
        mine = await desk.ticket_of(line.conversation, state="claimed")
        assert (mine["mine"], mine["agent"]) == (True, "Alex Muster")
        assert (await line.event("owner", owner="agent"))["data"]["agent"] == "Alex Muster"

        said_id = new_message_id()
        await desk.send(type="say", conversation=line.conversation, message_id=said_id, text="Je vous écoute")
        heard = await line.event("message", author="agent", text="Je vous écoute")
        assert heard["data"]["agent"] == "Alex Muster"
        assert (await desk.next_of("ack", message_id=said_id))["seq"] == heard["seq"]
        await line.say("Voilà ma question")
        await desk.event("message", author="citizen", text="Voilà ma question")

        await desk.send(type="give_back", conversation=line.conversation)
        await line.event("owner", owner="bot", reason="given_back")
        await line.hears("fr: system_handed_back")
        await desk.desk_without(line.conversation)
        await line.say("Encore une question")
        await line.hears("fr: Encore une question")
        assert "fr: Voilà ma question" not in [e["data"].get("text") for e in line.events], "the bot saw it not"


async def test_of_two_agents_who_claim_at_once_one_wins(gateway: Gateway, cookies: Cookies) -> None:
    async with (
        citizen(gateway.origin) as line,
        agent(gateway.origin, cookies["alex"]) as alex,
        agent(gateway.origin, cookies["sam"]) as sam,
    ):
        await hand_over(line)
        ticket = (await alex.ticket_of(line.conversation))["ticket"]
        await sam.ticket_of(line.conversation)
        await asyncio.gather(alex.send(type="claim", ticket=ticket), sam.send(type="claim", ticket=ticket))
        winner = (await line.event("owner", owner="agent"))["data"]["agent"]
        loser = sam if winner == "Alex Muster" else alex
        assert (await loser.next_of("error"))["code"] == "taken"
        shown = await loser.ticket_of(line.conversation, state="claimed")
        assert (shown["agent"], shown["mine"]) == (winner, False)
        await loser.send(type="say", conversation=line.conversation, message_id="not-mine-1", text="Moi")
        refused = await loser.next_of("error", message_id="not-mine-1")
        assert refused["code"] == "not_yours"
        for frame in ({"type": "give_back"}, {"type": "close", "wrap_up": "answered"}, {"type": "stop_service"}):
            await loser.send(**frame, conversation=line.conversation)
            assert (await loser.next_of("error"))["code"] == "not_yours"
        await line.listen(0.3)
        assert [e["data"].get("owner") for e in line.events if e["data"]["kind"] == "owner"] == ["queue", "agent"]


async def test_places_in_the_queue_are_told_and_may_be_left(gateway: Gateway, cookies: Cookies) -> None:
    async with citizen(gateway.origin) as first, citizen(gateway.origin) as second:
        await hand_over(first)
        place = (await first.next_of("place"))["place"]
        assert (place["open"], place["wait"]) == (True, None), "too little is known for an estimate"
        await hand_over(second)
        behind = await second.next(lambda f: f["type"] == "place" and f["place"]["ahead"] == place["ahead"] + 1)
        async with citizen(gateway.origin, token=second.token) as again:
            assert again.frames[0]["place"] == behind["place"]
            assert again.frames[0]["bot_meanwhile"] is False
        await first.send(type="leave_queue")
        await first.event("owner", owner="bot", reason="cancelled")
        await first.hears("fr: system_handed_back")
        await first.next_of("place", place=None)
        await second.next(lambda f: f["type"] == "place" and f["place"]["ahead"] == place["ahead"])
        await second.send(type="leave_queue")
        await second.event("owner", owner="bot")


async def test_asking_again_for_a_person_opens_no_second_ticket(gateway: Gateway, cookies: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, cookies["alex"]) as desk:
        await hand_over(line)
        owner_seq = line.events[-1]["seq"]
        await line.say("Un mot encore")
        again = new_message_id()
        await line.send(type="ask_person", message_id=again)
        assert (await line.next_of("ack", message_id=again))["seq"] == owner_seq
        await desk.ticket_of(line.conversation)
        tickets = [t for f in desk.frames if f["type"] in ("desk", "desk_change") for t in f["tickets"]]
        assert len({t["ticket"] for t in tickets if t["conversation"] == line.conversation}) == 1
        await line.send(type="leave_queue")
        await line.event("owner", owner="bot")


async def test_a_handover_that_the_bot_asks_for(gateway: Gateway, cookies: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, cookies["alex"]) as desk:
        await line.say("person")
        await line.hears("fr: person")
        await line.event("owner", owner="queue", reason="asked")
        await desk.ticket_of(line.conversation, state="waiting")
        await line.send(type="leave_queue")
        await desk.desk_without(line.conversation)


async def test_a_claimed_conversation_cannot_be_left(gateway: Gateway, cookies: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, cookies["alex"]) as desk:
        await hand_over(line)
        await claimed(line, desk)
        await line.send(type="leave_queue")
        assert (await line.next_of("error"))["code"] == "taken"
        await desk.send(type="close", conversation=line.conversation, wrap_up="answered")
        await line.event("owner", owner="closed")


async def test_a_closed_matter_opens_again_when_the_citizen_writes(gateway: Gateway, cookies: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, cookies["alex"]) as desk:
        await hand_over(line)
        await claimed(line, desk)
        await desk.send(type="close", conversation=line.conversation, wrap_up="answered")
        await line.event("owner", owner="closed", reason="closed")
        await desk.send(type="say", conversation=line.conversation, message_id="too-late-1", text="Encore")
        assert (await desk.next_of("error", message_id="too-late-1"))["code"] == "closed"
        await line.say("Me revoilà encore")
        await line.event("owner", owner="bot", reason="reopened")
        await line.hears("fr: Me revoilà encore")


async def test_notes_are_for_staff_only(gateway: Gateway, cookies: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, cookies["alex"]) as desk:
        await hand_over(line)
        await desk.send(type="note", conversation=line.conversation, text="pas encore")
        assert (await desk.next_of("error"))["code"] == "not_yours", "watch first"
        await claimed(line, desk)
        await desk.send(type="note", conversation=line.conversation, text="client difficile")
        noted = await desk.event("note")
        assert noted["data"] == {"kind": "note", "agent": "Alex Muster", "text": "client difficile"}
        await line.say("Vous êtes là ?")
        await desk.event("message", text="Vous êtes là ?")
        await desk.send(type="give_back", conversation=line.conversation)
        await line.hears("fr: system_handed_back")
        assert "difficile" not in str(line.frames)
    async with citizen(gateway.origin, token=line.token) as again:
        await again.hears("fr: system_handed_back")
        assert "difficile" not in str(again.frames)
    shown = await asyncio.to_thread(
        httpx.get,
        f"{gateway.origin}/api/conversations/{line.conversation}/events",
        headers={"Authorization": f"Bearer {line.token}"},
    )
    assert "difficile" not in shown.text


async def test_typing_is_passed_on_to_the_other_side_only(gateway: Gateway, cookies: Cookies) -> None:
    async with (
        citizen(gateway.origin) as line,
        citizen(gateway.origin, token=line.token) as other_tab,
        agent(gateway.origin, cookies["alex"]) as desk,
    ):
        await hand_over(line)
        await claimed(line, desk)
        await line.send(type="typing")
        typing = await desk.next_of("typing")
        assert typing == {"type": "typing", "conversation": line.conversation, "author": "citizen"}
        await desk.send(type="typing", conversation=line.conversation)
        assert (await line.next_of("typing"))["author"] == "agent"
        await other_tab.next_of("typing", author="agent")
        assert [f["author"] for f in other_tab.frames if f["type"] == "typing"] == ["agent"]
        await desk.send(type="close", conversation=line.conversation, wrap_up="answered")
        await line.event("owner", owner="closed")
    assert [e for e in line.events if e["data"]["kind"] == "typing"] == []


async def test_an_agent_sees_no_conversation_that_was_not_handed_over(gateway: Gateway, cookies: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, cookies["alex"]) as desk:
        await line.say("Ceci est privé")
        for conversation in (line.conversation, "nowhere", "x" * 500):
            await desk.send(type="watch", conversation=conversation)
            assert (await desk.next_of("error"))["code"] == "unknown_conversation"
        assert "privé" not in str(desk.frames)


async def test_watching_again_sends_the_log_again_and_unwatching_ends_it(gateway: Gateway, cookies: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, cookies["alex"]) as desk:
        await hand_over(line)
        for _ in range(2):
            await desk.send(type="watch", conversation=line.conversation, last_seq=0)
            await desk.event("owner", owner="queue")
        await desk.send(type="unwatch", conversation=line.conversation)
        await desk.send(type="ping")
        await desk.next_of("pong")
        await line.say("Personne ne regarde")
        await desk.listen(1)
        assert "Personne ne regarde" not in [e["data"].get("text") for e in desk.events]
        assert [e["seq"] for e in desk.events] == [1, 2, 1, 2]
        await line.send(type="leave_queue")
        await line.event("owner", owner="bot")


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "claim", "ticket": "nothing"}, "unknown_ticket"),
        ({"type": "claim"}, "bad_frame"),
        ({"type": "say", "message_id": "abcdefgh", "text": "x"}, "bad_frame"),
        ({"type": "say", "message_id": "abcdefgh", "text": "x", "conversation": "nowhere"}, "unknown_conversation"),
        ({"type": "typing"}, "bad_frame"),
        ({"type": "typing", "conversation": "nowhere"}, "not_yours"),
        ({"type": "give_back", "conversation": "nowhere"}, "unknown_conversation"),
        ({"type": "note", "conversation": "nowhere", "text": "x"}, "not_yours"),
        ({"type": "hello", "language": "fr"}, "bad_frame"),
    ],
)
async def test_frames_that_an_agent_cannot_send(gateway: Gateway, cookies: Cookies, frame: dict, code: str) -> None:
    async with agent(gateway.origin, cookies["alex"]) as desk:
        await desk.send(**frame)
        assert (await desk.next_of("error"))["code"] == code
        await desk.send(type="ping")
        await desk.next_of("pong")


async def test_an_agents_text_must_hold_something(gateway: Gateway, cookies: Cookies) -> None:
    async with citizen(gateway.origin) as line, agent(gateway.origin, cookies["alex"]) as desk:
        await hand_over(line)
        await claimed(line, desk)
        for text, code in ((" \u200b ", "empty_message"), ("x" * 3001, "message_too_long")):
            await desk.send(type="say", conversation=line.conversation, message_id="abcdefgh", text=text)
            assert (await desk.next_of("error"))["code"] == code
        await desk.send(type="close", conversation=line.conversation, wrap_up="answered")
        await line.event("owner", owner="closed")


@pytest.mark.parametrize("who", ["olga", "", "wrong"])
async def test_only_signed_in_agents_get_a_desk(gateway: Gateway, cookies: Cookies, who: str) -> None:
    cookie = cookies.get(who, f"moien_staff={who}")
    async with agent(gateway.origin, cookie) as desk:
        assert (await desk.next_of("error"))["code"] == "signed_out"
        with pytest.raises(ConnectionClosed) as closed:
            await desk.next_of("never")
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 4401
        assert [f["type"] for f in desk.frames] == ["error"]


async def test_signing_out_ends_open_sockets(gateway: Gateway, cookies: Cookies) -> None:
    cookie = sign_in(gateway.origin, "alex", "a long password")
    async with agent(gateway.origin, cookie) as desk:
        await desk.next_of("desk")
        headers = {"Cookie": cookie, "Origin": gateway.origin}
        left = await asyncio.to_thread(httpx.delete, f"{gateway.origin}/api/staff/session", headers=headers)
        assert left.status_code == 204
        assert (await desk.next_of("error", code="signed_out"))["detail"]
        with pytest.raises(ConnectionClosed):
            await desk.next_of("never")


@pytest.mark.parametrize("origin", [None, "https://evil.test", "https://www.example.lu"])
async def test_a_foreign_page_gets_no_agents_socket(gateway: Gateway, cookies: Cookies, origin: str | None) -> None:
    with pytest.raises(InvalidStatus) as refused:
        url = f"ws://127.0.0.1:{gateway.port}/ws/agent"
        async with connect(url, origin=origin, additional_headers={"Cookie": cookies["alex"]}):
            pass
    assert refused.value.response.status_code == 403
