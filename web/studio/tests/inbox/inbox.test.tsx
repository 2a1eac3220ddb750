import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ALEX } from "../../../kit/tests/sampleAccounts.ts";
import { Studio } from "../../src/Studio.tsx";
import { besideOf, dropBeside } from "../../src/inbox/carried.ts";
import { FILE, LISTED } from "../samples.ts";

const KEY = "a".repeat(64);
const GROUP = {
  id: "g1",
  topic: "passport",
  intent: "passport_fee",
  messages: 9,
  conversations: 7,
  languages: { fr: 6, de: 3 },
  reasons: { unknown: 8, asked: 1 },
  texts: [
    { keys: [KEY], language: "fr", text: "Combien pour le livret ?", whole: true, messages: 6, conversations: 5 },
    { keys: ["b".repeat(64)], language: "de", text: "Pass für …", whole: false, messages: 2, conversations: 2 },
  ],
  hidden: 1,
};
const INBOX = {
  days: 90,
  least: 5,
  conversations: 400,
  complete: true,
  groups: [GROUP, { ...GROUP, id: "g2", topic: null, intent: null, texts: [] }],
  hidden: 3,
  unhelpful: [
    { service: "passport", title: "Passport", language: "fr", helpful: 2, unhelpful: 5, questions: ["Le prix ?"] },
  ],
};
const PROPOSAL = {
  id: "p1",
  question: "Combien ?",
  answer: "50 euros.",
  language: "fr",
  service: "passport",
  agent: "Alex",
  created_at: "2026-11-29T10:00:00Z",
};
const TARGETS = [
  { intent: "passport_about", path: "catalogue/passport.yaml", service: "passport" },
  { intent: "passport_fee", path: "catalogue/passport.yaml", service: "passport" },
  { intent: "greet", path: "conversation.yaml", service: null },
  { intent: "question_fee", path: "conversation.yaml", service: null },
];
const LANGUAGE = {
  conversations: 80,
  handed_over: 8,
  messages: 100,
  recognised: 90,
  asked: 4,
  offered: 1,
  fallback: 4,
  out_of_scope: 1,
  judged: 10,
  helpful: 9,
  ratings: 3,
  rating: 4.3333,
  recognition: 0.9,
  handover: 0.1,
  satisfaction: 0.9,
};
const ALARM = { language: "lb", measure: "recognition", best: "fr", points: 10, p: 0.01 };

let answers: Record<string, unknown>;
let refused: { code: string; detail: string } | null;
let sent: { address: string; body: unknown }[];

beforeEach(() => {
  refused = null;
  sent = [];
  answers = {
    "studio/inbox": INBOX,
    "studio/inbox/targets": { targets: TARGETS },
    "studio/files": { files: [LISTED] },
    "studio/inbox/assign": { path: "catalogue/passport.yaml", revision: 1 },
    "studio/templates": { templates: [{ id: "answer", title: { en: "Answer" }, about: { en: "…" } }] },
    "proposals?state=new": { proposals: [PROPOSAL], before: null },
    "studio/equality/alarms": { alarms: [ALARM] },
    "studio/equality?days=30": {
      days: 30,
      complete: true,
      languages: [
        { ...LANGUAGE, language: "lb", recognised: 80 },
        { ...LANGUAGE, language: "fr", judged: 0, helpful: 0, rating: null },
      ],
      alarms: [ALARM],
    },
    "studio/equality?days=7": { days: 7, complete: true, languages: [], alarms: [] },
  };
  localStorage.setItem("moien:staff:language", "en");
  vi.stubGlobal("fetch", (address: string, { method = "GET", body }: RequestInit = {}) => {
    if (address === "/api/staff/session") return Promise.resolve(Response.json({ ...ALEX, roles: ["owner"] }));
    if (method !== "GET") {
      sent.push({ address, body: JSON.parse(body as string) });
      if (refused !== null) return Promise.resolve(Response.json(refused, { status: 409 }));
    }
    return Promise.resolve(Response.json(answers[address.replace("/api/staff/", "")] ?? {}));
  });
});

afterEach(() => {
  cleanup();
  dropBeside();
});

async function openInbox(): Promise<HTMLElement> {
  location.hash = "#inbox";
  render(<Studio />);
  return screen.findByRole("article", { name: /^Passport/ });
}

