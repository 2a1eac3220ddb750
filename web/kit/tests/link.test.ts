import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeNetwork } from "../src/fakeSocket.ts";
import { Link, TIMES, waitBefore, type LinkState } from "../src/link.ts";

let network: FakeNetwork;
let states: LinkState[];
let received: string[];
let opened: number;
let comesBack: boolean;
let link: Link;

beforeEach(() => {
  vi.useFakeTimers();
  network = new FakeNetwork();
  states = [];
  received = [];
  opened = 0;
  comesBack = true;
  link = new Link(
    "ws://hub/ws",
    {
      opened: () => (opened += 1),
      received: (text) => received.push(text),
      changed: (state) => states.push(state),
      closed: () => comesBack,
    },
    { openSocket: network.openSocket, random: () => 0.5 },
  );
});

afterEach(() => {
  link.stop();
  vi.useRealTimers();
});

/** The peer is there, and says so. */
function accept(): void {
  network.last.accept();
  network.last.deliver({ type: "welcome" });
}

function begin(): void {
  link.start();
  accept();
}

describe("Link", () => {
  it("opens once and hands frames over in both directions", () => {
    begin();
    link.start();
    network.last.deliver({ type: "pong" });
    expect(network.sockets).toHaveLength(1);
    expect(opened).toBe(1);
    expect(received).toEqual(['{"type":"welcome"}', '{"type":"pong"}']);
    expect(link.send({ type: "say" })).toBe(true);
    expect(network.last.sent).toEqual([{ type: "say" }]);
  });

  it("says that a frame could not be sent while it is not open", () => {
    expect(link.send({ type: "say" })).toBe(false);
    link.start();
    expect(link.send({ type: "say" })).toBe(false);
    expect(network.last.sent).toEqual([]);
  });

  it("comes back by itself, later after each failure in a row", () => {
    begin();
    const waits: number[] = [];
    for (let failures = 0; failures < 7; failures += 1) {
      const before = network.sockets.length;
      network.last.end();
      let waited = 0;
      while (network.sockets.length === before) {
        vi.advanceTimersByTime(250);
        waited += 250;
      }
      waits.push(waited);
    }
    expect(waits).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
  });

  it("counts failures anew once the conversation is under way", () => {
    begin();
    for (let failures = 0; failures < 5; failures += 1) {
      network.last.end();
      vi.advanceTimersByTime(waitBefore(failures, () => 0.5));
    }
    accept();
    link.settled();
    network.last.end();
    const before = network.sockets.length;
    vi.advanceTimersByTime(TIMES.firstWait / 2);
    expect(network.sockets).toHaveLength(before + 1);
  });

  it("stays away when its owner wants that", () => {
    begin();
    comesBack = false;
    network.last.end(4400);
    vi.advanceTimersByTime(10 * TIMES.longestWait);
    expect(network.sockets).toHaveLength(1);
    expect(link.state).toBe("idle");
  });

  it("gives an attempt up that never opens", () => {
    link.start();
    vi.advanceTimersByTime(TIMES.opening);
    expect(network.last.closedWith).not.toBeNull();
    expect(link.state).toBe("waiting");
  });

  it("gives an attempt up that opens and brings nothing: something between swallows it", () => {
    link.start();
    network.last.accept();
    vi.advanceTimersByTime(TIMES.opening);
    expect(network.last.closedWith).not.toBeNull();
    expect(link.state).toBe("waiting");
  });

  it("pings, and stays while the peer answers anything", () => {
    begin();
    for (let round = 1; round <= 3; round += 1) {
      vi.advanceTimersByTime(TIMES.ping);
      expect(network.last.sentOf("ping")).toHaveLength(round);
      network.last.deliver({ type: "pong" });
      vi.advanceTimersByTime(TIMES.answer);
    }
    expect(network.sockets).toHaveLength(1);
    expect(link.state).toBe("open");
  });

  it("leaves a peer that has gone silent", () => {
    begin();
    const silent = network.last;
    vi.advanceTimersByTime(TIMES.ping);
    vi.advanceTimersByTime(TIMES.answer);
    expect(silent.closedWith).not.toBeNull();
    expect(link.state).toBe("waiting");
    vi.advanceTimersByTime(TIMES.firstWait);
    expect(network.last).not.toBe(silent);
  });

  it("does not listen to a socket it has left", () => {
    begin();
    const old = network.last;
    link.restart();
    network.last.accept();
    old.deliver({ type: "pong" });
    old.end();
    expect(received).toEqual(['{"type":"welcome"}']);
    expect(link.state).toBe("open");
    expect(network.sockets).toHaveLength(2);
  });

  it("hurries when the network is back", () => {
    begin();
    network.last.end();
    dispatchEvent(new Event("online"));
    expect(network.sockets).toHaveLength(2);
    vi.advanceTimersByTime(TIMES.opening - 1);
    expect(network.sockets).toHaveLength(2);
  });

  it("asks at once whether the peer is there when the page is looked at again", () => {
    begin();
    document.dispatchEvent(new Event("visibilitychange"));
    expect(network.last.sentOf("ping")).toHaveLength(1);
  });

  it.each([
    ["the network is back", () => dispatchEvent(new Event("online"))],
    ["the page is shown again", () => dispatchEvent(new Event("pageshow"))],
    ["the page goes on after a sleep", () => document.dispatchEvent(new Event("resume"))],
    ["the page is looked at", () => document.dispatchEvent(new Event("visibilitychange"))],
  ])("comes back within one look when %s and the peer is gone", (_, look) => {
    begin();
    look();
    vi.advanceTimersByTime(TIMES.glance);
    expect(network.sockets).toHaveLength(2);
    expect(link.state).toBe("connecting");
  });

  it("trusts no connection over which it slept", () => {
    begin();
    vi.setSystemTime(Date.now() + TIMES.ping + TIMES.answer + 1);
    document.dispatchEvent(new Event("visibilitychange"));
    expect(network.last.sentOf("ping")).toEqual([]);
    expect(network.sockets).toHaveLength(2);
  });

  it("lets go of a page that is put aside, and is back with it", () => {
    begin();
    dispatchEvent(new Event("pagehide"));
    expect(network.last.closedWith).toBe(1000);
    vi.advanceTimersByTime(10 * TIMES.longestWait);
    expect(network.sockets).toHaveLength(1);
    dispatchEvent(new Event("pageshow"));
    expect(network.sockets).toHaveLength(2);
  });

  it("is quiet after stop", () => {
    begin();
    link.stop();
    dispatchEvent(new Event("online"));
    vi.advanceTimersByTime(10 * TIMES.longestWait);
    expect(network.sockets).toHaveLength(1);
    expect(network.last.closedWith).toBe(1000);
    expect(states).toEqual(["connecting", "open", "idle"]);
  });
});

describe("waitBefore", () => {
  it.each([
    [0, 0, 0],
    [0, 0.999, 999],
    [3, 0.5, 4000],
    [4, 1, 16_000],
    [5, 1, 30_000],
    [60, 1, 30_000],
  ])("after %i failures with jitter %d waits %i ms", (failures, jitter, wait) => {
    expect(waitBefore(failures, () => jitter)).toBeCloseTo(wait);
  });
});
