import { cleanup, fireEvent, render, screen, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ALEX } from "../../../kit/tests/sampleAccounts.ts";
import { Studio } from "../../src/Studio.tsx";
import type { DraftTrial } from "../../src/trying/schemas.ts";
import { LISTED } from "../samples.ts";
import { CALL, DONE, TRIAL, TRIED } from "./samples.ts";

let trial: DraftTrial;
let answers: Record<string, () => unknown>;
let sent: { method: string; address: string; body: unknown }[];

beforeEach(() => {
  trial = TRIAL;
  sent = [];
  answers = { "trials/t1/turns": () => TRIED, "trials/t1/calls/c1": () => DONE };
  location.hash = "#try/t1";
  localStorage.setItem("moien:staff:language", "en");
  Element.prototype.scrollTo = vi.fn() as never;
  vi.stubGlobal("fetch", (address: string, { method = "GET", body }: RequestInit = {}) => {
    if (address === "/api/staff/session") return Promise.resolve(Response.json({ ...ALEX, roles: ["owner"] }));
    const name = address.replace("/api/staff/studio/", "");
    if (method !== "GET") sent.push({ method, address: name, body: body ? JSON.parse(body as string) : null });
    if (name === "files") return Promise.resolve(Response.json({ files: [LISTED] }));
    if (!name.startsWith("trials")) return Promise.resolve(new Response(null, { status: 500 }));
    return Promise.resolve(Response.json(answers[name]?.() ?? trial));
  });
});

afterEach(cleanup);

async function say(text: string): Promise<void> {
  fireEvent.input(await screen.findByLabelText("Message"), { target: { value: text } });
  fireEvent.click(screen.getByRole("button", { name: "Send" }));
}

describe("while the draft is trained", () => {
  it("shows how far it is, and calls it off", async () => {
    render(<Studio />);
    expect((await screen.findByRole("progressbar")).getAttribute("value")).toBe("40");
    fireEvent.click(screen.getByRole("button", { name: "Cancel the trial" }));
    expect(sent).toMatchObject([{ method: "DELETE", address: "trials/t1" }]);
  });

  it("says why it failed", async () => {
    trial = { ...TRIAL, state: "failed", problem: "catalogue/passport.yaml: line 3" };
    render(<Studio />);
    await screen.findByText("catalogue/passport.yaml: line 3");
    await screen.findByRole("button", { name: "Try once more" });
  });
});

describe("the talk", () => {
  beforeEach(() => {
    trial = { ...TRIAL, state: "evaluating", done: 80, ready: true };
  });

  it("shows what the bot says and what it saw", async () => {
    render(<Studio />);
    await say("What does it cost?");
    const log = screen.getByRole("log", { name: "Conversation" });
    await within(log).findByText("50 €");
    const inside = screen.getByRole("complementary", { name: "What the bot saw" });
    expect(inside.textContent).toContain("Acts on it");
    expect(inside.textContent).toContain("English, 98%");
    expect(inside.textContent).toContain("needed: 60%");
    fireEvent.click(within(log).getByRole("button", { name: "Apply" }));
    await vi.waitFor(() =>
      expect(sent.at(-1)?.body).toMatchObject({ input: { type: "press", title: "Apply", intent: "passport_apply" } }),
    );
  });

  it("shows a call and lets the bot hear of it", async () => {
    let calls = [CALL];
    answers["trials/t1/turns"] = () => {
      const tried = { ...TRIED, calls };
      calls = [];
      return tried;
    };
    render(<Studio />);
    await say("yes");
    const log = screen.getByRole("log", { name: "Conversation" });
    await within(log).findByText("What came of the call");
    const [first] = within(log).getAllByRole("button", { name: /What the bot saw/ });
    fireEvent.click(first ?? log);
    const inside = screen.getByRole("complementary", { name: "What the bot saw" });
    expect(inside.textContent).toContain("POST /passports");
    expect(inside.textContent).toContain("P-1");
    expect(inside.textContent).toContain("The bot was told.");
  });

  it("logs an invented person in, and hands over to nobody", async () => {
    const handover = {
      reason: "asked",
      service: "passport",
      fields: { day: "2026-12-01" },
      queue: "general",
      queue_name: { en: "General" },
    };
    answers["trials/t1/turns"] = () => ({ ...TRIED, login: "passport", handover });
    render(<Studio />);
    await say("I want a person");
    fireEvent.click(await screen.findByRole("button", { name: "Go on as an invented person" }));
    await vi.waitFor(() => expect(sent.at(-1)?.body).toMatchObject({ input: { type: "login" } }));
    expect(screen.getByRole("complementary").textContent).toContain("General");
  });
});

it("tries all drafts from a file, unless one is left out", async () => {
  location.hash = "#services";
  const { TryDialog } = await import("../../src/trying/TryDialog.tsx");
  HTMLDialogElement.prototype.showModal = function () {
    this.open = true;
  };
  answers.trials = () => TRIAL;
  render(<TryDialog closed={vi.fn()} signedOut={vi.fn()} />);
  const box = await screen.findByRole("checkbox");
  fireEvent.click(box);
  const begin = document.querySelector("button[type=submit]");
  expect(begin?.getAttribute("aria-disabled")).toBe("true");
  fireEvent.click(box);
  fireEvent.submit(box.closest("form") ?? box);
  await vi.waitFor(() => expect(location.hash).toBe("#try/t1"));
  expect(sent).toMatchObject([{ method: "POST", address: "trials", body: { paths: ["catalogue/passport.yaml"] } }]);
});
