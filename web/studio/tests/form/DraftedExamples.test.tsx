import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { signal } from "@moien/kit/signals.ts";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Change, Drafters } from "../../src/api.ts";
import { FormContext } from "../../src/form/context.ts";
import { GroupNode } from "../../src/form/groups.tsx";
import type { Schema } from "../../src/form/schema.ts";

const TEXTS: Schema = { type: "array", items: { type: "string" } };
const LANGUAGES: Schema = { type: "object", properties: { lb: TEXTS, fr: TEXTS, de: TEXTS, en: TEXTS } };
const INTENT: Schema = {
  type: "object",
  required: ["examples"],
  properties: { examples: LANGUAGES, drafted: LANGUAGES },
};

const changed: (readonly Change[])[] = [];
const asked: unknown[] = [];
const signedOut = vi.fn();

/** Gives a way to change what stands in the file, as somebody else does. */
function show(value: object, drafters: Drafters | null): (value: object) => void {
  const checked = signal({ values: { intents: { fee: value } } });
  const state = {
    root: INTENT,
    values: value,
    byPlace: new Map(),
    change: (changes: readonly Change[]) => void changed.push(changes),
    revealed: signal<string | null>(null),
    file: { path: "catalogue/a.yaml", text: signal("id: a\n"), checked },
    drafters,
    signedOut,
  };
  render(
    <FormContext.Provider value={state}>
      <GroupNode path={["intents", "fee"]} schema={INTENT} value={value} />
    </FormContext.Provider>,
  );
  return (newer) => {
    checked.value = { values: { intents: { fee: newer } } };
  };
}

const button = (name: string | RegExp) => screen.getByRole("button", { name });

beforeEach(() => {
  changed.length = 0;
  asked.length = 0;
  signedOut.mockClear();
  vi.stubGlobal("fetch", (_address: string, init: RequestInit) => {
    asked.push(JSON.parse(init.body as string));
    return Promise.resolve(Response.json({ sentences: ["Wat ass den Tarif?"], model: "m" }));
  });
});
afterEach(cleanup);

describe("what a model drafted", () => {
  it("is confirmed or thrown away one by one", () => {
    show({ examples: {}, drafted: { fr: ["tarif", "prix"] } }, { model: null, languages: [] });
    fireEvent.click(button(/„prix“ confirméieren/));
    fireEvent.click(button(/„tarif“ ewechgeheien/));
    expect(changed).toEqual([
      [{ at: "/intents/fee/examples/fr/-", value: "prix" }, { at: "/intents/fee/drafted/fr/1" }],
      [{ at: "/intents/fee/drafted/fr/0" }],
    ]);
    expect(screen.getByText(/kee Sproochmodell do/)).toBeTruthy();
  });

  it("is asked for by language where a model serves", async () => {
    show({ examples: {} }, { model: "m", languages: ["lb", "fr"] });
    expect(screen.queryByRole("button", { name: "Däitsch" })).toBeNull();
    fireEvent.click(button("Lëtzebuergesch"));
    await waitFor(() => expect(changed).toHaveLength(1));
    expect(asked).toEqual([{ path: "catalogue/a.yaml", text: "id: a\n", at: "/intents/fee", language: "lb" }]);
    expect(changed[0]).toEqual([{ at: "/intents/fee/drafted", value: { lb: ["Wat ass den Tarif?"] } }]);
  });

  it("comes beside what was written while the model wrote", async () => {
    const write = show({ examples: {} }, { model: "m", languages: ["lb"] });
    vi.stubGlobal("fetch", () => {
      write({ examples: {}, drafted: { lb: ["Tarif?"] } });
      return Promise.resolve(Response.json({ sentences: ["Wat ass den Tarif?"], model: "m" }));
    });
    fireEvent.click(button("Lëtzebuergesch"));
    await waitFor(() => expect(changed).toHaveLength(1));
    expect(changed[0]).toEqual([{ at: "/intents/fee/drafted/lb/-", value: "Wat ass den Tarif?" }]);
  });

  it("leads to the sign-in whoever is signed out", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ code: "signed_out" }, { status: 401 })));
    show({ examples: {} }, { model: "m", languages: ["lb"] });
    fireEvent.click(button("Lëtzebuergesch"));
    await waitFor(() => expect(signedOut).toHaveBeenCalledOnce());
    expect(screen.queryByRole("alert")).toBeNull();
    expect(changed).toEqual([]);
  });

  it("says why there is nothing", async () => {
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ code: "not_drafted" }, { status: 503 })));
    show({ examples: {} }, { model: "m", languages: ["lb"] });
    fireEvent.click(button("Lëtzebuergesch"));
    expect(await screen.findByText(/näischt geschriwwen/)).toBeTruthy();
    expect(changed).toEqual([]);
  });

  it("says nothing of models before that is known", () => {
    show({ examples: {} }, null);
    expect(screen.queryByText(/kee Sproochmodell/)).toBeNull();
  });
});
