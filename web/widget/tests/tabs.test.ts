/** S09: two tabs of one citizen show the same and lose nothing, whichever of them goes away. */
import { signal } from "@moien/kit/signals.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeNetwork, type FakeSocket } from "@moien/kit/fakeSocket.ts";
import type { ShownEvent } from "@moien/kit/frames.ts";
import type { Language } from "@moien/kit/languages.ts";
import { event, message } from "../../kit/tests/sampleEvents.ts";
import { TAKE_OVER } from "../src/outgoing.ts";
import { Session } from "../src/session.ts";
import { Store } from "../src/store.ts";
import { Tabs, type Channel } from "../src/tabs.ts";

/** Channels of the tabs, which hear each other and not themselves. */
class FakeChannels {
  readonly open = new Map<Channel, string>();

  readonly make = (name: string): Channel => {
    const channel: Channel = {
      onmessage: null,
      postMessage: (data: unknown) => {
        for (const [other, its] of this.open) {
          if (other !== channel && its === name) other.onmessage?.call(other as BroadcastChannel, said(data));
        }
      },
      close: () => void this.open.delete(channel),
    };
    this.open.set(channel, name);
    return channel;
  };
}

const said = (data: unknown) => new MessageEvent("message", { data: structuredClone(data) });
const append = (seq: number, data: ShownEvent["data"]) => ({ type: "event", event: event(seq, data) });
const WELCOME = { type: "welcome", conversation: "c", token: "t1", language: "lb", owner: "bot", seq: 0, place: null };

interface Tab {
  session: Session;
  network: FakeNetwork;
  socket: () => FakeSocket;
  welcome: (change?: object) => void;
}

let channels: FakeChannels;
let tabs: Tab[];

function tab(): Tab {
  const network = new FakeNetwork();
  const session = new Session({
    server: "https://chat.example.lu",
    site: "demo",
    store: new Store("demo"),
    pageLanguage: signal<Language>("lb"),
    openSocket: network.openSocket,
    openChannel: channels.make,
    random: () => 0,
  });
  const made = {
    session,
    network,
    socket: () => network.last,
    welcome: (change = {}) => {
      network.last.accept();
      network.last.deliver({ ...WELCOME, ...change });
    },
  };
  tabs.push(made);
  session.start();
  return made;
}

/** Two tabs in the same conversation. */
function two(): [Tab, Tab] {
  const first = tab();
  first.welcome();
  const second = tab();
  second.welcome();
  return [first, second];
}

/** What is stored reaches the other tabs; the one that stored it hears nothing new. */
const stored = () => dispatchEvent(new Event("storage"));
const pendingOf = ({ session }: Tab) => session.pending.list.value.map(({ frame, acked }) => ({ ...frame, acked }));
const idOf = (frame: unknown) => (frame as { message_id: string }).message_id;

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  sessionStorage.clear();
  vi.stubGlobal("fetch", () => Promise.reject(new Error("no network in this test")));
  channels = new FakeChannels();
  tabs = [];
});

afterEach(() => {
  for (const { session } of tabs) session.stop();
  vi.useRealTimers();
});

