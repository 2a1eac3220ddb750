import { fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { PRIVACY_WORDS } from "../../src/privacy/privacyWords.ts";
import { Requests } from "../../src/privacy/Requests.tsx";
import type { Found } from "../../src/privacy/requests.ts";
import { around, playGateway, ROBIN, show } from "../staffPage.tsx";

const WORDS = PRIVACY_WORDS.en;
const NUMBER = "1985 0412 12393";
const LIST = "POST /api/staff/privacy/list";
const EXPORT = "POST /api/staff/privacy/export";
const ERASE = "POST /api/staff/privacy/erase";

const KEPT: Found = {
  id: "c1",
  administration: "Demo",
  language: "fr",
  began_at: "2026-11-20T08:00:00Z",
  last_at: "2026-11-21T08:00:00Z",
  kept_until: "2026-12-21T08:00:00Z",
  services: ["residence", "gone_service"],
  kept: { events: 7, jobs: 1, files: 0, callbacks: 0, handovers: 2, answers: 0 },
};

const PROVEN = {
  erased: 2,
  proofs: [
    { proof: "a".repeat(64), erased_at: "2026-11-23T08:00:00Z", rows: { event: 7, job: 1 } },
    { proof: "b".repeat(64), erased_at: "2026-11-23T08:00:00Z", rows: { event: 3 } },
  ],
};

const saved: { name: string; content: Blob }[] = [];

playGateway({ ...ROBIN, roles: ["administrator"] });

beforeEach(() => {
  saved.length = 0;
  let newest: Blob | null = null;
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) => {
    newest = blob as Blob;
    return "blob:x";
  });
  vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(function (this: HTMLAnchorElement) {
    if (newest) saved.push({ name: this.download, content: newest });
  });
  around.gateway
    .on("GET /api/staff/desk/settings", {
      services: [{ id: "residence", title: { lb: "x", fr: "x", de: "x", en: "Certificate of residence" } }],
      administrations: [],
    })
    .on(LIST, { conversations: [KEPT, { ...KEPT, id: "c2", kept: { ...KEPT.kept, events: 3, jobs: 0 } }] })
    .on(EXPORT, { conversations: [] })
    .on(ERASE, PROVEN);
});

async function open(): Promise<HTMLInputElement> {
  show((_account, leave) => <Requests signedOut={leave} />);
  return screen.findByLabelText<HTMLInputElement>(WORDS.search.national_id, { selector: "input:not([type=radio])" });
}

function find(): void {
  fireEvent.click(screen.getByRole("button", { name: WORDS.search.find }));
}

async function openFound(): Promise<void> {
  fireEvent.input(await open(), { target: { value: NUMBER } });
  find();
  await screen.findByRole("heading", { name: "2 conversations found" });
}

const asked = (part: string) => around.gateway.asked.filter((call) => call.includes(part));

