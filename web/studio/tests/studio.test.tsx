import { cleanup, fireEvent, render, screen, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ALEX } from "../../kit/tests/sampleAccounts.ts";
import { Studio } from "../src/Studio.tsx";
import { LISTED, REVIEW } from "./samples.ts";

let answers: Record<string, unknown>;
let status: number;
let roles: string[];
let sent: { address: string; body: unknown }[];

beforeEach(() => {
  status = 200;
  roles = ["owner"];
  sent = [];
  answers = {
    files: { files: [LISTED, { ...LISTED, path: "crisis.yaml", kind: "crisis", title: {}, state: "live" }] },
    templates: { templates: [{ id: "answer", title: { en: "Answer" }, about: { en: "Says something." } }] },
    reviews: { reviews: [REVIEW] },
    "equality/alarms": { alarms: [] },
    "reviews/r1": REVIEW,
  };
  location.hash = "";
  localStorage.setItem("moien:staff:language", "en");
  vi.stubGlobal("fetch", (address: string, { method = "GET", body }: RequestInit = {}) => {
    if (address === "/api/staff/session") return Promise.resolve(Response.json({ ...ALEX, roles }));
    if (method !== "GET") sent.push({ address, body: JSON.parse(body as string) });
    const answer = answers[address.replace("/api/staff/studio/", "")] ?? {};
    return Promise.resolve(Response.json(status === 200 ? answer : { code: "x" }, { status }));
  });
});

afterEach(cleanup);

function go(hash: string): void {
  location.hash = hash;
  fireEvent(window, new HashChangeEvent("hashchange"));
}

describe("the list", () => {
  it("shows how a service stands, and what is missing in which language", async () => {
    render(<Studio />);
    const row = (await screen.findByRole("rowheader", { name: /Passport/ })).closest("tr") as HTMLElement;
    const links = within(row).getAllByRole("link");
    expect(links.map((link) => link.getAttribute("href"))).toEqual([
      "#file/catalogue/passport.yaml",
      "#file/tests/passport.yaml",
    ]);
    expect(row.textContent).toContain("Draft");
    expect(row.textContent).toContain("5 November 2026");
    expect(row.textContent).toContain("1 problem");
    const missing = [...row.querySelectorAll(".missing")].map((cell) => cell.textContent);
    expect(missing).toEqual(["de 0 missing", "fr 90 % worse than it should be", "de 75 % worse than it should be"]);
  });

  it("finds by words", async () => {
    render(<Studio />);
    fireEvent.input(await screen.findByLabelText("Search"), { target: { value: "nothing like it" } });
    await screen.findByText("Nothing found.");
  });

  it("says when it cannot be loaded, and tries again", async () => {
    status = 500;
    render(<Studio />);
    const again = await screen.findByRole("button", { name: "Try again" });
    status = 200;
    fireEvent.click(again);
    await screen.findByRole("rowheader", { name: /Passport/ });
  });

  it("asks to sign in again when the session has ended", async () => {
    status = 401;
    vi.stubGlobal("fetch", (address: string) =>
      Promise.resolve(
        address === "/api/staff/session"
          ? Response.json({ ...ALEX, roles })
          : Response.json({ code: "signed_out" }, { status: 401 }),
      ),
    );
    render(<Studio />);
    await screen.findByLabelText("User name");
  });
});

describe("a new service", () => {
  it("asks for all four languages and an id", async () => {
    render(<Studio />);
    go("#new");
    await screen.findByRole("radio", { name: /Answer/ });
    fireEvent.click(screen.getByRole("button", { name: "Begin the draft" }));
    expect(screen.getAllByText("Write the name in this language too.")).toHaveLength(4);
    expect(sent).toEqual([]);
    for (const name of ["Luxembourgish", "French", "German", "English"]) {
      fireEvent.input(screen.getByLabelText(name), { target: { value: name } });
    }
    fireEvent.input(screen.getByLabelText("Id"), { target: { value: "new_one" } });
    fireEvent.click(screen.getByRole("button", { name: "Begin the draft" }));
    expect(sent[0]?.body).toMatchObject({ id: "new_one", template: "answer", title: { fr: "French" } });
  });
});

describe("a review", () => {
  it("shows which language gets worse, and asks a publisher for a reason", async () => {
    roles = ["publisher"];
    render(<Studio />);
    go("#review/r1");
    await screen.findByText("At least one language gets worse. Publishing all the same needs a reason.");
    screen.getByText("At least one test conversation goes wrong. Publishing all the same needs a reason.");
    const failed = screen.getByRole("rowheader", { name: /from the wish to the fee/ }).closest("tr") as HTMLElement;
    expect(within(failed).getByRole("link").getAttribute("href")).toBe("#file/tests/passport.yaml");
    expect(failed.textContent).toContain("expected answer: passport_fee; came nothing");
    const row = screen.getByRole("rowheader", { name: /French/ }).closest("tr");
    expect(row?.textContent).toContain("−3.0");
    fireEvent.click(screen.getByRole("button", { name: "Approve" }));
    await screen.findByText("Write the reason.");
    fireEvent.input(screen.getByLabelText("Reason to publish all the same"), { target: { value: "It is the law" } });
    fireEvent.click(screen.getByRole("button", { name: "Approve" }));
    expect(sent[0]?.body).toEqual({ approve: true, note: "", override: "It is the law", publish_at: null });
  });

  it("is decided by nobody who submitted it or does not publish", async () => {
    answers["reviews/r1"] = { ...REVIEW, mine: true };
    roles = ["publisher"];
    render(<Studio />);
    go("#review/r1");
    await screen.findByText("You submitted this yourself. A second person must approve it.");
    expect(screen.queryByRole("button", { name: "Approve" })).toBeNull();
    expect(screen.getByRole("button", { name: "Withdraw" })).toBeTruthy();
  });
});

it("has words in every language", async () => {
  render(<Studio />);
  fireEvent.change(await screen.findByLabelText("Language of the page"), { target: { value: "lb" } });
  await screen.findByRole("heading", { name: "Servicer a Fichieren" });
});
