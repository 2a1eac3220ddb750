import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeNetwork } from "@moien/kit/fakeSocket.ts";
import type { ShownEvent, TicketView } from "@moien/kit/frames.ts";
import { event, message } from "../../kit/tests/sampleEvents.ts";
import { Desk } from "../src/desk.ts";

let network: FakeNetwork;
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
    random: () => 0,
  });
}

function ticket(change: Partial<TicketView> = {}): TicketView {
  return {
    ticket: "t1",
    conversation: "c",
    reason: "asked",
    language: "lb",
    service: null,
    state: "waiting",
    agent: null,
    mine: false,
    opened_at: "2026-11-23T08:00:00Z",
    last_text: "Moien",
    fields: {},
    ...change,
  };
}

const MINE = ticket({ state: "claimed", mine: true, agent: "Alex" });

function arrange(...tickets: TicketView[]): void {
  network.last.deliver({ type: "desk", agent: "Alex", tickets });
}

function begin(...tickets: TicketView[]): void {
  desk.start();
  network.last.accept();
  arrange(...tickets);
}

function append(seq: number, data: ShownEvent["data"], conversation = "c"): void {
  network.last.deliver({ type: "event", event: { ...event(seq, data), conversation } });
}

function answerPing(): void {
  network.last.deliver({ type: "pong" });
  vi.advanceTimersByTime(300);
}

const shown = () => desk.conversations.value.get("c");

beforeEach(() => {
  vi.useFakeTimers();
  sessionStorage.clear();
  network = new FakeNetwork();
  signedOut = 0;
  stillSignedIn = true;
  desk = newDesk();
});

afterEach(() => {
  desk.stop();
  vi.useRealTimers();
});

describe("watching", () => {
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
    shown()?.read();
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
    network.last.deliver({ type: "pong" });
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
    expect(desk.drafts.size).toBe(0);
    desk.stop();
    desk = newDesk("alex");
    expect(desk.pending.list.value).toHaveLength(1);
    expect(desk.drafts.get("c")?.reply).toBe("half a sen");
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
