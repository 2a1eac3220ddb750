import { describe, expect, it } from "vitest";
import { decodeFrame } from "@moien/kit/frames.ts";
import { agentServerFrame, type AgentServerFrame } from "@moien/kit/agentFrames.ts";
import { newsOf } from "../src/deskNews.ts";
import {
  arranged,
  changed,
  EMPTY_DESK,
  orderedCallbacks,
  othersTickets,
  ownTickets,
  waitingTickets,
  type DeskState,
} from "../src/deskState.ts";
import { callback, colleague, deskFrame, ME, MINE, queue, ticket, type DeskParts } from "./sampleDesk.ts";

type Frame<T extends AgentServerFrame["type"]> = Extract<AgentServerFrame, { type: T }>;

function begun(parts: DeskParts): DeskState {
  return arranged(decodeFrame(agentServerFrame, JSON.stringify(deskFrame(parts))) as Frame<"desk">);
}

function change(parts: object): Frame<"desk_change"> {
  return decodeFrame(agentServerFrame, JSON.stringify({ type: "desk_change", ...parts })) as Frame<"desk_change">;
}

describe("the desk folded", () => {
  it("is what the hub has arranged, whatever was there before", () => {
    const state = begun({ tickets: [ticket()], queues: [queue()], colleagues: [colleague()], callbacks: [callback()] });
    expect(state).toEqual({
      me: ME,
      tickets: [ticket()],
      queues: [queue()],
      colleagues: [colleague()],
      callbacks: [callback()],
      edition: 1,
    });
  });

  it("takes what is new or changed, drops what is gone, and leaves the rest untouched", () => {
    const state = begun({ tickets: [ticket(), ticket({ ticket: "t2" }), ticket({ ticket: "t3" })], queues: [queue()] });
    const next = changed(state, change({ tickets: [{ ...MINE }, ticket({ ticket: "t4" })], gone: ["t2"] }));
    expect(next.tickets.map(({ ticket: id, state: how }) => [id, how])).toEqual([
      ["t1", "claimed"],
      ["t3", "waiting"],
      ["t4", "waiting"],
    ]);
    expect(next.tickets[1]).toBe(state.tickets[2]);
    expect(next.queues).toBe(state.queues);
    expect(next.me).toBe(state.me);
  });

  it("keeps the list of tickets when a change is about something else", () => {
    const state = begun({ tickets: [ticket()], queues: [queue()] });
    const next = changed(state, change({ queues: [queue({ waiting: 3 })], me: { ...ME, presence: "away" } }));
    expect(next.tickets).toBe(state.tickets);
    expect(next.queues[0]?.waiting).toBe(3);
    expect(next.me?.presence).toBe("away");
  });

  it("empties a list that has become empty", () => {
    const state = begun({ callbacks: [callback()] });
    expect(changed(state, change({ callbacks: [] })).callbacks).toEqual([]);
    expect(changed(state, change({})).callbacks).toHaveLength(1);
  });

  it("is not disturbed by a ticket that is gone twice or was never there", () => {
    const state = begun({ tickets: [ticket()] });
    const next = changed(changed(state, change({ gone: ["t1", "x"] })), change({ gone: ["t1"] }));
    expect(next.tickets).toEqual([]);
  });
});

describe("the lists", () => {
  it("put who waits in the order in which the hub wants them taken", () => {
    const state = begun({
      tickets: [
        ticket({ ticket: "late", position: 2, opened_at: "2026-11-23T07:00:00Z" }),
        ticket({ ticket: "crisis", position: 1, reason: "crisis", opened_at: "2026-11-23T09:00:00Z" }),
        MINE,
      ],
    });
    expect(waitingTickets(state).map(({ ticket: id }) => id)).toEqual(["crisis", "late"]);
  });

  it("keep own conversations in the order of their coming, and those of others apart", () => {
    const own = (id: string, since: string) => ticket({ ...MINE, ticket: id, waiting_since: since });
    const theirs = ticket({ ticket: "kim", state: "claimed", agent: "Kim" });
    const state = begun({ tickets: [own("b", "2026-11-23T09:00:00Z"), theirs, own("a", "2026-11-23T08:30:00Z")] });
    expect(ownTickets(state).map(({ ticket: id }) => id)).toEqual(["a", "b"]);
    expect(othersTickets(state).map(({ ticket: id }) => id)).toEqual(["kim"]);
  });

  it("put own call-backs first, then those asked for first", () => {
    const at = (id: string, hour: string, mine = false) =>
      callback({ callback: id, asked_at: `2026-11-23T${hour}:00:00Z`, mine });
    const state = begun({ callbacks: [at("new", "10"), at("old", "08"), at("own", "11", true)] });
    expect(orderedCallbacks(state).map(({ callback: id }) => id)).toEqual(["own", "old", "new"]);
  });
});

describe("news", () => {
  const kinds = (before: DeskState, after: DeskState) => newsOf(before, after).map(({ kind }) => kind);

  it.each<[string, DeskParts, DeskParts, string[]]>([
    ["somebody comes into the queue", {}, { tickets: [ticket()] }, ["waiting"]],
    ["a ticket that does not fit", {}, { tickets: [ticket({ fits: false })] }, []],
    ["a ticket that is still there", { tickets: [ticket()] }, { tickets: [ticket({ last_text: "?" })] }, []],
    ["taken by a colleague", { tickets: [ticket()] }, { tickets: [ticket({ state: "claimed", agent: "Kim" })] }, []],
    ["given to the agent", { tickets: [ticket()] }, { tickets: [MINE] }, ["given"]],
    [
      "back in the queue",
      { tickets: [MINE] },
      { tickets: [ticket({ waiting_since: "2026-11-23T09:00:00Z" })] },
      ["waiting"],
    ],
    ["own already", { tickets: [MINE] }, { tickets: [MINE] }, []],
    ["a call-back", {}, { callbacks: [callback()] }, ["callback"]],
    ["a call-back that somebody has", {}, { callbacks: [callback({ state: "claimed", agent: "Kim" })] }, []],
  ])("%s", (_, before, after, expected) => expect(kinds(begun(before), begun(after))).toEqual(expected));

  it("has the same key in every tab, and another one after a return to the queue", () => {
    const [first] = newsOf(EMPTY_DESK, begun({ tickets: [ticket()] }));
    const [same] = newsOf(begun({}), begun({ tickets: [ticket()] }));
    const [again] = newsOf(
      begun({ tickets: [MINE] }),
      begun({ tickets: [ticket({ waiting_since: "2026-11-23T09:00:00Z" })] }),
    );
    expect(same?.key).toBe(first?.key);
    expect(again?.key).not.toBe(first?.key);
  });
});