async function openDialog(chosen: string): Promise<HTMLElement> {
  const group = await openInbox();
  fireEvent.click(await within(group).findByRole("checkbox", { name: new RegExp(chosen) }));
  fireEvent.click(within(group).getByRole("button", { name: "Assign" }));
  return screen.findByRole("dialog", { hidden: true });
}

/** The page of a new service, with one sentence that was taken along. */
async function beginBoat(): Promise<void> {
  fireEvent(window, new HashChangeEvent("hashchange"));
  expect(await screen.findByText("1 sentence of the inbox becomes an example.")).toBeTruthy();
  answers["studio/services"] = { ...FILE, path: "catalogue/boat.yaml" };
  answers["studio/inbox/assign"] = { path: "catalogue/boat.yaml", revision: 2 };
  for (const [label, value] of Object.entries({
    Luxembourgish: "B",
    French: "B",
    German: "B",
    English: "B",
    Id: "boat",
  }))
    fireEvent.input(screen.getByLabelText(label), { target: { value } });
  fireEvent.click(screen.getByRole("button", { name: "Begin the draft" }));
  await waitFor(() => expect(location.hash).toBe("#file/catalogue/boat.yaml"));
}

const press = (within_: HTMLElement, name: string) =>
  fireEvent.submit(within(within_).getByText(name, { selector: "button" }).closest("form") ?? within_);

