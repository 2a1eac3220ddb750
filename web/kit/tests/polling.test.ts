import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { PollingSocket } from "../src/polling.ts";

interface Call {
  body: { hello: Record<string, unknown>; known: unknown; wait: number; frames: Record<string, unknown>[] };
  signal: AbortSignal;
  /** Answer, as the gateway would. */
  answer: (frames: object[], close?: number | null, known?: unknown) => Promise<void>;
  fail: () => Promise<void>;
}

const HELLO = { type: "hello", language: "lb", site: "demo", token: null, last_seq: 0 };
const WELCOME = { type: "welcome", conversation: "c", token: "t1" };
const event = (seq: number) => ({ type: "event", event: { seq } });

let calls: Call[];
let socket: PollingSocket;
let got: Record<string, unknown>[];
let closed: number[];

beforeEach(async () => {
  vi.useFakeTimers();
  calls = [];
  vi.stubGlobal("fetch", (_: string, init: RequestInit & { body: string; signal: AbortSignal }) => {
    let resolve: (response: Response) => void;
    let reject: (error: Error) => void;
    const response = new Promise<Response>((done, failed) => ((resolve = done), (reject = failed)));
    init.signal.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
    const settle = async (act: () => void) => {
      act();
      await vi.advanceTimersByTimeAsync(0);
    };
    calls.push({
      body: JSON.parse(init.body) as Call["body"],
      signal: init.signal,
      answer: (frames, close = null, known = { busy: null }) =>
        settle(() => resolve({ ok: true, json: () => Promise.resolve({ frames, known, close }) } as Response)),
      fail: () => settle(() => reject(new TypeError("no network"))),
    });
    return response;
  });
  [got, closed] = [[], []];
  socket = new PollingSocket("https://chat.example.lu/api/poll");
  socket.onopen = () => socket.send(JSON.stringify(HELLO));
  socket.onmessage = ({ data }: MessageEvent<string>) => got.push(JSON.parse(data) as Record<string, unknown>);
  socket.onclose = ({ code }) => closed.push(code);
  await vi.advanceTimersByTimeAsync(0);
});

afterEach(() => vi.useRealTimers());

function call(index: number): Call {
  const found = calls[index];
  if (!found) throw new Error(`there were ${calls.length} calls only`);
  return found;
}

const say = (text: string) => JSON.stringify({ type: "say", message_id: `id-${text}`, text });

describe("a socket made of calls", () => {
  it("says hello, hands over what comes, and waits for more with what it has by then", async () => {
    expect(calls).toHaveLength(1);
    expect(call(0).body).toEqual({ hello: HELLO, known: null, wait: 0, frames: [] });
    await call(0).answer([WELCOME, event(1)], null, { busy: "opaque" });
    expect(got).toEqual([WELCOME, event(1)]);
    expect(call(1).body).toMatchObject({ hello: { token: "t1", last_seq: 1 }, known: { busy: "opaque" }, wait: 25 });
    await call(1).answer([event(2)]);
    expect(call(2).body.hello).toMatchObject({ last_seq: 2 });
  });

  it("sends at once, beside the call that waits, and one call at a time", async () => {
    await call(0).answer([WELCOME]);
    for (const text of ["a", "b", "c"]) socket.send(say(text));
    expect(calls).toHaveLength(3);
    expect(call(2).body).toMatchObject({ wait: 0, frames: [{ text: "a" }] });
    await call(2).answer([{ type: "ack" }, event(1)]);
    expect(got).toEqual([WELCOME, { type: "ack" }, event(1)]);
    expect(call(3).body.frames).toMatchObject([{ text: "b" }, { text: "c" }]);
    expect(call(3).body.hello).toMatchObject({ last_seq: 1 });
  });

  it("begins one conversation only: nothing is sent before the welcome", async () => {
    socket.send(say("early"));
    expect(calls).toHaveLength(1);
    await call(0).answer([WELCOME]);
    expect(calls.map(({ body }) => body.frames.length)).toEqual([0, 1, 0]);
    expect(call(1).body.hello).toMatchObject({ token: "t1" });
  });

  it("keeps each call small, however much is to be sent", async () => {
    await call(0).answer([WELCOME]);
    socket.send(say("first"));
    for (let index = 0; index < 30; index += 1) socket.send(say("x".repeat(900)));
    socket.send(say("y".repeat(40_000)));
    for (let index = 2; index < calls.length; index += 1) await call(index).answer([]);
    const sent = calls.filter(({ body }) => body.frames.length > 0).map(({ body }) => body.frames);
    expect(sent.flat()).toHaveLength(32);
    expect(Math.max(...sent.map((frames) => frames.length))).toBeLessThanOrEqual(20);
    expect(sent.filter((frames) => frames.length > 1).every((all) => JSON.stringify(all).length < 16_000)).toBe(true);
  });

  it("believes only the call that waits of what is in no event", async () => {
    await call(0).answer([WELCOME]);
    socket.send(say("a"));
    await call(2).answer([{ type: "busy", busy: true }, { type: "place" }, { type: "ack" }]);
    await call(1).answer([{ type: "busy", busy: false }]);
    expect(got.slice(1)).toEqual([{ type: "ack" }, { type: "busy", busy: false }]);
  });

  it("goes on with the new token when a login has ended the old one", async () => {
    await call(0).answer([WELCOME]);
    socket.send(JSON.stringify({ type: "finish_login", code: "x" }));
    await call(1).answer([{ type: "error", code: "unknown_conversation" }], 4404);
    expect(closed).toEqual([]);
    await call(2).answer([{ type: "token", token: "t2" }]);
    expect(call(3).body.hello).toMatchObject({ token: "t2" });
    expect(closed).toEqual([]);
  });

  it.each([
    ["as the gateway says", () => call(1).answer([], 4404), 4404],
    ["when there is no network", () => call(1).fail(), 1006],
    ["when the answer is none of the gateway's", () => call(1).answer("<html>" as unknown as object[]), 1006],
    ["when no answer comes", () => vi.advanceTimersByTimeAsync(35_000), 1006],
  ])("closes %s", async (_, happen, code) => {
    await call(0).answer([WELCOME]);
    await happen();
    expect(closed).toEqual([code]);
    socket.send(say("too late"));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(calls).toHaveLength(2);
  });

  it("ends all calls when it is closed, and says nothing more", async () => {
    await call(0).answer([WELCOME]);
    socket.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(call(1).signal.aborted).toBe(true);
    expect(closed).toEqual([]);
    expect(calls).toHaveLength(2);
  });
});
