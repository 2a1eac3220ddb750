import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeGateway } from "@moien/kit/fakeGateway.ts";
import { FakeRequest } from "@moien/kit/fakeRequest.ts";
import { MAX_FILE_BYTES } from "@moien/kit/sizes.ts";
import { filled, foundReplies, openGap, type CannedReply } from "../src/assist/cannedReplies.ts";
import { isCitizens, readValue, sentValue, shownValue, type FormField } from "../src/assist/forms.ts";
import { Incoming } from "../src/assist/incoming.ts";
import { KeptSet } from "../src/assist/keptSet.ts";
import { ASSIST_BINDINGS, assistCommandOf } from "../src/assist/keys.ts";
import { namesIn } from "../src/assist/translations.ts";
import { Uploads, wrongWith } from "../src/assist/uploads.ts";
import { Writing } from "../src/assist/writing.ts";
import { BINDINGS } from "../src/keys.ts";

const all = (text: string) => ({ lb: text, fr: text, de: text, en: text });

function reply(id: string, change: Partial<CannedReply> = {}): CannedReply {
  return { id, shortcut: id, service: null, text: all(`text of ${id}`), ...change };
}

function field(change: Partial<FormField> = {}): FormField {
  return { name: "n", type: "text", label: all("Name"), choices: [], from_login: false, looked_up: false, ...change };
}

const BANK = { value: "bank", label: all("For the bank") };

describe("prepared replies", () => {
  const replies = [
    reply("merci", { text: { ...all("Thank you"), lb: "Merci fir d’Waarden", fr: "Merci d’avoir patienté" } }),
    reply("other", { service: "tax_card" }),
    reply("own", { service: "noise", text: all("Noise at night") }),
    reply("nach", { shortcut: "nach-do" }),
  ];
  it.each([
    ["", ["own", "merci", "nach", "other"]],
    ["mer", ["merci"]],
    ["PATIENTE", ["merci"]],
    ["noise night", ["own"]],
    ["na", ["nach"]],
    ["nothing of the kind", []],
  ])("sought by %j are %j", (sought, ids) => {
    expect(foundReplies(replies, "noise", sought, ["fr", "lb"]).map(({ id }) => id)).toEqual(ids);
  });

  it("keeps in braces what is not known", () => {
    const text = "I am {agent}, your reference is {reference}, {unknown}.";
    const done = filled(text, { agent: "Alex {reference}" });
    expect(done).toBe("I am Alex {reference}, your reference is {reference}, {unknown}.");
    expect(openGap("Hello {unknown}")).toBeNull();
    expect(openGap("Hello {service}!")).toEqual({ at: 6, gap: "{service}" });
  });
});

describe("fields of a form", () => {
  it.each([
    [field({ type: "date" }), "2026-03-05", "2026-03-05", "05.03.2026"],
    [field({ type: "date" }), "5.3.2026", "2026-03-05", "05.03.2026"],
    [field({ type: "date" }), "soon", "", ""],
    [field({ type: "choice", choices: [BANK] }), "bank", "bank", "bank"],
    [field({ type: "choice", choices: [BANK] }), "gone", "", ""],
    [field({ type: "iban" }), " LU28 ", " LU28 ", "LU28"],
  ])("%#: a known value is shown and sent", (one, known, shown, sent) => {
    expect(shownValue(one, known)).toBe(shown);
    expect(sentValue(one, shown)).toBe(sent);
  });

  it("are read as people read them", () => {
    expect(readValue(field({ type: "choice", choices: [BANK] }), "bank", "en")).toBe("For the bank");
    expect(readValue(field({ type: "date" }), "2026-03-05", "lb")).toBe("5. Mäerz 2026");
    expect(readValue(undefined, "2026-03-05", "lb")).toBe("2026-03-05");
  });

  it("belong to the citizen where only they can give them", () => {
    expect(isCitizens(field({ from_login: true }))).toBe(true);
    expect(isCitizens(field({ looked_up: true }))).toBe(true);
    expect(isCitizens(field({ type: "file" }))).toBe(true);
    expect(isCitizens(field())).toBe(false);
  });
});

