import { describe, expect, it, vi } from "vitest";
import type { Outcome } from "@moien/kit/staff/calls.ts";
import type { Attempt } from "../../src/trying/calls.ts";
import type { CallView, Tried, WantedCall } from "../../src/trying/schemas.ts";
import { Talk, type Far } from "../../src/trying/talk.ts";
import { percent, wayOf } from "../../src/trying/sight.ts";
import { CALL, DONE, SIGHT, TRIED } from "./samples.ts";

const leave = vi.fn();

interface Scene {
  talk: Talk;
  asked: Attempt[];
  pauses: number[];
}

function begin(answer: (attempt: Attempt) => Outcome<Tried>, call: CallView = DONE): Scene {
  const asked: Attempt[] = [];
  const pauses: number[] = [];
  const far: Far = {
    take: (attempt) => {
      asked.push(attempt);
      return Promise.resolve(answer(attempt));
    },
    wait: () => Promise.resolve({ done: true, value: call }),
    pause: (milliseconds) => {
      pauses.push(milliseconds);
      return Promise.resolve();
    },
  };
  return { talk: new Talk(far, "en", leave), asked, pauses };
}

const said = (text: string) => ({ type: "text" as const, text });
const well = (tried: Partial<Tried>) => (): Outcome<Tried> => ({ done: true, value: { ...TRIED, ...tried } });

describe("the talk", () => {
  it("goes on in the language and as the person that came back", async () => {
    const { talk, asked } = begin(well({ language: "fr", reason: "detected", identity: { given_name: "Marie" } }));
    await talk.give(said("Bonjour"));
    await talk.give(said("passeport"));
    expect(asked.map(({ language, reason, identity }) => [language, reason, identity])).toEqual([
      ["en", "page", null],
      ["fr", "detected", { given_name: "Marie" }],
    ]);
    expect(asked[0]?.conversation).toMatch(/^[0-9a-f]{32}$/);
    expect(asked[0]?.conversation).toBe(asked[1]?.conversation);
    expect(asked[0]?.turn).not.toBe(asked[1]?.turn);
    talk.choose("de");
    await talk.give(said("ok"));
    expect([asked[2]?.language, asked[2]?.reason]).toEqual(["de", "chosen"]);
  });

  it("takes one turn at a time, in order", async () => {
    let open = 0;
    const { talk, asked } = begin(() => {
      open += 1;
      expect(open).toBe(1);
      open -= 1;
      return { done: true, value: TRIED };
    });
    const both = [talk.give(said("one")), talk.give(said("two"))];
    expect(talk.busy.value).toBe(true);
    await Promise.all(both);
    expect(asked.map(({ input }) => (input.type === "text" ? input.text : ""))).toEqual(["one", "two"]);
    expect(talk.busy.value).toBe(false);
  });

  it("tries the same turn again while the bot is away, then says so", async () => {
    let away = true;
    const { talk, asked, pauses } = begin(() =>
      away ? { done: false, code: "rehearsal_away" } : { done: true, value: TRIED },
    );
    await talk.give(said("Moien"));
    expect(pauses).toHaveLength(3);
    expect(new Set(asked.map(({ turn }) => turn)).size).toBe(1);
    const [failed] = talk.exchanges.value;
    expect(failed?.refusal?.code).toBe("rehearsal_away");
    away = false;
    await talk.again(failed?.turn ?? "");
    expect(talk.exchanges.value).toHaveLength(1);
    expect(talk.exchanges.value[0]).toMatchObject({ turn: failed?.turn, refusal: null, tried: TRIED });
  });

  it("does not try again what is refused", async () => {
    const { talk, asked } = begin(() => ({ done: false, code: "not_trained" }));
    await talk.give(said("Moien"));
    expect(asked).toHaveLength(1);
    expect(leave).not.toHaveBeenCalled();
  });

  it("begins anew with another conversation, and drops what was on its way", async () => {
    const { talk, asked } = begin(well({ language: "fr" }));
    const early = talk.give(said("Moien"));
    talk.beginAnew();
    await early;
    expect([talk.exchanges.value, talk.language.value]).toEqual([[], "en"]);
    await talk.give(said("Moien"));
    const conversations = new Set(asked.map(({ conversation }) => conversation));
    expect(conversations.size).toBe(asked.length);
  });

  it("shows the newest inside, unless another was chosen", async () => {
    const { talk } = begin(well({}));
    await talk.give(said("one"));
    await talk.give(said("two"));
    const [first, second] = talk.exchanges.value;
    expect(talk.shown.value).toBe(second);
    talk.chosen.value = first?.turn ?? null;
    expect(talk.shown.value).toBe(first);
    await talk.give(said("three"));
    expect(talk.shown.value?.given).toEqual(said("three"));
  });

  it("tells the bot by itself what an administration answered", async () => {
    let calls: WantedCall[] = [CALL];
    const { talk, asked } = begin(() => {
      const value = { ...TRIED, calls };
      calls = [];
      return { done: true, value };
    });
    await talk.give(said("yes"));
    await vi.waitFor(() => expect(asked).toHaveLength(2));
    expect(asked[1]?.input).toEqual({ type: "call", call: CALL.id, service: "passport", field: null });
    await talk.tell(CALL);
    expect(asked).toHaveLength(2);
  });

  it("waits for somebody to suppose an outcome where nobody was asked", async () => {
    const unsent: CallView = { ...DONE, outcome: { prepared: null, sent: false, result: null, problem: "no" } };
    let calls: WantedCall[] = [CALL];
    const { talk, asked } = begin(() => {
      const value = { ...TRIED, calls };
      calls = [];
      return { done: true, value };
    }, unsent);
    await talk.give(said("yes"));
    await vi.waitFor(() => expect(talk.calls.value.get(CALL.id)).toBe(unsent));
    expect(asked).toHaveLength(1);
    await talk.tell(CALL, "rejected");
    expect(asked[1]?.input).toMatchObject({ type: "call", supposed: "rejected" });
  });
});

describe("the way that the understanding took", () => {
  it.each([
    ["passport_fee", null, "acted"],
    ["nlu_ask", null, "asked"],
    ["nlu_fallback", null, "fell_back"],
    ["out_of_scope", null, "out_of_scope"],
    ["nlu_empty", null, "empty"],
    ["passport_fee", "pt", "other_language"],
    ["crisis_suicide", "pt", "danger"],
  ])("%s, other language %s: %s", (intent, other, way) => {
    const heard = {
      text: "",
      language: "en" as const,
      confidence: 1,
      words: 3,
      greeting: false,
      other_language: other,
    };
    expect(wayOf({ ...SIGHT, intent }, { heard })).toBe(way);
  });

  it("writes shares as the language does", () => {
    expect([percent(0.314, "en"), percent(0.314, "fr")]).toEqual(["31%", "31\u00a0%"]);
  });
});
