import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import * as v from "valibot";
import { FakeNetwork } from "@moien/kit/fakeSocket.ts";
import { event, message } from "../../kit/tests/sampleEvents.ts";
import { answerRecord, codeOf } from "../src/answers.ts";
import { Console } from "../src/Console.tsx";
import { ACCOUNT, CATALOGUE } from "./openConsole.tsx";
import { deskFrame, ticket } from "./sampleDesk.ts";

const GOLDEN = join(import.meta.dirname, "../../../tests/golden/messages/answer_record.json");
const WRITTEN = JSON.parse(readFileSync(GOLDEN, "utf8")) as v.InferInput<typeof answerRecord>;
const RECORD = v.parse(answerRecord, WRITTEN);

let network: FakeNetwork;
let asked: string[];
/** What the gateway answers to the next calls, the last one again and again; null when it cannot be reached. */
let answers: ({ status: number; body: unknown } | null)[];

function found(change: Partial<typeof RECORD> = {}): { status: number; body: unknown } {
  return {
    status: 200,
    body: { conversation: "c", at: "2026-03-05T10:04:00.000Z", record: { ...RECORD, ...change } },
  };
}

beforeEach(() => {
  network = new FakeNetwork();
  asked = [];
  answers = [found()];
  localStorage.setItem("moien:staff:language", "en");
  vi.stubGlobal("WebSocket", function (url: string) {
    return network.openSocket(url);
  });
  vi.stubGlobal("fetch", (address: string) => {
    if (address === "/api/staff/session") {
      return Promise.resolve(Response.json({ ...ACCOUNT, roles: ["agent"] }));
    }
    if (address === "/api/staff/desk/settings") return Promise.resolve(Response.json(CATALOGUE));
    if (address === "/api/staff/sign-in") return Promise.resolve(Response.json({ sso: null }));
    if (!address.startsWith("/api/staff/answers/")) return Promise.resolve(new Response("{}", { status: 404 }));
    asked.push(address);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (!answer) return Promise.reject(new TypeError("no network"));
    return Promise.resolve(new Response(JSON.stringify(answer.body), { status: answer.status }));
  });
});

afterEach(cleanup);

async function enter(...tickets: object[]): Promise<void> {
  render(<Console />);
  await waitFor(() => expect(network.sockets).toHaveLength(1));
  network.last.accept();
  network.last.deliver(deskFrame({ tickets }));
  await screen.findByText("Connected");
}

function lookUp(code: string): void {
  fireEvent.input(screen.getByLabelText("Answer code"), { target: { value: code } });
  fireEvent.click(screen.getByRole("button", { name: "Look up" }));
}

async function shown(code = "abcd2345"): Promise<HTMLElement> {
  await enter();
  lookUp(code);
  const dialog = await screen.findByRole("dialog");
  await within(dialog).findByText("Steps");
  return dialog;
}

function valueOf(within: HTMLElement, name: string): string | undefined {
  const term = [...within.querySelectorAll("dt")].find(({ textContent }) => textContent === name);
  return term?.nextElementSibling?.textContent;
}

describe("codeOf", () => {
  it.each([
    ["ABCD-2345", "ABCD-2345"],
    ["abcd2345", "ABCD-2345"],
    [" ab cd – 23 45. ", "ABCD-2345"],
    ["", null],
    ["ABCD-234", null],
    ["ABCD-23456", null],
    ["ÄBCD-2345", null],
    ["../../../", null],
  ])("%j is %j", (written, code) => expect(codeOf(written)).toBe(code));
});

describe("answerRecord", () => {
  it("loses nothing of what the Python side writes but the second code", () => {
    expect({ ...RECORD, answer: { ...RECORD.answer, code: RECORD.code } }).toEqual(WRITTEN);
  });
});