describe("whom it is about", () => {
  it("is checked while it is typed, and asked for in the body", async () => {
    const box = await open();
    fireEvent.input(box, { target: { value: "1985041212394" } });
    expect(box.value).toBe("1985 0412 12394");
    await screen.findByText(WORDS.search.national_id_check.wrong);
    expect(box.getAttribute("aria-invalid")).toBe("true");
    fireEvent.input(box, { target: { value: "198504121239" } });
    await waitFor(() => expect(box.getAttribute("aria-invalid")).toBeNull());
    find();
    await screen.findByText("12 of 13 digits.");
    expect(asked("privacy")).toEqual([]);
    fireEvent.input(box, { target: { value: "1985041212393" } });
    await screen.findByText(WORDS.search.national_id_check.right);
    find();
    await screen.findByRole("heading", { name: "2 conversations found" });
    expect(around.gateway.sent(LIST)).toEqual({ national_id: NUMBER });
    expect(asked("privacy")).toEqual([LIST]);
    const stored = [localStorage, sessionStorage].map((storage) => JSON.stringify(Object.entries(storage)));
    expect(`${location.href}${stored.join("")}`).not.toMatch(/1985|12393/);
  });

  it("can be a number whose digits do not fit: the identity provider may know better", async () => {
    fireEvent.input(await open(), { target: { value: "1985041212394" } });
    find();
    await screen.findByRole("heading", { name: "2 conversations found" });
  });

  it("is not asked for where nothing is written, or words", async () => {
    const box = await open();
    find();
    await screen.findByText(WORDS.search.empty);
    fireEvent.input(box, { target: { value: "Marie" } });
    find();
    await screen.findByText("0 of 13 digits.");
    expect(asked("privacy")).toEqual([]);
  });

  it("can be a receipt with its slips, or the name at the login", async () => {
    await open();
    fireEvent.click(screen.getByRole("radio", { name: WORDS.search.receipt }));
    const code = screen.getByLabelText<HTMLInputElement>(WORDS.search.receipt, { selector: "input:not([type=radio])" });
    fireEvent.input(code, { target: { value: "zp422dr6dnacjk8a0krv26e6rnq8" } });
    await screen.findByText(WORDS.search.receipt_check.wrong);
    find();
    expect(asked("privacy")).toEqual([]);
    fireEvent.input(code, { target: { value: "zp422dr6dnacjk8a0krv26e6rnq7" } });
    expect(code.value).toBe("ZP42-2DR6-DNAC-JK8A-0KRV-26E6-RNQ7");
    find();
    await screen.findByRole("heading", { name: "2 conversations found" });
    expect(around.gateway.sent(LIST)).toEqual({ receipt: code.value });
    fireEvent.click(screen.getByRole("radio", { name: WORDS.search.subject }));
    expect(screen.queryByRole("heading", { name: "2 conversations found" })).toBeNull();
    const subject = screen.getByLabelText<HTMLInputElement>(WORDS.search.subject, {
      selector: "input:not([type=radio])",
    });
    expect(subject.value).toBe("");
    fireEvent.input(subject, { target: { value: " a-b " } });
    find();
    await screen.findByRole("heading", { name: "2 conversations found" });
    expect(around.gateway.sent(LIST)).toEqual({ subject: "a-b" });
  });

  it.each([
    ["unknown_person", 404, WORDS.refused.unknown_person],
    ["too_fast", 429, WORDS.refused.too_fast],
    ["failed", 500, "That did not work. Please try again."],
  ])("may be refused: %s", async (code, status, text) => {
    around.gateway.refuse(LIST, status, code);
    fireEvent.input(await open(), { target: { value: NUMBER } });
    find();
    await screen.findByText(text);
  });

  it("is somebody else as soon as the form says so", async () => {
    await openFound();
    const box = screen.getByLabelText<HTMLInputElement>(WORDS.search.national_id, {
      selector: "input:not([type=radio])",
    });
    fireEvent.input(box, { target: { value: "1985 0412 1239" } });
    await waitFor(() => expect(screen.queryByRole("button", { name: WORDS.found.erase_act })).toBeNull());
  });
});

