import { screen, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Overview as Now } from "../../src/supervision/figures.ts";
import { Overview } from "../../src/supervision/Overview.tsx";
import { around, playGateway, show } from "../staffPage.tsx";

const title = (text: string) => ({ lb: text, fr: text, de: text, en: text });
const NOBODY = { waiting: 0, longest_wait: null, late: 0 };
const NOW: Now = {
  at: "2026-11-23T08:00:09Z",
  now: { waiting: 3, longest_wait: 412, late: 1 },
  callbacks: 2,
  queues: [
    {
      queue: "taxes",
      name: title("Taxes"),
      now: { waiting: 3, longest_wait: 412, late: 1 },
      claimed: 1,
      answer_within: 180,
    },
    { queue: "gone", name: null, now: NOBODY, claimed: 1, answer_within: null },
  ],
  languages: [{ language: "fr", now: { waiting: 3, longest_wait: 412, late: 1 }, claimed: 0 }],
  agents: [
    {
      id: "x1",
      name: "Alex Muster",
      presence: "away",
      reason: "lunch",
      since: "2026-11-23T07:50:00Z",
      capacity: 3,
      conversations: [{ ticket: "t9", language: "de", service: "tax_card", since: "2026-11-23T07:55:00Z" }],
    },
    { id: "x2", name: "Kim Muster", presence: "offline", reason: null, since: null, capacity: 2, conversations: [] },
  ],
  late: [{ ticket: "t1", queue: "taxes", language: "fr", service: null, wait: 412, answer_within: 180 }],
};

playGateway();

beforeEach(() => {
  around.gateway.on("GET /api/staff/overview", NOW);
});

afterEach(() => {
  vi.useRealTimers();
});

function open(): void {
  show((_account, leave) => <Overview signedOut={leave} />);
}

function tile(name: string): string | null | undefined {
  return [...document.querySelectorAll(".tile dt")].find((one) => one.textContent === name)?.nextElementSibling
    ?.textContent;
}

describe("the overview", () => {
  it("shows who waits, how long, and where somebody waits too long", async () => {
    open();
    await screen.findByRole("heading", { name: "Who waits too long" });
    expect(tile("Waiting")).toBe("3");
    expect(tile("Longest wait")).toBe("6\u00a0min 52\u00a0s");
    expect(tile("Longer than promised")).toBe("1");
    expect(tile("In conversation")).toBe("2");
    expect(tile("Call-backs open")).toBe("2");
    expect(tile("Agents available")).toBe("0 of 1");
    expect(screen.getByText("1 person waits longer than promised.").getAttribute("role")).toBe("status");
    const queues = screen.getByRole("table", { name: "Queues" });
    expect(within(queues).getByRole("rowheader", { name: /Taxes/ }).textContent).toContain("promised in 3\u00a0min");
    expect(within(queues).getByRole("rowheader", { name: "gone" })).toBeTruthy();
  });

  it("shows agents with presence, reason, load and what they are at", async () => {
    open();
    const agents = await screen.findByRole("table", { name: "Agents" });
    const row = within(agents).getByRole("rowheader", { name: "Alex Muster" }).closest("tr");
    expect(row?.textContent).toContain("Away, Lunch");
    expect(row?.textContent).toContain("1 of 3");
    expect(row?.textContent).toContain("Tax card · German ·");
  });

  it("renews itself every three seconds while it can be seen, and says when nothing comes any more", async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    open();
    await screen.findByRole("table", { name: "Agents" });
    around.gateway.on("GET /api/staff/overview", { ...NOW, now: { ...NOW.now, waiting: 4 } });
    await vi.advanceTimersByTimeAsync(3000);
    expect(tile("Waiting")).toBe("4");
    around.gateway.refuse("GET /api/staff/overview", 502, "failed");
    await vi.advanceTimersByTimeAsync(3000);
    await screen.findByText(/No figures are coming in/);
    expect(tile("Waiting")).toBe("4");
    const asked = around.gateway.asked.length;
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    await vi.advanceTimersByTimeAsync(9000);
    expect(around.gateway.asked).toHaveLength(asked);
  });

  it("says that it cannot be loaded, and shows the sign-in when the session has ended", async () => {
    around.gateway.refuse("GET /api/staff/overview", 500, "x");
    open();
    await screen.findByText("This could not be loaded.");
    around.gateway.refuse("GET /api/staff/overview", 401, "signed_out");
    screen.getByRole("button", { name: "Try again" }).click();
    await screen.findByLabelText("User name");
  });
});
