import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeNetwork } from "@moien/kit/fakeSocket.ts";
import type { TicketView } from "@moien/kit/agentFrames.ts";
import type { ShownEvent } from "@moien/kit/frames.ts";
import { event, message } from "../../kit/tests/sampleEvents.ts";
import { Desk } from "../src/desk.ts";
import type { News } from "../src/deskNews.ts";
import { deskFrame, FakeChannels, ME, MINE, ticket } from "./sampleDesk.ts";

let network: FakeNetwork;
let channels: FakeChannels;
let desk: Desk;
let signedOut: number;
let stillSignedIn: boolean;

function newDesk(account = "alex"): Desk {
  return new Desk({
    url: "wss://hub/ws/agent",
    account,
    signedOut: () => (signedOut += 1),
    stillSignedIn: () => Promise.resolve(stillSignedIn),
    openSocket: network.openSocket,
    openChannel: channels.open,
    random: () => 0,
  });
}

function arrange(...tickets: TicketView[]): void {
  network.last.deliver(deskFrame({ tickets }));
}

function begin(...tickets: TicketView[]): void {
  answered = 0;
  desk.start();
  network.last.accept();
  arrange(...tickets);
}

function append(seq: number, data: ShownEvent["data"], conversation = "c"): void {
  network.last.deliver({ type: "event", event: { ...event(seq, data), conversation } });
}

/** The hub answers every ping that it has not answered yet. */
let answered = 0;

function pong(): void {
  for (; answered < network.last.sentOf("ping").length; answered += 1) network.last.deliver({ type: "pong" });
}

function answerPing(): void {
  pong();
  vi.advanceTimersByTime(300);
}

const shown = () => desk.conversations.value.get("c");

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  localStorage.clear();
  vi.stubGlobal("fetch", () => Promise.resolve(new Response(null, { status: 404 })));
  network = new FakeNetwork();
  channels = new FakeChannels();
  signedOut = 0;
  stillSignedIn = true;
  desk = newDesk();
});

afterEach(() => {
  desk.stop();
  vi.useRealTimers();
});

describe("watching", () => {
  it("asks again for what is written for the desk when that is another edition", () => {
    const fetched = vi.fn(() => Promise.resolve(new Response(null, { status: 404 })));
    vi.stubGlobal("fetch", fetched);
    begin();
    expect(fetched).toHaveBeenCalledTimes(1);
    network.last.deliver({ type: "desk_change", tickets: [ticket()] });
    expect(fetched).toHaveBeenCalledTimes(1);
    network.last.deliver({ type: "desk_change", edition: 2 });
    expect(fetched).toHaveBeenCalledTimes(2);
  });

  it("follows the agent's own conversations and the one on the screen, no others", () => {
    begin(MINE, ticket({ ticket: "t2", conversation: "d" }), ticket({ ticket: "t3", conversation: "e" }));
    desk.select("d");
    expect(network.last.sentOf("watch")).toEqual([
      { type: "watch", conversation: "c", last_seq: 0 },
      { type: "watch", conversation: "d", last_seq: 0 },
    ]);
    desk.select("c");
    expect(network.last.sentOf("unwatch")).toEqual([{ type: "unwatch", conversation: "d" }]);
  });

  it("keeps a conversation on the screen when its ticket leaves the desk", () => {
    begin(MINE);
    desk.select("c");
    append(1, message());
    arrange();
    expect(shown()?.view.value.seq).toBe(1);
    desk.select(null);
    expect(shown()).toBeUndefined();
  });

  it("resumes every conversation after what it has", () => {
    begin(MINE);
    append(1, message());
    append(2, message());
    network.last.end();
    vi.advanceTimersByTime(1);
    network.last.accept();
    arrange(MINE);
    expect(network.last.sentOf("watch")).toEqual([{ type: "watch", conversation: "c", last_seq: 2 }]);
  });

  it("asks again after a gap and accepts it when it is still there", () => {
    begin(MINE);
    append(1, message());
    append(3, message());
    expect(network.last.sentOf("watch").at(-1)).toEqual({ type: "watch", conversation: "c", last_seq: 1 });
    expect(shown()?.view.value.seq).toBe(1);
    append(3, message());
    expect(shown()?.view.value.seq).toBe(3);
  });

  it("counts what the citizen wrote since the agent looked", () => {
    begin(MINE);
    append(1, message({ author: "citizen" }));
    append(2, message({ author: "bot" }));
    append(3, message({ author: "citizen" }));
    expect(shown()?.unread.value).toBe(2);
    desk.markRead("c");
    expect(shown()?.unread.value).toBe(0);
    append(4, message({ author: "citizen" }));
    expect(shown()?.unread.value).toBe(1);
  });
});

