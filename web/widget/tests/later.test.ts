import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { later } from "../src/later.ts";

let tries: { here: (part: string) => void; away: (error: Error) => void }[];
const fetchPart = () => new Promise<string>((here, away) => tries.push({ here, away }));

async function fail(): Promise<void> {
  tries.at(-1)?.away(new Error("404"));
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  tries = [];
  vi.useFakeTimers();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

afterEach(() => vi.useRealTimers());

describe("a part that is fetched later", () => {
  it("is fetched once, when it is first asked for", async () => {
    const part = later(fetchPart);
    expect(tries).toHaveLength(0);
    expect([part(), part()]).toEqual([null, null]);
    tries[0]?.here("part");
    await vi.advanceTimersByTimeAsync(0);
    expect(part()).toBe("part");
    expect(tries).toHaveLength(1);
  });

  it("is known to be missing, and tried again after pauses that grow, however often it is asked for", async () => {
    const part = later(fetchPart);
    part();
    for (const pause of [2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000]) {
      const before = tries.length;
      await fail();
      expect([part(), part()]).toEqual([undefined, undefined]);
      await vi.advanceTimersByTimeAsync(pause - 1);
      expect(tries).toHaveLength(before);
      await vi.advanceTimersByTimeAsync(1);
      expect(tries).toHaveLength(before + 1);
      // What is missing does not flicker while it is fetched.
      expect(part()).toBeUndefined();
    }
    tries.at(-1)?.here("part");
    await vi.advanceTimersByTimeAsync(0);
    expect(part()).toBe("part");
  });

  it("is tried again as soon as the device is online, and then only once", async () => {
    const part = later(fetchPart);
    part();
    dispatchEvent(new Event("online"));
    expect(tries).toHaveLength(1);
    await fail();
    dispatchEvent(new Event("online"));
    expect(tries).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(tries).toHaveLength(2);
  });
});