describe("what is found", () => {
  it("is counted by kind, with the services by name", async () => {
    await openFound();
    const row = within(screen.getByRole("table", { name: WORDS.found.table })).getAllByRole("row")[1];
    if (!row) throw new Error("no row");
    expect(within(row).getByText("7 entries in the log")).toBeTruthy();
    expect(within(row).getByText("1 application or query")).toBeTruthy();
    expect(within(row).getByText("2 handovers to a person")).toBeTruthy();
    expect(within(row).queryByText(/^0 /)).toBeNull();
    await within(row).findByText("Certificate of residence");
    expect(within(row).getByText("gone_service")).toBeTruthy();
    expect(within(row).getByText("French")).toBeTruthy();
  });

  it.each([
    ["html", WORDS.found.save_html],
    ["json", WORDS.found.save_json],
  ])("is saved as %s", async (format, name) => {
    await openFound();
    fireEvent.click(screen.getByRole("button", { name }));
    await screen.findByText(WORDS.found.saved);
    expect(asked("export")).toEqual([`${EXPORT}?format=${format}`]);
    expect(around.gateway.sent(EXPORT)).toEqual({ national_id: NUMBER });
    expect(saved.map((one) => one.name)).toEqual([expect.stringMatching(`^chat-\\d{4}-\\d\\d-\\d\\d\\.${format}$`)]);
  });

  it("may be gone when it is saved", async () => {
    await openFound();
    around.gateway.refuse(EXPORT, 404, "unknown_person");
    fireEvent.click(screen.getByRole("button", { name: WORDS.found.save_html }));
    await screen.findByText(WORDS.refused.unknown_person);
    expect(saved).toEqual([]);
  });

  it("says where more is kept than is shown", async () => {
    const many = Array.from({ length: 100 }, (_, n) => ({ ...KEPT, id: `c${n}` }));
    around.gateway.on(LIST, { conversations: many });
    fireEvent.input(await open(), { target: { value: NUMBER } });
    find();
    await screen.findByText("Only the newest 100 are shown and saved. Erasing takes all.");
    fireEvent.click(screen.getByRole("button", { name: WORDS.found.erase_act }));
    await screen.findByRole("dialog", { name: WORDS.erase.heading_all });
  });
});

describe("erasing", () => {
  it("names what goes and what stays, and asks first", async () => {
    await openFound();
    fireEvent.click(screen.getByRole("button", { name: WORDS.found.erase_act }));
    const dialog = await screen.findByRole("dialog", { name: "Erase 2 conversations?" });
    for (const line of [...Object.values(WORDS.erase.going), ...Object.values(WORDS.erase.staying)]) {
      expect(within(dialog).getByText(line)).toBeTruthy();
    }
    expect(within(dialog).getByText("10 entries in the log")).toBeTruthy();
    fireEvent.click(within(dialog).getByRole("button", { name: WORDS.erase.no }));
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(asked("erase")).toEqual([]);
  });

  it("ends with the proofs, and forgets who it was", async () => {
    await openFound();
    fireEvent.click(screen.getByRole("button", { name: WORDS.found.erase_act }));
    fireEvent.click(await screen.findByRole("button", { name: WORDS.erase.yes }));
    const heading = await screen.findByRole("heading", { name: "2 conversations are erased" });
    await waitFor(() => expect(document.activeElement).toBe(heading));
    expect(around.gateway.sent(ERASE)).toEqual({ national_id: NUMBER });
    const table = screen.getByRole("table", { name: WORDS.proof.table });
    expect(within(table).getByText("a".repeat(64))).toBeTruthy();
    expect(within(table).getByText("8")).toBeTruthy();
    fireEvent.click(screen.getByRole("button", { name: WORDS.proof.save }));
    expect(JSON.parse((await saved[0]?.content.text()) ?? "")).toEqual(PROVEN);
    fireEvent.click(screen.getByRole("button", { name: WORDS.proof.again }));
    const box = await screen.findByLabelText<HTMLInputElement>(WORDS.search.national_id, {
      selector: "input:not([type=radio])",
    });
    expect(box.value).toBe("");
  });

  it("says why it was not done, and can be tried again", async () => {
    await openFound();
    around.gateway.refuse(ERASE, 500, "failed");
    fireEvent.click(screen.getByRole("button", { name: WORDS.found.erase_act }));
    const dialog = await screen.findByRole("dialog");
    fireEvent.click(within(dialog).getByRole("button", { name: WORDS.erase.yes }));
    await within(dialog).findByText("That did not work. Please try again.");
    around.gateway.on(ERASE, PROVEN);
    fireEvent.click(within(dialog).getByRole("button", { name: WORDS.erase.yes }));
    await screen.findByRole("heading", { name: "2 conversations are erased" });
  });
});