describe("completeness of a log", () => {
  it("is reached when the hub has answered and nothing more comes", () => {
    begin(MINE);
    append(1, message());
    expect(shown()?.complete.value).toBe(false);
    pong();
    vi.advanceTimersByTime(200);
    append(2, message());
    vi.advanceTimersByTime(200);
    expect(shown()?.complete.value).toBe(false);
    vi.advanceTimersByTime(100);
    expect(shown()?.complete.value).toBe(true);
  });

  it("is lost with the connection until the log has been read again", () => {
    begin(MINE);
    answerPing();
    expect(shown()?.complete.value).toBe(true);
    network.last.end();
    expect(shown()?.complete.value).toBe(false);
    vi.advanceTimersByTime(1);
    answered = 0;
    network.last.accept();
    arrange(MINE);
    expect(shown()?.complete.value).toBe(false);
    answerPing();
    expect(shown()?.complete.value).toBe(true);
  });
});

describe("answering", () => {
  it("shows a reply as pending until the log has it", () => {
    begin(MINE);
    desk.say("c", "Moien");
    const [said] = network.last.sentOf("say") as { message_id: string }[];
    expect(said).toMatchObject({ conversation: "c", text: "Moien" });
    network.last.deliver({ type: "ack", message_id: said?.message_id, seq: 1 });
    expect(desk.pending.list.value).toMatchObject([{ acked: 1 }]);
    append(1, message({ author: "agent", message_id: said?.message_id ?? "" }));
    expect(desk.pending.list.value).toEqual([]);
  });

  it("does not take an event of another conversation for its own", () => {
    begin(MINE, ticket({ ticket: "t2", conversation: "d", state: "claimed", mine: true }));
    desk.say("c", "Moien");
    const [said] = network.last.sentOf("say") as { message_id: string }[];
    network.last.deliver({ type: "ack", message_id: said?.message_id, seq: 1 });
    append(1, message(), "d");
    expect(desk.pending.list.value).toHaveLength(1);
  });

  it("sends what was not acknowledged again, under the same id, after reconnection and reload", () => {
    begin(MINE);
    desk.say("c", "Moien");
    const first = network.last.sentOf("say");
    network.last.end();
    vi.advanceTimersByTime(1);
    network.last.accept();
    expect(network.last.sentOf("say")).toEqual([]);
    arrange(MINE);
    expect(network.last.sentOf("say")).toEqual(first);
    desk.stop();
    desk = newDesk();
    begin(MINE);
    expect(network.last.sentOf("say")).toEqual(first);
  });

  it("leaves nothing of one agent to another who signs in at the same place", () => {
    begin(MINE);
    desk.say("c", "Moien");
    desk.drafts.set("c", { reply: "half a sen", note: "" });
    desk.stop();
    desk = newDesk("sam");
    begin();
    expect(network.last.sentOf("say")).toEqual([]);
    expect(desk.drafts.get("c").reply).toBe("");
    desk.stop();
    desk = newDesk("alex");
    expect(desk.pending.list.value).toHaveLength(1);
    expect(desk.drafts.get("c").reply).toBe("half a sen");
  });

  it("marks a refused reply and names any other refusal", () => {
    begin(MINE);
    desk.say("c", "Moien");
    const [said] = network.last.sentOf("say") as { message_id: string }[];
    network.last.deliver({ type: "error", code: "not_yours", detail: "", message_id: said?.message_id });
    expect(desk.pending.list.value).toMatchObject([{ failed: "not_yours" }]);
    expect(desk.problem.value).toBeNull();
    network.last.deliver({ type: "error", code: "taken", detail: "", message_id: null });
    expect(desk.problem.value).toBe("taken");
    desk.claim("t2");
    expect(desk.problem.value).toBeNull();
  });

  it("says that a note could not be sent while there is no connection", () => {
    desk.start();
    expect(desk.note("c", "text")).toBe(false);
    network.last.accept();
    arrange(MINE);
    expect(desk.note("c", "text")).toBe(true);
    expect(network.last.sentOf("note")).toEqual([{ type: "note", conversation: "c", text: "text" }]);
  });
});