describe("the inbox", () => {
  it("shows groups in the languages in which they came, and what is counted only", async () => {
    const group = await openInbox();
    expect(group.textContent).toContain("fr 6");
    expect(group.textContent).toContain("9 messages from 7 conversations · not understood: 8 · asked back");
    expect(group.textContent).toContain("1 message is counted only");
    expect(screen.getByRole("article", { name: /Similar texts/ })).toBeTruthy();
    expect(screen.getByText("3 messages came too seldom and are not shown.")).toBeTruthy();
    expect(screen.getByText("What comes from at least 5", { exact: false })).toBeTruthy();
  });

  it("makes examples of what is chosen, with the likeliest intent chosen already", async () => {
    const dialog = await openDialog("Combien");
    press(dialog, "Write into the draft");
    expect(await screen.findByText("Written into the draft as examples.")).toBeTruthy();
    expect(sent).toEqual([
      {
        address: "/api/staff/studio/inbox/assign",
        body: {
          intent: "passport_fee",
          examples: [{ language: "fr", text: "Combien pour le livret ?" }],
          keys: [KEY],
        },
      },
    ]);
  });

  it("wants hidden words to be written", async () => {
    const dialog = await openDialog("Pass für");
    press(dialog, "Write into the draft");
    expect(await within(dialog).findByText("Write the sentence to its end.")).toBeTruthy();
    expect(sent).toEqual([]);
    fireEvent.input(within(dialog).getByLabelText("German"), { target: { value: "Pass für mein Kind" } });
    press(dialog, "Write into the draft");
    await waitFor(() => expect(sent).toHaveLength(1));
  });

  it("cuts what is longer than an example may be, to be written to another end", async () => {
    const long = { ...GROUP.texts[0], text: `Combien ${"pour ".repeat(50)}` };
    answers["studio/inbox"] = { ...INBOX, groups: [{ ...GROUP, texts: [long] }] };
    const dialog = await openDialog("Combien");
    const field = within(dialog).getByLabelText<HTMLTextAreaElement>("French");
    expect([field.value.length <= field.maxLength, field.maxLength]).toEqual([true, 200]);
    press(dialog, "Write into the draft");
    expect(await within(dialog).findByText("Write the sentence to its end.")).toBeTruthy();
    expect(sent).toEqual([]);
  });

  it("says why something is refused, and keeps what was written", async () => {
    refused = { code: "has_problems", detail: "is an example of passport_about" };
    const dialog = await openDialog("Combien");
    press(dialog, "Write into the draft");
    expect(await within(dialog).findByText("is an example of passport_about")).toBeTruthy();
    expect(within(dialog).getByLabelText<HTMLTextAreaElement>("French").value).toBe("Combien pour le livret ?");
  });

  it("takes sentences along to a new service", async () => {
    const dialog = await openDialog("Combien");
    fireEvent.change(within(dialog).getByLabelText("Service"), { target: { value: "+" } });
    press(dialog, "Continue");
    await beginBoat();
    expect(sent[1]?.body).toEqual({
      intent: "boat_about",
      examples: [{ language: "fr", text: "Combien pour le livret ?" }],
      keys: [KEY],
    });
  });

  it("ignores what is chosen, or all of it", async () => {
    const group = await openInbox();
    fireEvent.click(within(group).getByRole("button", { name: "Ignore all" }));
    await screen.findByText("Ignored.");
    expect(sent).toEqual([{ address: "/api/staff/studio/inbox/ignore", body: { group: "g1", keys: [] } }]);
  });

  it("takes up a proposal: its question as an example, its answer beside the file", async () => {
    await openInbox();
    fireEvent.click(await screen.findByRole("button", { name: "Take up" }));
    const dialog = await screen.findByRole("dialog", { hidden: true });
    fireEvent.change(within(dialog).getByLabelText("What is asked"), { target: { value: "passport_fee" } });
    press(dialog, "Write into the draft");
    await waitFor(() => expect(location.hash).toBe("#file/catalogue/passport.yaml"));
    fireEvent(window, new HashChangeEvent("hashchange"));
    const beside = await screen.findByRole("complementary", { name: "Proposal that was just taken up" });
    expect(within(beside).getByText("50 euros.")).toBeTruthy();
    fireEvent.click(within(beside).getByRole("button", { name: "Copy" }));
    expect(await within(beside).findByRole("status")).toBeTruthy();
    expect(sent[0]?.body).toMatchObject({ proposal: "p1", intent: "passport_fee", keys: [] });
    fireEvent.click(within(beside).getByRole("button", { name: "Close" }));
    expect(screen.queryByRole("complementary", { name: "Proposal that was just taken up" })).toBeNull();
  });

  it("takes a proposal along to a new service, and puts its answer beside the file", async () => {
    await openInbox();
    fireEvent.click(await screen.findByRole("button", { name: "Take up" }));
    const dialog = await screen.findByRole("dialog", { hidden: true });
    fireEvent.change(within(dialog).getByLabelText("Service"), { target: { value: "+" } });
    press(dialog, "Continue");
    await beginBoat();
    expect(sent[1]?.body).toMatchObject({ proposal: "p1", intent: "boat_about" });
    expect(besideOf("catalogue/boat.yaml")?.answer).toBe("50 euros.");
  });

  it("lets a proposal go", async () => {
    await openInbox();
    const proposal = await screen.findByRole("article", { name: "Combien ?" });
    fireEvent.click(within(proposal).getByRole("button", { name: "Ignore" }));
    await waitFor(() => expect(sent).toEqual([{ address: "/api/staff/proposals/p1", body: { state: "ignored" } }]));
  });

  it("counts answers that did not help and leads to their file", async () => {
    await openInbox();
    const row = screen.getByText("Le prix ?").closest("tr") as HTMLElement;
    expect(within(row).getByRole("link").getAttribute("href")).toBe("#file/catalogue/passport.yaml");
    expect(row.textContent).toContain("Did not help5");
  });
});

describe("equal service", () => {
  it("shows shares with their cases, and who falls behind, in the page and in the bar", async () => {
    location.hash = "#equality";
    render(<Studio />);
    expect(
      await screen.findByText("Luxembourgish is understood less often than French: 10.0 points behind."),
    ).toBeTruthy();
    const row = screen.getByRole("rowheader", { name: "Luxembourgish" }).closest("tr") as HTMLElement;
    expect(row.className).toBe("behind");
    expect(row.textContent).toContain("80% (80/100)");
    expect(row.textContent).toContain("4.3 (3)");
    expect(screen.getByRole("rowheader", { name: "French" }).closest("tr")?.textContent).toContain("–");
    expect(await screen.findByRole("link", { name: /Languages.*A language falls behind/ })).toBeTruthy();
  });

  it("looks at another period, and gives it as a table", async () => {
    location.hash = "#equality";
    render(<Studio />);
    fireEvent.click(await screen.findByRole("button", { name: "7 days" }));
    expect(await screen.findByText("No language falls behind.")).toBeTruthy();
    expect(screen.getByRole("link", { name: "Table (CSV)" }).getAttribute("href")).toBe(
      "/api/staff/studio/equality/table.csv?days=7",
    );
  });
});