describe("messages on their way", () => {
  it("show in all tabs, as sent once they are, and in none once the log has them", () => {
    const [one, other] = two();
    one.session.say("Moien");
    expect(pendingOf(other)).toMatchObject([{ text: "Moien", acked: null }]);
    expect(other.socket().sentOf("say")).toEqual([]);
    const id = idOf(one.socket().sentOf("say")[0]);
    one.socket().deliver({ type: "ack", message_id: id, seq: 1 });
    expect(pendingOf(other)).toMatchObject([{ acked: 1 }]);
    other.socket().deliver(append(1, message({ author: "citizen", message_id: id })));
    expect(pendingOf(other)).toEqual([]);
    vi.advanceTimersByTime(TAKE_OVER);
    expect(other.socket().sentOf("say")).toEqual([]);
  });

  it("do not come back where the log was quicker", () => {
    const [one, other] = two();
    one.session.say("Moien");
    const id = idOf(one.socket().sentOf("say")[0]);
    other.socket().deliver(append(1, message({ author: "citizen", message_id: id })));
    one.socket().deliver({ type: "ack", message_id: id, seq: 1 });
    expect(pendingOf(other)).toEqual([]);
  });

  it("are sent by another tab, in order, when theirs goes away or cannot", () => {
    const [one, other] = two();
    one.socket().end();
    one.session.say("one");
    one.session.say("two");
    one.session.stop();
    vi.advanceTimersByTime(TAKE_OVER);
    expect(other.socket().sentOf("say")).toMatchObject([{ text: "one" }, { text: "two" }]);
    const [first, second] = other.socket().sentOf("say").map(idOf);
    for (const [index, id] of [first, second].entries()) {
      other.socket().deliver({ type: "ack", message_id: id, seq: index + 1 });
    }
    expect(new Store("demo").outbox().frames).toEqual([]);
  });

  it("are found by a tab that is opened later", () => {
    const [one] = two();
    one.socket().end();
    one.session.say("kept");
    one.session.stop();
    const later = tab();
    later.welcome();
    expect(later.socket().sentOf("say")).toMatchObject([{ text: "kept" }]);
  });

  it("are given up in all tabs at once", () => {
    const [one, other] = two();
    one.session.say("a");
    one.session.beginAnew();
    expect(pendingOf(other)).toEqual([]);
  });

  it("that are refused can be sent again from every tab", () => {
    const [one, other] = two();
    one.session.say("a");
    const id = idOf(one.socket().sentOf("say")[0]);
    one.socket().deliver({ type: "error", code: "too_fast", detail: "", message_id: id });
    expect(other.session.pending.list.value).toMatchObject([{ failed: "too_fast" }]);
    other.session.sendAgain(id);
    expect(one.session.pending.list.value).toMatchObject([{ failed: null }]);
    expect(other.socket().sentOf("say")).toHaveLength(1);
  });
});

describe("what else is in step", () => {
  it("is a button that was pressed", () => {
    const [one, other] = two();
    one.session.press(1, 0);
    expect(other.session.pressed.value.get(1)).toBe(0);
    other.session.press(1, 1);
    expect(other.socket().sentOf("press")).toEqual([]);
  });

  it("is the language", () => {
    const [one, other] = two();
    one.session.chooseLanguage("fr");
    expect(other.session.language.value).toBe("fr");
    expect(other.socket().sentOf("language")).toEqual([]);
  });

  it("is what was read, whichever comes first", () => {
    const [one, other] = two();
    for (const { socket } of [one, other]) socket().deliver(append(1, message({ author: "bot" })));
    expect(other.session.news.unread.value).toEqual([1]);
    one.session.markRead();
    expect(other.session.news.unread.value).toEqual([]);
    one.socket().deliver(append(2, message({ author: "bot" })));
    one.session.markRead();
    other.socket().deliver(append(2, message({ author: "bot" })));
    expect(other.session.news.unread.value).toEqual([]);
  });

  it("is a token that a login has renewed", () => {
    const [one, other] = two();
    other.socket().deliver(append(1, message()));
    one.socket().deliver({ type: "token", token: "t2" });
    stored();
    other.welcome({ token: "t2", seq: 1 });
    expect(other.socket().sent[0]).toMatchObject({ token: "t2", last_seq: 1 });
    expect(other.session.view.value.items).toHaveLength(1);
    expect(other.session.problem.value).toBeNull();
    expect(one.network.sockets).toHaveLength(1);
  });

  it("is a conversation that is begun anew", () => {
    const [one, other] = two();
    other.socket().deliver(append(1, message()));
    one.session.beginAnew();
    stored();
    expect(other.session.view.value.items).toEqual([]);
    one.welcome({ conversation: "d", token: "t9" });
    stored();
    other.welcome({ conversation: "d", token: "t9" });
    expect(other.socket().sent[0]).toMatchObject({ token: "t9", last_seq: 0 });
    expect(one.network.sockets).toHaveLength(2);
  });

  it.each([
    ["before the other is welcomed", false],
    ["too late for the other", true],
  ])("is a conversation that both begin; the first is stored %s", (_, late) => {
    const [one, other] = [tab(), tab()];
    one.socket().accept();
    other.socket().accept();
    one.socket().deliver({ ...WELCOME, conversation: "a", token: "ta" });
    if (late) localStorage.clear();
    other.socket().deliver({ ...WELCOME, conversation: "b", token: "tb" });
    stored();
    const [stays, follows, token] = late ? [other, one, "tb"] : [one, other, "ta"];
    for (let round = 0; round < 3; round += 1) {
      follows.welcome({ conversation: late ? "b" : "a", token });
      stored();
    }
    expect(follows.socket().sent[0]).toMatchObject({ token });
    // Who had already read in its own conversation asks once more, from the beginning.
    expect([stays.network.sockets.length, follows.network.sockets.length]).toEqual([1, late ? 3 : 2]);
    expect(new Store("demo").token).toBe(token);
  });
});