describe("the code in the field", () => {
  it.each(["ABCD-2345", "abcd2345"])("%s asks for the record and moves the focus to it", async (code) => {
    const dialog = await shown(code);
    expect(asked).toEqual(["/api/staff/answers/ABCD-2345"]);
    expect(document.activeElement).toBe(within(dialog).getByRole("heading", { name: "Answer ABCD-2345" }));
  });

  it.each(["", "ABCD-23"])("%j is refused with a sentence, nobody is asked", async (code) => {
    await enter();
    lookUp(code);
    await screen.findByText("An answer code has eight letters and digits, for instance ABCD-2345.");
    expect(screen.getByLabelText("Answer code").getAttribute("aria-invalid")).toBe("true");
    expect(screen.queryByRole("dialog")).toBeNull();
    expect(asked).toEqual([]);
  });

  it("closes and can be used again", async () => {
    const dialog = await shown();
    fireEvent.click(within(dialog).getByRole("button", { name: "Close" }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    lookUp("abcd2345");
    await screen.findByRole("dialog");
    expect(asked).toHaveLength(2);
  });
});

describe("the record", () => {
  it.each([
    ["Question, personal data masked", RECORD.question],
    ["Language", "English"],
    ["Probability that the best page fits", "87%"],
    ["Services", "Residence certificate"],
    ["Language model", "sample-model"],
    ["Text of the model", "checked and shown"],
    ["Page", "Residence certificate (English)"],
    ["Version", "1f9c2b7a04de"],
    ["Checked", "5 November 2026"],
  ])("says %s: %s", async (name, value) => expect(valueOf(await shown(), name)).toBe(value));

  it("says when, the steps with their milliseconds, and what was wrong", async () => {
    const dialog = await shown();
    expect(valueOf(dialog, "When")).toMatch(/^5 March 2026, \d+:04$/);
    const rows = within(dialog).getAllByRole("row").slice(1);
    expect(rows.map(({ children }) => [...children].map(({ textContent }) => textContent))).toEqual([
      ["Prepare the question", "personal data masked", "0"],
      ["Kind of question", "for the official pages", "0"],
      ["Earlier messages", "not needed", "39"],
      ["Search for pages", "found", "3"],
      ["Language model writes", "written", "1805"],
      ["Check the text", "not passed", "6"],
      ["Language model writes again", "written", "1512"],
      ["Check the text again", "passed", "6"],
    ]);
    expect(within(dialog).getByText("Value that is not in the source: 20 euros")).toBeTruthy();
  });

  it("shows the answer as given, marked as written by AI", async () => {
    const dialog = await shown();
    const bubble = within(dialog).getByText("2 euros").closest<HTMLElement>(".bubble");
    expect(bubble?.dataset).toMatchObject({ origin: "llm", aiGenerated: "true" });
    expect(bubble?.textContent).toContain("AI-generated (sample-model)");
    expect(bubble?.textContent).toContain("Source: Residence certificate");
  });

  it("names a passage without a heading, and links only to safe addresses", async () => {
    const [first] = RECORD.passages;
    const attack = { ...first, heading: "", text: "<img src=x>", link: "javascript:alert(1)" };
    answers = [found({ passages: [...RECORD.passages.slice(0, 1), attack as (typeof RECORD.passages)[number]] })];
    const passages = (await shown()).querySelectorAll(".passages > li");
    expect([...passages].map((passage) => passage.querySelector("h4")?.textContent)).toEqual(["Fee", "Summary"]);
    expect(passages[0]?.querySelector("a")?.getAttribute("href")).toBe(first?.link);
    expect(passages[1]?.querySelector("a")).toBeNull();
    expect(valueOf(passages[1] as HTMLElement, "Official page")).toBe("javascript:alert(1)");
    expect(passages[1]?.querySelector("img")).toBeNull();
    expect(passages[1]?.textContent).toContain("<img src=x>");
  });

  it.each([
    ["answered", "Answered from the official information."],
    ["related", "Pages that may help were offered."],
    ["unknown", "Nothing suitable was found."],
    ["routed", "The bot answered with a text of its own."],
  ] as const)("says in a sentence that a question was %s", async (standing, sentence) => {
    answers = [found({ answer: { ...RECORD.answer, standing } })];
    expect(within(await shown()).getByRole("status").textContent).toBe(sentence);
  });

  it("is whole where there is little to say, and shows steps it has no words for", async () => {
    const nothing = { text: "", citations: [], services: [] };
    const answer = { ...RECORD.answer, ...nothing, standing: "routed" as const, intent: "greet" };
    const steps = [{ step: "dream", status: "vivid", milliseconds: 2 }];
    answers = [found({ answer, steps, passages: [], model: null, faults: ["odd"] })];
    const dialog = await shown();
    expect(valueOf(dialog, "Recognised as")).toBe("Greet");
    expect(valueOf(dialog, "Language model")).toBe("none");
    expect(valueOf(dialog, "Text of the model")).toBeUndefined();
    expect(dialog.querySelector(".bubble")).toBeNull();
    expect(within(dialog).getByText("None")).toBeTruthy();
    expect(within(dialog).getByText("odd")).toBeTruthy();
    expect(within(dialog).getAllByRole("row").at(-1)?.textContent).toBe("dreamvivid2");
  });

  it("says that the text of a model was not shown", async () => {
    answers = [found({ answer: { ...RECORD.answer, origin: "retrieval", model: null } })];
    expect(valueOf(await shown(), "Text of the model")).toBe("not shown, the pages were quoted instead");
  });
});

describe("a record that cannot be shown", () => {
  const FAILED = "The answer ABCD-2345 could not be loaded. Please try again.";
  it.each([
    ["the code is unknown", { status: 404, body: { code: "unknown_code" } }, /^No answer has the code ABCD-2345\./, 0],
    ["the gateway fails", { status: 500, body: {} }, FAILED, 1],
    ["there is no network", null, FAILED, 1],
    ["the answer does not fit", { status: 200, body: { record: {} } }, FAILED, 1],
  ])("is a sentence when %s", async (_, answer, sentence, again) => {
    vi.spyOn(console, "error").mockReturnValue();
    answers = [answer];
    await enter();
    lookUp("ABCD-2345");
    const dialog = await screen.findByRole("dialog");
    expect((await within(dialog).findByText(sentence)).getAttribute("role")).toBe("status");
    expect(within(dialog).queryAllByRole("button", { name: "Try again" })).toHaveLength(again);
  });

  it("is asked for again", async () => {
    answers = [null, found()];
    await enter();
    lookUp("ABCD-2345");
    fireEvent.click(await screen.findByRole("button", { name: "Try again" }));
    const dialog = await screen.findByRole("dialog");
    await within(dialog).findByText("Steps");
    expect(document.activeElement).toBe(within(dialog).getByRole("heading", { name: "Answer ABCD-2345" }));
  });

  it("leads to signing in when the session is over", async () => {
    answers = [{ status: 401, body: { code: "signed_out" } }];
    await enter();
    lookUp("ABCD-2345");
    await screen.findByLabelText("User name");
  });
});

describe("the code of a message", () => {
  it("opens the record of that answer", async () => {
    await enter(ticket());
    fireEvent.click(screen.getByText("Asked for a person"));
    network.last.deliver({ type: "event", event: event(1, message({ code: "WXYZ-6789" })) });
    fireEvent.click(await screen.findByRole("button", { name: "Answer code: WXYZ-6789" }));
    await screen.findByRole("heading", { name: "Answer WXYZ-6789" });
    expect(asked).toEqual(["/api/staff/answers/WXYZ-6789"]);
  });
});