describe("keys", () => {
  it("are none of the desk's", () => {
    const desk = new Set(BINDINGS.flatMap(({ keys }) => keys));
    expect(ASSIST_BINDINGS.flatMap(({ keys }) => keys).filter((key) => desk.has(key))).toEqual([]);
  });

  it("count alone", () => {
    const press = { key: "M", altKey: false, ctrlKey: false, metaKey: false, isComposing: false };
    expect(assistCommandOf(press)).toBe("replies");
    expect(assistCommandOf({ ...press, ctrlKey: true })).toBeNull();
    expect(assistCommandOf({ ...press, key: "Enter" })).toBeNull();
  });
});

describe("what is kept", () => {
  beforeEach(() => localStorage.clear());

  it("survives, drops the oldest, and ignores rubbish", () => {
    const set = new KeptSet(localStorage, "k", 2);
    for (const id of ["a", "b", "c"]) set.set(id, true);
    set.set("b", false);
    const again = new KeptSet(localStorage, "k", 2);
    expect(["a", "b", "c"].map((id) => again.has(id))).toEqual([false, false, true]);
    localStorage.setItem("k", "{");
    expect(new KeptSet(localStorage, "k").has("c")).toBe(false);
  });
});

describe("names of what changed", () => {
  it.each([
    ["50 €; 12. Mee: lost, changed or invented; translate it by hand", ["50 €", "12. Mee"]],
    ["https://a.lu: 5; B: lost", ["https://a.lu: 5", "B"]],
    ["what the model wrote is no translation; translate it by hand", []],
  ])("in %j", (detail, names) => expect(namesIn(detail)).toEqual(names));
});

const CALL = "POST /api/staff/translations";
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe("reading", () => {
  const wish = (text: string) => ({ text, source: "fr", target: "en" }) as const;

  it("translates each text once, the newest first", async () => {
    const gateway = new FakeGateway().on(CALL, { text: "Hello", model: "m", back: null });
    vi.stubGlobal("fetch", gateway.fetch);
    const incoming = new Incoming(() => undefined);
    for (const text of ["a", "b", "c", "a"]) incoming.want(wish(text));
    await vi.waitFor(() => expect(incoming.get(wish("b"))).toMatchObject({ standing: "done", text: "Hello" }));
    expect(gateway.asked).toHaveLength(3);
    expect(gateway.sent(CALL)).toEqual(wish("b"));
  });

  it("gives up on all that waits where nobody translates, and can be asked again", async () => {
    const gateway = new FakeGateway().refuse(CALL, 503, "not_translated");
    vi.stubGlobal("fetch", gateway.fetch);
    const failed = vi.fn();
    const incoming = new Incoming(failed);
    for (const text of ["a", "b", "c"]) incoming.want(wish(text));
    await vi.waitFor(() => expect(incoming.get(wish("c"))).toMatchObject({ standing: "failed" }));
    expect(gateway.asked).toHaveLength(1);
    expect(failed).toHaveBeenCalledExactlyOnceWith("not_translated");
    gateway.on(CALL, { text: "Hello", model: "m" });
    incoming.want(wish("c"));
    await vi.waitFor(() => expect(incoming.get(wish("c"))).toMatchObject({ standing: "done" }));
  });
});

