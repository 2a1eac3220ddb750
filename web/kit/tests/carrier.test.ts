import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AGAIN, Carrier, SOON } from "../src/carrier.ts";
import { FakeNetwork, FakeSocket } from "../src/fakeSocket.ts";

let network: FakeNetwork;
let memory: { pollsUntil: number };
let freed: number;
let carrier: Carrier;

function make(): Carrier {
  return new Carrier({
    polls: "https://hub/api/poll",
    memory,
    freed: () => (freed += 1),
    openSocket: network.openSocket,
  });
}

/** One attempt; tells what carries it. */
function attempt(outcome: "works" | "failed"): "socket" | "polls" {
  const way = carrier.open("wss://hub/ws") instanceof FakeSocket ? "socket" : "polls";
  carrier[outcome]();
  return way;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", () => Promise.reject(new Error("no network in this test")));
  network = new FakeNetwork();
  memory = { pollsUntil: 0 };
  freed = 0;
  carrier = make();
});

afterEach(() => {
  carrier.stop();
  vi.useRealTimers();
});

describe("what carries the frames", () => {
  it.each([
    ["a WebSocket, as long as it works", ["works", "works"], ["socket", "socket"]],
    ["calls, after two attempts that brought nothing", ["failed", "failed", "works"], ["socket", "socket", "polls"]],
    [
      "calls again, once they have worked",
      ["failed", "failed", "works", "failed", "works"],
      ["socket", "socket", "polls", "polls", "polls"],
    ],
    [
      "both in turn, where nothing gets through",
      ["failed", "failed", "failed", "failed", "failed"],
      ["socket", "socket", "polls", "socket", "polls"],
    ],
    [
      "calls only after five attempts, where a WebSocket has worked: the gateway may just start",
      ["works", "failed", "failed", "failed", "failed", "failed", "works"],
      ["socket", "socket", "socket", "socket", "socket", "socket", "polls"],
    ],
  ] as const)("is %s", (_, outcomes, ways) => {
    expect(outcomes.map(attempt)).toEqual(ways);
  });

  it("is remembered for the next page of the tab, and no longer than it holds", () => {
    for (const outcome of ["failed", "failed", "works"] as const) attempt(outcome);
    carrier.stop();
    carrier = make();
    expect(attempt("works")).toBe("polls");
    const before = network.sockets.length;
    vi.advanceTimersByTime(AGAIN - 1);
    expect(network.sockets).toHaveLength(before);
    carrier.stop();
    vi.setSystemTime(Date.now() + AGAIN);
    carrier = make();
    expect(attempt("works")).toBe("socket");
    expect(memory.pollsUntil).toBeLessThanOrEqual(Date.now());
  });
});

describe("the way back to a WebSocket", () => {
  beforeEach(() => {
    for (const outcome of ["failed", "failed", "works"] as const) attempt(outcome);
  });

  it("is soon tried beside the calls, and taken when the gateway answers anything", () => {
    const before = network.sockets.length;
    vi.advanceTimersByTime(SOON);
    expect(network.sockets).toHaveLength(before + 1);
    network.last.accept();
    expect(freed).toBe(0);
    network.last.deliver({ type: "error", code: "hello_expected" });
    expect(freed).toBe(1);
    expect(attempt("works")).toBe("socket");
  });

  it.each([
    ["is refused", () => network.last.end()],
    ["opens and brings nothing", () => (network.last.accept(), vi.advanceTimersByTime(10_000))],
  ])("is tried again later when it %s", (_, happen) => {
    vi.advanceTimersByTime(SOON);
    const first = network.last;
    happen();
    expect(freed).toBe(0);
    expect(attempt("works")).toBe("polls");
    vi.advanceTimersByTime(AGAIN);
    expect(network.last).not.toBe(first);
  });

  it("is tried no more after the end", () => {
    carrier.stop();
    const before = network.sockets.length;
    vi.advanceTimersByTime(10 * AGAIN);
    expect(network.sockets).toHaveLength(before);
  });
});