describe("a log that is asked for", () => {
  it("is not taken for complete because an older ping was answered", () => {
    begin();
    vi.advanceTimersByTime(10_000);
    desk.select("c");
    network.last.deliver({ type: "pong" });
    vi.advanceTimersByTime(300);
    expect(shown()?.complete.value).toBe(false);
    network.last.deliver({ type: "pong" });
    vi.advanceTimersByTime(300);
    expect(shown()?.complete.value).toBe(true);
  });
});

describe("being there", () => {
  it("is said every ten seconds, as long as the desk is open", () => {
    begin();
    for (let beat = 1; beat <= 3; beat += 1) {
      vi.advanceTimersByTime(9_000);
      pong();
      vi.advanceTimersByTime(1_000);
      expect(network.last.sentOf("ping").length).toBeGreaterThanOrEqual(beat);
    }
    const before = network.last.sentOf("ping").length;
    desk.stop();
    vi.advanceTimersByTime(60_000);
    expect(network.last.sentOf("ping")).toHaveLength(before);
  });
});

describe("moving along", () => {
  const second = ticket({ ...MINE, ticket: "t2", conversation: "d", waiting_since: "2026-11-23T09:00:00Z" });

  it("shows whom the agent has taken as next, as soon as they have them", () => {
    begin(ticket());
    desk.takeNext();
    expect(network.last.sentOf("claim_next")).toHaveLength(1);
    expect(desk.selected.value).toBeNull();
    network.last.deliver({ type: "desk_change", tickets: [MINE] });
    expect(desk.selected.value).toBe("c");
  });

  it("does not jump to what a colleague passes on", () => {
    begin(ticket());
    network.last.deliver({ type: "desk_change", tickets: [MINE] });
    expect(desk.selected.value).toBeNull();
  });

  it("says that nobody waits whom the agent could take", () => {
    begin();
    desk.takeNext();
    network.last.deliver({ type: "error", code: "unknown_ticket", detail: "", message_id: null });
    expect(desk.problem.value).toBe("none_waiting");
    desk.claim("t1");
    network.last.deliver({ type: "error", code: "unknown_ticket", detail: "", message_id: null });
    expect(desk.problem.value).toBe("unknown_ticket");
  });

  it("goes to the next own conversation when one has ended, and only then", () => {
    begin(MINE, second);
    desk.select("c");
    desk.end({ type: "close", conversation: "c", wrap_up: "answered" });
    expect(desk.leaving.value).toBe("c");
    network.last.deliver({ type: "desk_change", queues: [] });
    expect(desk.selected.value).toBe("c");
    network.last.deliver({ type: "desk_change", gone: ["t1"] });
    expect(desk.selected.value).toBe("d");
    expect(desk.leaving.value).toBeNull();
  });

  it("stays where it is when the hub refuses", () => {
    begin(MINE, second);
    desk.select("c");
    desk.end({ type: "transfer", conversation: "c", agent: "k", queue: null });
    network.last.deliver({ type: "error", code: "full", detail: "", message_id: null });
    expect(desk.leaving.value).toBeNull();
    network.last.deliver({ type: "desk_change", gone: ["t1"] });
    expect(desk.selected.value).toBe("c");
  });

  it("prefers a conversation in which something is unread", () => {
    begin(MINE, second, ticket({ ...second, ticket: "t3", conversation: "e", waiting_since: "2026-11-23T10:00:00Z" }));
    append(1, message({ author: "citizen" }), "e");
    desk.select("c");
    desk.moveOn();
    expect(desk.selected.value).toBe("e");
  });
});

describe("ownership that changes while the connection is gone", () => {
  function typedOffline(): string {
    begin(MINE);
    network.last.end();
    desk.say("c", "typed in the tunnel");
    vi.advanceTimersByTime(1);
    network.last.accept();
    arrange(ticket({ state: "claimed", agent: "Kim" }));
    const [said] = network.last.sentOf("say") as { message_id: string }[];
    return said?.message_id ?? "";
  }

  it("sends a reply once and keeps its text when the conversation is somebody else's by then", () => {
    const messageId = typedOffline();
    network.last.deliver({ type: "error", code: "not_yours", detail: "", message_id: messageId });
    expect(network.last.sentOf("say")).toHaveLength(1);
    expect(desk.pending.list.value).toMatchObject([{ failed: "not_yours", frame: { text: "typed in the tunnel" } }]);
    network.last.end();
    vi.advanceTimersByTime(1);
    network.last.accept();
    arrange();
    expect(network.last.sentOf("say")).toEqual([]);
    expect(desk.pending.list.value).toHaveLength(1);
  });

  it("counts it as sent when the hub had it before", () => {
    const messageId = typedOffline();
    network.last.deliver({ type: "ack", message_id: messageId, seq: 1 });
    desk.select("c");
    append(1, message({ author: "agent", message_id: messageId }));
    expect(desk.pending.list.value).toEqual([]);
  });
});

