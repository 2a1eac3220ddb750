import { signal } from "@moien/kit/signals.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeNetwork } from "@moien/kit/fakeSocket.ts";
import type { ShownEvent } from "@moien/kit/frames.ts";
import type { Language } from "@moien/kit/languages.ts";
import { event, job, message, owner } from "../../kit/tests/sampleEvents.ts";
import { Session } from "../src/session.ts";
import { Store } from "../src/store.ts";

let network: FakeNetwork;
let session: Session;
let arrived: ShownEvent[];

const pageLanguage = signal<Language>("lb");

function newSession(): Session {
  const made = new Session({
    server: "https://chat.example.lu",
    site: "demo",
    store: new Store("demo"),
    pageLanguage,
    openSocket: network.openSocket,
    random: () => 0,
  });
  made.news.onArrival((next) => arrived.push(next));
  return made;
}

function welcome(change: object = {}): object {
  return {
    type: "welcome",
    conversation: "c",
    token: "t1",
    language: "lb",
    owner: "bot",
    seq: 1,
    place: null,
    ...change,
  };
}

function begin(change: object = {}): void {
  session.start();
  network.last.accept();
  network.last.deliver(welcome(change));
}

/** The network drops and is back at once. */
function comeBack(change: object = {}): void {
  network.last.end();
  vi.advanceTimersByTime(1);
  network.last.accept();
  network.last.deliver(welcome(change));
}

/** The hub does not know the token, which it says and then closes; the connection comes back by itself. */
function unknown(): void {
  network.last.deliver({ type: "error", code: "unknown_conversation", detail: "", message_id: null });
  network.last.end(4404);
  vi.advanceTimersByTime(1);
  network.last.accept();
}

const append = (seq: number, data: ShownEvent["data"]) => ({ type: "event", event: event(seq, data) });
const idOf = (frame: unknown) => (frame as { message_id: string }).message_id;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  vi.stubGlobal("fetch", () => Promise.reject(new Error("no network in this test")));
  network = new FakeNetwork();
  arrived = [];
  pageLanguage.value = "lb";
  session = newSession();
});

afterEach(() => {
  session.stop();
  vi.useRealTimers();
});

describe("beginning", () => {
  it("stores nothing and connects nowhere before it is started", () => {
    expect(network.sockets).toHaveLength(0);
    expect(localStorage).toHaveLength(0);
  });

  it("says hello without a token and keeps the one it gets", () => {
    begin();
    expect(network.last.url).toBe("wss://chat.example.lu/ws/citizen");
    expect(network.last.sent[0]).toEqual({ type: "hello", language: "lb", site: "demo", token: null, last_seq: 0 });
    expect(new Store("demo").token).toBe("t1");
    expect(session.ready.value).toBe(true);
  });

  it("announces the first notice of a new conversation", () => {
    begin();
    network.last.deliver(append(1, { kind: "notice", code: "ai_disclosure" }));
    expect(arrived.map(({ seq }) => seq)).toEqual([1]);
  });

  it("announces it even when the connection breaks before it arrives", () => {
    begin();
    comeBack();
    network.last.deliver(append(1, { kind: "notice", code: "ai_disclosure" }));
    expect(arrived.map(({ seq }) => seq)).toEqual([1]);
  });

  it("goes on with a kept token, reads the log from the beginning and announces none of it", () => {
    new Store("demo").token = "t1";
    session = newSession();
    begin({ seq: 2 });
    expect(network.last.sent[0]).toMatchObject({ token: "t1", last_seq: 0 });
    network.last.deliver(append(1, { kind: "notice", code: "ai_disclosure" }));
    network.last.deliver(append(2, message()));
    network.last.deliver(append(3, message({ text: "new" })));
    expect(session.view.value.seq).toBe(3);
    expect(arrived.map(({ seq }) => seq)).toEqual([3]);
  });
});