describe("writing", () => {
  const order = { source: "Hello", from: "en", to: "fr" } as const;
  const gateway = () => new FakeGateway().on(CALL, { text: "Bonjour", model: "m", back: "Good day" });

  it("fits only what was translated", async () => {
    vi.stubGlobal("fetch", gateway().fetch);
    const writing = new Writing(() => undefined);
    const done = writing.translate(order);
    expect(writing.fits(order)).toBe(false);
    await done;
    expect(writing.written.value).toMatchObject({ text: "Bonjour", back: { of: "Bonjour", text: "Good day" } });
    expect(writing.fits(order)).toBe(true);
    expect(writing.fits({ ...order, source: "Hello you" })).toBe(false);
    expect(writing.fits({ ...order, to: "de" })).toBe(false);
    writing.edit(" ");
    expect(writing.fits(order)).toBe(false);
  });

  it("drops an answer that comes too late", async () => {
    vi.stubGlobal("fetch", gateway().fetch);
    const writing = new Writing(() => undefined);
    const first = writing.translate(order);
    writing.done();
    await first;
    expect(writing.written.value).toBeNull();
  });

  it("says what the machine changed, and takes a translation by hand", async () => {
    const detail = "50 €: lost, changed or invented; translate it by hand";
    const refused = () => Promise.resolve(Response.json({ code: "tokens_changed", detail }, { status: 422 }));
    vi.stubGlobal("fetch", refused);
    const writing = new Writing(() => undefined);
    await writing.translate(order);
    expect(writing.written.value?.trouble).toEqual({ code: "tokens_changed", names: ["50 €"] });
    expect(writing.fits(order)).toBe(false);
    writing.edit("Bonjour, 50 €");
    expect(writing.fits(order)).toBe(true);
  });

  it("has what was corrected translated back", async () => {
    const answers = gateway();
    vi.stubGlobal("fetch", answers.fetch);
    const writing = new Writing(() => undefined);
    await writing.translate(order);
    writing.edit("Salut");
    answers.on(CALL, { text: "Hi", model: "m" });
    await writing.check();
    expect(answers.sent(CALL)).toEqual({ text: "Salut", source: "fr", target: "en" });
    expect(writing.written.value?.back).toEqual({ of: "Salut", text: "Hi" });
  });
});

describe("files", () => {
  beforeEach(() => {
    FakeRequest.made = [];
    vi.stubGlobal("XMLHttpRequest", FakeRequest);
  });
  afterEach(() => vi.unstubAllGlobals());

  const PDF = { id: "f", name: "a.pdf", media_type: "application/pdf", size: 3 };
  const file = (name: string, type = "") => new File(["abc"], name, { type });

  it.each([
    [{ size: 0, type: "application/pdf", name: "a.pdf" }, "empty"],
    [{ size: MAX_FILE_BYTES + 1, type: "application/pdf", name: "a.pdf" }, "file_too_large"],
    [{ size: 1, type: "text/html", name: "a.html" }, "file_kind"],
    [{ size: 1, type: "", name: "a.JPEG" }, null],
  ])("%#: what is wrong with a file before it goes", (one, problem) => expect(wrongWith(one)).toBe(problem));

  it("are sent at once, and taken when they are there", () => {
    const uploads = new Uploads("c 1", () => undefined);
    uploads.add([file("a.pdf"), file("b.exe")]);
    expect(FakeRequest.made).toHaveLength(1);
    expect(FakeRequest.last.address).toBe("/api/staff/conversations/c%201/files");
    FakeRequest.last.sent(1, 3);
    expect(uploads.list.value.map(({ percent, problem }) => [percent, problem])).toEqual([
      [33, null],
      [0, "file_kind"],
    ]);
    expect(uploads.take()).toEqual([]);
    FakeRequest.last.answer(201, PDF);
    expect(uploads.take()).toEqual([PDF]);
    expect(uploads.list.value.map(({ name }) => name)).toEqual(["b.exe"]);
  });

  it.each([
    [422, { code: "file_unsafe" }, "file_unsafe", 0],
    [403, { code: "foreign_origin" }, "failed", 0],
    [401, { code: "signed_out" }, "failed", 1],
    [201, { code: "no document" }, "failed", 0],
  ])("%s %j is said as %s", (status, body, problem, left) => {
    const leave = vi.fn();
    const uploads = new Uploads("c", leave);
    uploads.add([file("a.pdf")]);
    FakeRequest.last.answer(status, body);
    expect(uploads.list.value[0]?.problem).toBe(problem);
    expect(leave).toHaveBeenCalledTimes(left);
  });

  it("can be called off", async () => {
    const uploads = new Uploads("c", () => undefined);
    uploads.add([file("a.png")]);
    const [upload] = uploads.list.value;
    uploads.remove(upload?.key ?? "");
    await settled();
    expect(FakeRequest.last.aborted).toBe(true);
    expect(uploads.list.value).toEqual([]);
  });
});