describe("news", () => {
  function listened(): News["kind"][] {
    const heard: News["kind"][] = [];
    desk.listen(({ kind }) => heard.push(kind));
    return heard;
  }

  it("is what comes after the desk was first there, over a lost connection too", () => {
    const heard = listened();
    begin(ticket());
    expect(heard).toEqual([]);
    network.last.end();
    vi.advanceTimersByTime(1);
    network.last.accept();
    arrange(ticket(), ticket({ ticket: "t2", conversation: "d" }));
    expect(heard).toEqual(["waiting"]);
  });

  it("is a message of the citizen, but no old one while the log is read", () => {
    const heard = listened();
    begin(MINE);
    append(1, message({ author: "citizen" }));
    answerPing();
    expect(heard).toEqual([]);
    append(2, message({ author: "citizen" }));
    append(3, message({ author: "agent" }));
    expect(heard).toEqual(["message"]);
  });
});

describe("two tabs of one agent", () => {
  it("agree on what is read and on what is being written", () => {
    begin(MINE);
    append(1, message({ author: "citizen" }));
    const first = { desk, conversation: shown() };
    desk = newDesk();
    begin(MINE);
    append(1, message({ author: "citizen" }));
    desk.drafts.set("c", { reply: "Moi", note: "" });
    desk.markRead("c");
    expect(first.conversation?.unread.value).toBe(0);
    expect(first.desk.drafts.get("c").reply).toBe("Moi");
    first.desk.stop();
  });

  it("remember after a reload what was read", () => {
    begin(MINE);
    append(1, message({ author: "citizen" }));
    desk.markRead("c");
    desk.stop();
    desk = newDesk();
    begin(MINE);
    append(1, message({ author: "citizen" }));
    expect(shown()?.unread.value).toBe(0);
  });
});

describe("presence", () => {
  it("is said with its reason, and shown as the hub confirms it", () => {
    begin();
    desk.setPresence("away", "lunch");
    expect(network.last.sentOf("presence")).toEqual([{ type: "presence", state: "away", reason: "lunch" }]);
    expect(desk.state.value.me?.presence).toBe("available");
    network.last.deliver({ type: "desk_change", me: { ...ME, presence: "away", reason: "lunch" } });
    expect(desk.state.value.me?.presence).toBe("away");
  });
});

describe("who else looks on", () => {
  it("is known as long as the connection stands", () => {
    begin(MINE);
    network.last.deliver({ type: "viewers", conversation: "c", names: ["Kim"] });
    expect(shown()?.viewers.value).toEqual(["Kim"]);
    network.last.end();
    expect(shown()?.viewers.value).toEqual([]);
  });
});

describe("the session", () => {
  it.each([
    ["a frame", () => network.last.deliver({ type: "error", code: "signed_out", detail: "", message_id: null })],
    ["a close code", () => network.last.end(4401)],
  ])("ends with %s of the hub", (_, end) => {
    begin();
    end();
    expect(signedOut).toBe(1);
  });

  it("ends when the hub does not let us in because nobody is signed in", async () => {
    stillSignedIn = false;
    desk.start();
    network.last.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(signedOut).toBe(1);
  });

  it("goes on when the hub is merely away", async () => {
    begin();
    expect(desk.connection.value).toBe("ready");
    network.last.end();
    await vi.advanceTimersByTimeAsync(1);
    expect(signedOut).toBe(0);
    expect(desk.connection.value).toBe("lost");
    expect(network.sockets).toHaveLength(2);
  });
});

describe("a conversation that the citizen erased", () => {
  it("leaves the screen with everything that was about to be answered", () => {
    begin(MINE);
    desk.select("c");
    append(1, message({ author: "citizen" }));
    desk.drafts.set("c", { reply: "Moie", note: "" });
    desk.say("c", "Moien");
    network.last.deliver({ type: "erased", conversation: "c" });
    expect(desk.pending.list.value).toEqual([]);
    expect(desk.drafts.get("c").reply).toBe("");
    expect(desk.problem.value).toBe("unknown_ticket");
  });
});