describe("sending", () => {
  it("shows a message as pending until the log has it, whatever comes first", () => {
    begin();
    session.say("Moien");
    const [said] = network.last.sentOf("say");
    expect(session.pending.list.value).toMatchObject([{ frame: { text: "Moien" }, acked: null, failed: null }]);
    network.last.deliver({ type: "ack", message_id: idOf(said), seq: 2 });
    expect(session.pending.list.value).toMatchObject([{ acked: 2 }]);
    network.last.deliver(append(1, { kind: "notice", code: "ai_disclosure" }));
    network.last.deliver(append(2, message({ author: "citizen", message_id: idOf(said) })));
    expect(session.pending.list.value).toEqual([]);
    expect(session.view.value.items).toHaveLength(2);
  });

  it("sends what was written while offline, once, in order, and under the same ids after every reconnection", () => {
    session.start();
    session.say("one");
    session.say("two");
    expect(network.last.sent).toEqual([]);
    network.last.accept();
    network.last.deliver(welcome());
    const first = network.last.sentOf("say");
    expect(first).toMatchObject([{ text: "one" }, { text: "two" }]);
    comeBack();
    expect(network.last.sentOf("say")).toEqual(first);
  });

  it("S06: keeps a message through a tunnel of 90 s, says that it is not sent, and sends it once on return", async () => {
    begin();
    network.last.end();
    session.say("in the tunnel");
    await vi.advanceTimersByTimeAsync(90_000);
    expect(session.ready.value).toBe(false);
    expect(session.pending.list.value).toMatchObject([{ acked: null, failed: null }]);
    // Both ways are tried in turn, so the next attempt with a WebSocket may be the one after.
    const before = network.sockets.length;
    while (network.sockets.length === before) {
      dispatchEvent(new Event("online"));
      await vi.advanceTimersByTimeAsync(100);
    }
    network.last.accept();
    network.last.deliver(welcome());
    expect(network.last.sentOf("say")).toMatchObject([{ text: "in the tunnel" }]);
    expect(network.sockets.flatMap((socket) => socket.sentOf("say"))).toHaveLength(1);
  });

  it("does not send again what was acknowledged and is in the log", () => {
    begin();
    session.say("one");
    const id = idOf(network.last.sentOf("say")[0]);
    network.last.deliver({ type: "ack", message_id: id, seq: 1 });
    network.last.deliver(append(1, message({ author: "citizen", message_id: id })));
    comeBack();
    expect(network.last.sentOf("say")).toEqual([]);
  });

  it("keeps unacknowledged messages over a reload of the page", () => {
    begin();
    session.say("not lost");
    const id = idOf(network.last.sentOf("say")[0]);
    session.stop();
    session = newSession();
    begin();
    expect(network.last.sentOf("say")).toMatchObject([{ message_id: id, text: "not lost" }]);
    network.last.deliver({ type: "ack", message_id: id, seq: 4 });
    session.stop();
    session = newSession();
    expect(session.pending.list.value).toEqual([]);
  });

  it("marks a refused message, and sends it again under the same id when asked to", () => {
    begin();
    session.say("quick");
    const [said] = network.last.sentOf("say");
    network.last.deliver({ type: "error", code: "too_fast", detail: "", message_id: idOf(said) });
    expect(session.pending.list.value).toMatchObject([{ failed: "too_fast" }]);
    expect(session.problem.value).toBeNull();
    comeBack();
    expect(network.last.sentOf("say")).toEqual([]);
    session.sendAgain(idOf(said));
    expect(network.last.sentOf("say")).toEqual([said]);
    expect(session.pending.list.value).toMatchObject([{ failed: null }]);
  });

  it("sends what came too fast again by itself, everything in its order, once the hub takes it", () => {
    begin();
    session.say("first");
    session.press(3, 1);
    const [said] = network.last.sentOf("say");
    const [pressed] = network.last.sentOf("press");
    for (const frame of [said, pressed])
      network.last.deliver({ type: "error", code: "too_fast", detail: "", message_id: idOf(frame), retry_after: 4 });
    expect(session.pending.list.value).toMatchObject([{ failed: null }, { failed: null }]);
    expect(session.problem.value).toBeNull();
    session.say("second");
    vi.advanceTimersByTime(3900);
    expect(network.last.sentOf("say")).toEqual([said]);
    vi.advanceTimersByTime(200);
    expect(network.last.sentOf("say")).toMatchObject([said, said, { text: "second" }]);
    expect(network.last.sentOf("press")).toEqual([pressed, pressed]);
  });

  it("drops a press that is refused and says why", () => {
    begin();
    session.press(3, 1);
    const [pressed] = network.last.sentOf("press");
    expect(pressed).toMatchObject({ seq: 3, button: 1 });
    network.last.deliver({ type: "error", code: "unknown_button", detail: "", message_id: idOf(pressed) });
    expect(session.pending.list.value).toEqual([]);
    expect(session.problem.value).toBe("unknown_button");
  });

  it("asks for a person once", () => {
    begin();
    session.person.ask();
    session.person.ask();
    expect(network.last.sentOf("ask_person")).toHaveLength(1);
  });

  it("tells only a person that the citizen is writing, and not too often", () => {
    begin({ seq: 0 });
    session.typing();
    expect(network.last.sentOf("typing")).toEqual([]);
    network.last.deliver(append(1, owner({ owner: "agent", reason: "claimed", agent: "Alex" })));
    session.typing();
    session.typing();
    vi.advanceTimersByTime(3000);
    session.typing();
    expect(network.last.sentOf("typing")).toEqual([{ type: "typing" }, { type: "typing" }]);
  });
});

