/** The small schemas of the widget give the same answers as valibot: on every golden frame, and on each broken one. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import * as frames from "../src/frames.ts";
import type { GenericSchema } from "valibot";

const GOLDEN = join(import.meta.dirname, "../../../tests/golden/frames");

vi.resetModules();
vi.doMock("valibot", () => import("../src/smallSchemas.ts"));
const small = await import("../src/frames.ts");

/** A frame without one of its fields, or with another value in one; and what else could arrive. */
function broken(value: unknown): unknown[] {
  const others = [undefined, null, "", "odd", 1.5, -1, true, [], {}, [null]];
  if (typeof value !== "object" || value === null) return others;
  return [
    ...others,
    ...Object.entries(value).flatMap(([name, inner]) =>
      broken(inner).map((other) => {
        if (!Array.isArray(value)) return { ...value, [name]: other, unheard_of: 1 };
        return value.map((item, place) => (String(place) === name ? other : (item as unknown)));
      }),
    ),
  ];
}

type Answer = { read: unknown } | { at: string | undefined };

function answer(side: typeof frames, schema: GenericSchema, text: string): Answer {
  try {
    return { read: side.decodeFrame(schema, text) };
  } catch (error) {
    expect((error as Error).name).toBe("FrameError");
    return { at: /^frame, at (its top|[\w.]+): ./.exec((error as Error).message)?.[1] };
  }
}

const names = readdirSync(GOLDEN).filter((name) => /^(?:from|to)_citizen.*json$/.test(name));

describe("small schemas", () => {
  it("are others than valibot's", () => {
    expect(small.citizenServerFrame).toBeTypeOf("function");
    expect(frames.citizenServerFrame).toBeTypeOf("object");
  });

  it.each(names)("answer as valibot does on %s, whole and broken", (name) => {
    const golden: unknown = JSON.parse(readFileSync(join(GOLDEN, name), "utf8"));
    const kind = name.startsWith("from") ? "citizenFrame" : "citizenServerFrame";
    const seen = { read: 0, at: 0 };
    for (const frame of [golden, ...broken(golden)]) {
      const text = JSON.stringify(frame ?? null);
      const expected = answer(frames, frames[kind], text);
      expect(answer(small, small[kind], text), text).toEqual(expected);
      seen["read" in expected ? "read" : "at"]++;
    }
    expect(seen.read).toBeGreaterThan(0);
    expect(seen.at).toBeGreaterThan(0);
  });

  it.each([
    ["no number", Number.NaN],
    ["no whole number", 1.5],
    ["an endless number", Number.POSITIVE_INFINITY],
    ["a whole number", 3],
    ["a text", "3"],
  ])("count %s as valibot does", async (_, value) => {
    const [valibot, own] = [await vi.importActual<typeof import("valibot")>("valibot"), await import("valibot")];
    expect(own.is(small.count, value)).toBe(valibot.is(frames.count, value));
  });
});
