import { describe, expect, it } from "vitest";
import { EMPTY_VIEW, fold, GapError, openQuestion, type View } from "../src/fold.ts";
import type { ShownEvent } from "../src/frames.ts";
import { event, FIELD, job, message, owner } from "./sampleEvents.ts";

function folded(...events: ShownEvent[]): View {
  return events.reduce((view, next) => fold(view, next), EMPTY_VIEW);
}

describe("fold", () => {
  it("keeps messages in order with their seq", () => {
    const view = folded(event(1, message()), event(2, message({ author: "citizen", text: "Jo" })));
    expect(view.seq).toBe(2);
    expect(view.items.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it("changes nothing for an event it has already", () => {
    const view = folded(event(1, message()), event(2, message()));
    expect(fold(view, event(1, message({ text: "other" })))).toBe(view);
    expect(fold(view, event(2, message({ text: "other" })))).toBe(view);
  });

  it("gives the same view however often and from wherever the log is replayed", () => {
    const log = [
      event(1, { kind: "notice", code: "ai_disclosure" }),
      event(2, message({ author: "citizen" })),
      event(3, job({ job: "j", state: "queued" })),
      event(4, owner()),
      event(5, job({ job: "j", state: "succeeded", reference: "R-1" })),
    ];
    const once = folded(...log);
    for (let from = 0; from < log.length; from += 1) {
      for (let to = from; to <= log.length; to += 1) {
        expect(folded(...log.slice(0, to), ...log.slice(from))).toEqual(once);
      }
    }
  });

  it("refuses a gap and says which events are missing", () => {
    const view = folded(event(1, message()));
    expect(() => fold(view, event(4, message()))).toThrow(GapError);
    expect(() => fold(view, event(4, message()))).toThrow(/events 2 to 3 are missing: ask for the log after 1/);
  });

  it("accepts a gap that a second look has confirmed", () => {
    const view = fold(folded(event(1, message())), event(3, message({ text: "after a note" })), "accept");
    expect(view.seq).toBe(3);
    expect(view.items).toHaveLength(2);
  });

  it("updates a job where it first stood", () => {
    const view = folded(
      event(1, job({ job: "a", state: "queued" })),
      event(2, message()),
      event(3, job({ job: "a", state: "succeeded", reference: "R-7" })),
      event(4, job({ job: "b", state: "queued" })),
    );
    expect(view.items.map(({ kind }) => kind)).toEqual(["job", "message", "job"]);
    expect(view.items[0]).toMatchObject({ seq: 1, job: "a", state: "succeeded", reference: "R-7" });
  });

  it("puts a judgement on its message and on no other", () => {
    const view = folded(
      event(1, message()),
      event(2, message()),
      event(3, { kind: "feedback", seq: 1, helpful: false }),
    );
    expect(view.items.map((item) => item.kind === "message" && item.helpful)).toEqual([false, null]);
    expect(view.seq).toBe(3);
  });

  it("knows owner, agent and language after each change", () => {
    const view = folded(
      event(1, { kind: "language", language: "fr", reason: "detected" }),
      event(2, owner({ owner: "agent", reason: "claimed", agent: "Alex" })),
    );
    expect(view).toMatchObject({ language: "fr", owner: "agent", agent: "Alex" });
    expect(fold(view, event(3, owner({ owner: "bot", reason: "given_back" })))).toMatchObject({
      owner: "bot",
      agent: null,
    });
  });
});

describe("a person in the log", () => {
  it("says whether the bot helps meanwhile, and forgets it with the next owner", () => {
    const view = folded(event(1, owner({ reason: "meanwhile", bot: true })));
    expect(view.botHelps).toBe(true);
    expect(fold(view, event(2, owner({ owner: "agent", reason: "claimed", agent: "Alex" }))).botHelps).toBe(false);
  });

  it("keeps the newest rating of the citizen, and shows none in the log of its own", () => {
    const view = folded(event(1, { kind: "rating", score: 2 }), event(2, { kind: "rating", score: 5 }));
    expect(view.rating).toBe(5);
    expect(view.items).toEqual([]);
  });

  it("can be rated once they have closed the matter, until a new one begins", () => {
    const claimed = folded(event(1, owner()), event(2, owner({ owner: "agent", reason: "claimed", agent: "Alex" })));
    expect(claimed.closedAt).toBeNull();
    const closed = fold(claimed, event(3, owner({ owner: "closed", reason: "closed" })));
    const rated = fold(closed, event(4, { kind: "rating", score: 4 }));
    expect(rated).toMatchObject({ closedAt: 3, rating: 4 });
    const reopened = fold(rated, event(5, owner({ owner: "bot", reason: "reopened" })));
    expect(reopened).toMatchObject({ closedAt: 3, rating: 4 });
    expect(fold(reopened, event(6, owner()))).toMatchObject({ closedAt: null, rating: null });
  });

  it("marks with the rating where the matter ended, also once a new one has begun", () => {
    const ended = folded(
      event(1, owner({ owner: "agent", reason: "claimed", agent: "Alex" })),
      event(2, owner({ owner: "closed", reason: "closed" })),
    );
    const rated = fold(fold(ended, event(3, { kind: "rating", score: 2 })), event(4, { kind: "rating", score: 4 }));
    expect(fold(rated, event(5, owner())).items.map((item) => "rating" in item && item.rating)).toEqual([
      false,
      4,
      false,
    ]);
  });

  it("is not rated where they only gave the conversation back", () => {
    const claimed = folded(event(1, owner({ owner: "agent", reason: "claimed", agent: "Alex" })));
    expect(fold(claimed, event(2, owner({ owner: "bot", reason: "given_back" }))).closedAt).toBeNull();
  });
});

describe("a login in the log", () => {
  it.each<["logged_in" | "logged_out" | "expired", boolean]>([
    ["logged_in", true],
    ["logged_out", false],
    ["expired", false],
  ])("%s", (state, loggedIn) => {
    const before = folded(event(1, { kind: "identity", state: loggedIn ? "expired" : "logged_in" }));
    expect(before.loggedIn).toBe(!loggedIn);
    const view = fold(before, event(2, { kind: "identity", state }));
    expect(view.loggedIn).toBe(loggedIn);
    expect(view.items).toHaveLength(2);
  });
});

describe("openQuestion", () => {
  const asks = message({ field: FIELD });
  const offers = message({ buttons: [{ title: "Jo" }] });
  const says = message({ author: "citizen" });

  it.each<[string, ShownEvent[], number | null]>([
    ["nothing said yet", [], null],
    ["a plain answer", [event(1, message())], null],
    ["a field prompt", [event(1, asks)], 1],
    ["buttons", [event(1, offers)], 1],
    ["the newest of two", [event(1, offers), event(2, asks)], 2],
    ["answered by the citizen", [event(1, asks), event(2, says)], null],
    ["asked again after an answer", [event(1, asks), event(2, says), event(3, asks)], 3],
    ["a plain sentence after the buttons", [event(1, offers), event(2, message())], 1],
    [
      "while a person answers",
      [event(1, asks), event(2, owner({ owner: "agent", reason: "claimed", agent: "Alex" }))],
      null,
    ],
    [
      "while the bot helps and the citizen waits",
      [event(1, owner()), event(2, owner({ reason: "meanwhile", bot: true })), event(3, asks)],
      3,
    ],
    ["after the matter was closed", [event(1, offers), event(2, owner({ owner: "closed", reason: "closed" }))], 1],
  ])("%s", (_, events, seq) => {
    expect(openQuestion(folded(...events))?.seq ?? null).toBe(seq);
  });
});
