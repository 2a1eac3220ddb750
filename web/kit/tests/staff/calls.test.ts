import { afterEach, describe, expect, it, vi } from "vitest";
import * as v from "valibot";
import { call, nothing, query } from "../../src/staff/calls.ts";

const schema = v.object({ name: v.string() });

afterEach(() => vi.unstubAllGlobals());

function answers(body: string | null, status: number): ReturnType<typeof vi.fn> {
  const fetched = vi.fn(() => Promise.resolve(new Response(body, { status })));
  vi.stubGlobal("fetch", fetched);
  return fetched;
}

describe("call", () => {
  it.each([
    ['{"name": "alex", "more": 1}', 200, { done: true, value: { name: "alex" } }],
    ['{"code": "taken", "detail": "x"}', 409, { done: false, code: "taken", detail: "x" }],
    ["{}", 401, { done: false, code: "signed_out" }],
    ["{}", 429, { done: false, code: "too_fast" }],
    ["{}", 500, { done: false, code: "failed" }],
    ["<h1>Bad gateway</h1>", 502, { done: false, code: "failed" }],
  ])("of %s with %i", async (body, status, outcome) => {
    answers(body, status);
    expect(await call("/x", schema)).toEqual(outcome);
  });

  it("takes an empty answer where nothing is expected", async () => {
    answers(null, 204);
    expect(await call("/x", nothing, { method: "DELETE" })).toEqual({ done: true, value: null });
  });

  it("says what does not fit", async () => {
    const said = vi.spyOn(console, "error").mockReturnValue();
    answers('{"name": 1}', 200);
    expect(await call("/x", schema)).toEqual({ done: false, code: "failed" });
    expect(said.mock.calls[0]?.[0]).toContain("/x, at name:");
  });

  it("survives a network that is down", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("no network")));
    expect(await call("/x", schema)).toEqual({ done: false, code: "failed" });
  });

  it("sends JSON, and nothing where there is nothing to send", async () => {
    const fetched = answers("{}", 200);
    await call("/x", nothing, { method: "PUT", body: { code: "1" } });
    await call("/y", nothing);
    expect(fetched.mock.calls).toEqual([
      ["/x", { method: "PUT", headers: { "content-type": "application/json" }, body: '{"code":"1"}' }],
      ["/y", { method: "GET" }],
    ]);
  });
});

describe("query", () => {
  it.each([
    [{ a: "1", b: "", c: null }, "?a=1"],
    [{ a: "x y", b: "&" }, "?a=x+y&b=%26"],
    [{ a: "" }, ""],
  ])("of %o is %s", (chosen, text) => expect(query(chosen)).toBe(text));
});