describe("resuming", () => {
  it("asks for the log after what it has, and announces what was missed", () => {
    begin({ seq: 0 });
    network.last.deliver(append(1, message()));
    comeBack({ seq: 2 });
    expect(network.last.sent[0]).toMatchObject({ token: "t1", last_seq: 1 });
    network.last.deliver(append(2, message({ text: "missed" })));
    expect(arrived.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("reads the log again after a gap, and accepts a gap that is still there", () => {
    begin({ seq: 0 });
    network.last.deliver(append(1, message()));
    const before = network.last;
    network.last.deliver(append(3, message({ text: "three" })));
    expect(network.last).not.toBe(before);
    expect(session.view.value.seq).toBe(1);
    network.last.accept();
    network.last.deliver(welcome({ seq: 3 }));
    expect(network.last.sent[0]).toMatchObject({ last_seq: 1 });
    network.last.deliver(append(3, message({ text: "three" })));
    expect(session.view.value.seq).toBe(3);
    expect(network.sockets).toHaveLength(2);
  });

  it("looks again at each new gap", () => {
    begin({ seq: 0 });
    for (const [have, got] of [
      [0, 2],
      [2, 5],
    ] as const) {
      network.last.deliver(append(got, message()));
      expect(session.view.value.seq).toBe(have);
      network.last.accept();
      network.last.deliver(welcome({ seq: got }));
      network.last.deliver(append(got, message()));
      expect(session.view.value.seq).toBe(got);
    }
    expect(network.sockets).toHaveLength(3);
  });

  it("reads from the beginning when the hub was restored from a backup", () => {
    begin({ seq: 0 });
    for (const seq of [1, 2, 3]) network.last.deliver(append(seq, message({ text: `old ${seq}` })));
    comeBack({ seq: 1 });
    network.last.accept();
    expect(network.last.sent[0]).toMatchObject({ last_seq: 0 });
    network.last.deliver(welcome({ seq: 1 }));
    network.last.deliver(append(1, message({ text: "restored" })));
    expect(session.view.value.items).toMatchObject([{ text: "restored" }]);
  });

  it("begins anew when the hub does not know the token, and takes along what was written", () => {
    new Store("demo").token = "gone";
    session = newSession();
    session.start();
    session.say("still here");
    session.press(4, 0);
    network.last.accept();
    unknown();
    expect(network.last.sent[0]).toMatchObject({ type: "hello", token: null, last_seq: 0 });
    network.last.deliver(welcome({ token: "t2" }));
    expect(network.last.sentOf("say")).toMatchObject([{ text: "still here" }]);
    expect(network.last.sentOf("press")).toEqual([]);
    expect(session.problem.value).toBe("unknown_conversation");
    expect(new Store("demo").token).toBe("t2");
  });

  it.each([["of the other tab"], [null]])(
    "shows nothing of before where another tab has left %j meanwhile",
    (token) => {
      begin({ seq: 0 });
      network.last.deliver(append(1, message()));
      new Store("demo").token = token;
      network.last.end();
      vi.advanceTimersByTime(1);
      expect(session.view.value.items).toEqual([]);
      network.last.accept();
      expect(network.last.sent[0]).toMatchObject({ token, last_seq: 0 });
      expect(new Store("demo").token).toBe(token);
    },
  );

  it("does not bring back a token that another tab forgets while the hub is asked", () => {
    begin({ seq: 0 });
    network.last.end();
    vi.advanceTimersByTime(1);
    network.last.accept();
    new Store("demo").token = null;
    network.last.deliver(welcome());
    network.last.accept();
    expect(network.last.sent[0]).toMatchObject({ token: null, last_seq: 0 });
    expect(new Store("demo").token).toBeNull();
  });

  it("keeps its token where the browser keeps nothing", () => {
    const forbidden = vi.spyOn(window, "localStorage", "get").mockImplementation(() => {
      throw new DOMException("", "SecurityError");
    });
    session = newSession();
    forbidden.mockRestore();
    begin({ seq: 0 });
    comeBack();
    expect(localStorage).toHaveLength(0);
    expect(network.last.sent[0]).toMatchObject({ token: "t1" });
  });

  it("goes on with the newer token that another tab has stored", () => {
    begin({ seq: 0 });
    network.last.deliver(append(1, message()));
    session.press(1, 0);
    new Store("demo").token = "t2";
    unknown();
    expect(network.last.sent[0]).toMatchObject({ token: "t2", last_seq: 1 });
    network.last.deliver(welcome({ token: "t2" }));
    expect(network.last.sentOf("press")).toHaveLength(1);
    expect(session.view.value.items).toHaveLength(1);
    expect(session.problem.value).toBeNull();
  });

  it("waits a little for the newer token of a tab that is about to store it", () => {
    begin({ seq: 0 });
    network.last.deliver(append(1, message()));
    unknown();
    expect(network.last.sent[0]).toMatchObject({ token: "t1", last_seq: 1 });
    new Store("demo").token = "t2";
    dispatchEvent(new Event("storage"));
    network.last.accept();
    expect(network.last.sent[0]).toMatchObject({ token: "t2", last_seq: 1 });
    expect(session.problem.value).toBeNull();
  });

  it("gives the conversation up when no newer token comes", () => {
    begin({ seq: 0 });
    network.last.deliver(append(1, message()));
    for (let round = 0; round < 4; round += 1) unknown();
    expect(network.last.sent[0]).toMatchObject({ token: null, last_seq: 0 });
    expect(session.problem.value).toBe("unknown_conversation");
    expect(session.view.value.items).toEqual([]);
  });

  it("reads from the beginning when the newer token is that of another conversation", () => {
    begin({ seq: 0 });
    network.last.deliver(append(1, message({ text: "old" })));
    session.press(1, 0);
    session.say("for whoever reads it");
    new Store("demo").token = "t2";
    unknown();
    network.last.deliver(welcome({ conversation: "d", token: "t2", seq: 7 }));
    network.last.accept();
    expect(network.last.sent[0]).toMatchObject({ token: "t2", last_seq: 0 });
    network.last.deliver(welcome({ conversation: "d", token: "t2" }));
    expect(network.last.sentOf("press")).toEqual([]);
    expect(network.last.sentOf("say")).toHaveLength(1);
    expect(session.view.value.items).toEqual([]);
  });

  it("stays away after a hello that the hub does not accept", () => {
    session.start();
    network.last.accept();
    network.last.end(4400);
    vi.advanceTimersByTime(600_000);
    expect(network.sockets).toHaveLength(1);
    expect(session.problem.value).toBe("hello_expected");
  });

  it("survives frames it cannot read", () => {
    const complained = vi.spyOn(console, "error").mockReturnValue();
    begin({ seq: 0 });
    network.last.deliver("nonsense");
    network.last.deliver({ type: "event", event: { seq: 1 } });
    network.last.deliver(append(1, message()));
    expect(complained).toHaveBeenCalledTimes(2);
    expect(session.view.value.seq).toBe(1);
  });
});

describe("jobs", () => {
  it("are called off or taken back once, under one id until the hub has heard it", () => {
    begin();
    session.services.change("cancel_job", "j");
    session.services.change("cancel_job", "j");
    session.services.change("undo_job", "k");
    expect(network.last.sentOf("cancel_job")).toMatchObject([{ job: "j" }]);
    const [cancelled] = network.last.sentOf("cancel_job");
    comeBack();
    expect(network.last.sentOf("cancel_job")).toEqual([cancelled]);
    expect(session.services.changes("cancel_job", "j")).toBe(true);
    network.last.deliver(append(1, job({ state: "cancelled" })));
    network.last.deliver({ type: "ack", message_id: idOf(cancelled), seq: 1 });
    expect(session.services.changes("cancel_job", "j")).toBe(false);
    expect(session.services.changes("undo_job", "k")).toBe(true);
  });

  it("that have gone already cannot be called off, which is said", () => {
    begin();
    session.services.change("cancel_job", "j");
    const [cancelled] = network.last.sentOf("cancel_job");
    network.last.deliver({ type: "error", code: "too_late", detail: "", message_id: idOf(cancelled) });
    expect(session.services.changes("cancel_job", "j")).toBe(false);
    expect(session.problem.value).toBe("too_late");
  });
});

describe("files", () => {
  const document = { id: "f1", name: "proof.pdf", media_type: "application/pdf", size: 2048 };

  it("are attached under one id, and can be attached again when refused", () => {
    begin();
    session.services.attach(document);
    const [attached] = network.last.sentOf("attach");
    expect(attached).toMatchObject({ file: "f1" });
    network.last.deliver({ type: "error", code: "too_fast", detail: "", message_id: idOf(attached) });
    expect(session.pending.list.value).toMatchObject([{ failed: "too_fast" }]);
    session.sendAgain(idOf(attached));
    expect(network.last.sentOf("attach")).toEqual([attached, attached]);
    network.last.deliver(append(1, message({ author: "citizen", message_id: idOf(attached), document })));
    expect(session.pending.list.value).toEqual([]);
  });

  it("cannot be sent before there is a conversation", () => {
    expect(session.services.access()).toBeNull();
  });
});

describe("a login", () => {
  it("is known from the welcome and from the log", () => {
    begin({ seq: 0, logged_in: true });
    expect(session.view.value.loggedIn).toBe(true);
    network.last.deliver(append(1, { kind: "identity", state: "expired" }));
    expect(session.view.value.loggedIn).toBe(false);
  });

  it("gives the conversation a new token, which the next hello carries", () => {
    begin();
    network.last.deliver({ type: "token", token: "t9" });
    expect(new Store("demo").token).toBe("t9");
    comeBack({ token: "t9" });
    expect(network.last.sent[0]).toMatchObject({ token: "t9" });
  });

  it("ends when the citizen says so", () => {
    begin({ logged_in: true });
    session.services.logOut();
    expect(network.last.sentOf("log_out")).toEqual([{ type: "log_out" }]);
  });
});

describe("language", () => {
  it("follows the page until the conversation has one of its own", () => {
    pageLanguage.value = "fr";
    expect(session.language.value).toBe("fr");
    begin({ language: "de" });
    expect(session.language.value).toBe("de");
    network.last.deliver(append(1, { kind: "language", language: "en", reason: "detected" }));
    expect(session.language.value).toBe("en");
  });

  it("changes at once when chosen, and tells the hub as soon as it can", () => {
    session.start();
    session.chooseLanguage("fr");
    expect(session.language.value).toBe("fr");
    network.last.accept();
    network.last.deliver(welcome({ language: "lb" }));
    expect(network.last.sentOf("language")).toEqual([{ type: "language", language: "fr" }]);
    network.last.deliver(append(1, { kind: "language", language: "fr", reason: "chosen" }));
    network.last.deliver(append(2, { kind: "language", language: "de", reason: "detected" }));
    expect(session.language.value).toBe("de");
  });
});

describe("beginning anew", () => {
  it("leaves nothing of the old conversation on the device but keeps the language", () => {
    begin({ language: "fr" });
    network.last.deliver(append(1, message()));
    session.say("unsent");
    session.beginAnew();
    network.last.accept();
    expect(network.last.sent).toEqual([{ type: "hello", language: "fr", site: "demo", token: null, last_seq: 0 }]);
    expect(localStorage).toHaveLength(0);
    expect(session.view.value.items).toEqual([]);
    expect(session.pending.list.value).toEqual([]);
  });
});

describe("fleeting things", () => {
  it("lapse when the connection is lost", () => {
    begin();
    network.last.deliver({ type: "busy", conversation: "c", busy: true });
    network.last.deliver({ type: "typing", conversation: "c", author: "agent" });
    expect([session.progress.value, session.agentTypes.holds.value]).toEqual([{ stage: null, pages: 0 }, true]);
    network.last.end();
    expect([session.progress.value, session.agentTypes.holds.value, session.ready.value]).toEqual([null, false, false]);
  });

  it("follow the bot from stage to stage until the answer is there", () => {
    begin();
    network.last.deliver({ type: "busy", conversation: "c", busy: true, stage: "reading", pages: 3 });
    expect(session.progress.value).toEqual({ stage: "reading", pages: 3 });
    network.last.deliver({ type: "busy", conversation: "c", busy: true, stage: "writing", pages: 0 });
    expect(session.progress.value).toEqual({ stage: "writing", pages: 0 });
    network.last.deliver({ type: "busy", conversation: "c", busy: false, stage: null, pages: 0 });
    expect(session.progress.value).toBeNull();
  });

  it("lapse by themselves", () => {
    begin();
    network.last.deliver({ type: "typing", conversation: "c", author: "agent" });
    vi.advanceTimersByTime(6000);
    expect(session.agentTypes.holds.value).toBe(false);
  });

  it("show the place in the queue until somebody comes", () => {
    begin({ owner: "queue", place: { ahead: 2, wait: { least: 3, most: 8 } }, seq: 0 });
    expect(session.person.place.value).toMatchObject({ ahead: 2, open: true, staffed: true });
    network.last.deliver({ type: "place", place: { ahead: 0 } });
    expect(session.person.place.value).toMatchObject({ ahead: 0, wait: null });
    network.last.deliver(append(1, owner({ owner: "agent", reason: "claimed", agent: "Alex" })));
    expect(session.person.place.value).toBeNull();
  });

  it("know from the welcome that the bot helps meanwhile", () => {
    begin({ owner: "queue", bot_meanwhile: true, seq: 0 });
    expect(session.view.value.botHelps).toBe(true);
  });
});