describe("a tab", () => {
  it.each([[null], ["text"], [{ kind: "read" }], [{ kind: "pending", entry: { frame: { type: "say" } } }]])(
    "does not listen to %j",
    (nonsense) => {
      const [one, other] = two();
      channels.make("moien:demo").postMessage(nonsense);
      expect([pendingOf(one), pendingOf(other)]).toEqual([[], []]);
    },
  );

  it("hears nothing of another site, and nothing once it is put aside", () => {
    const heard: unknown[] = [];
    const here = new Tabs("moien:demo", (what) => heard.push(what), channels.make);
    here.start();
    channels.make("moien:other").postMessage({ kind: "read", seq: 1 });
    dispatchEvent(new Event("pagehide"));
    channels.make("moien:demo").postMessage({ kind: "read", seq: 2 });
    dispatchEvent(new Event("pageshow"));
    channels.make("moien:demo").postMessage({ kind: "read", seq: 3 });
    here.stop();
    expect(heard).toEqual([{ kind: "read", seq: 3 }]);
  });

  it("begins a conversation only while no other does", async () => {
    const order: string[] = [];
    const held: (() => void)[] = [];
    vi.stubGlobal("navigator", {
      locks: {
        request: async (_: string, { signal: ended }: { signal: AbortSignal }, hold: () => Promise<void>) => {
          if (order.length > 0) await new Promise<void>((resolve) => held.push(resolve));
          if (ended.aborted) throw new DOMException("", "AbortError");
          await hold();
          held.shift()?.();
        },
      },
    });
    const [one, other] = [1, 2].map(() => new Tabs("moien:demo", () => undefined, channels.make));
    one?.beginAlone(() => order.push("one"));
    other?.beginAlone(() => order.push("other"));
    await vi.advanceTimersByTimeAsync(0);
    expect(order).toEqual(["one"]);
    one?.settled();
    await vi.advanceTimersByTimeAsync(0);
    expect(order).toEqual(["one", "other"]);
  });

  it("does not wait for ever for one that fell asleep over its beginning", async () => {
    const request = (_: string, { signal: ended }: { signal: AbortSignal }) =>
      new Promise((_resolve, reject) => ended.addEventListener("abort", () => reject(new Error("aborted"))));
    vi.stubGlobal("navigator", { locks: { request } });
    let begun = 0;
    const here = new Tabs("moien:demo", () => undefined, channels.make);
    here.beginAlone(() => (begun += 1));
    await vi.advanceTimersByTimeAsync(2000);
    expect(begun).toBe(0);
    await vi.advanceTimersByTimeAsync(1000);
    expect(begun).toBe(1);
    here.beginAlone(() => (begun += 1));
    here.settled();
    await vi.advanceTimersByTimeAsync(9000);
    expect(begun).toBe(1);
  });
});
