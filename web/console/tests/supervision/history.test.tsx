import { fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { beforeEach, describe, expect, it } from "vitest";
import type { Figures, History as Shown } from "../../src/supervision/figures.ts";
import { History } from "../../src/supervision/History.tsx";
import { lastDays } from "../../src/supervision/period.ts";
import { around, playGateway, show } from "../staffPage.tsx";

const ADDRESS = "GET /api/staff/history";
const title = (text: string) => ({ lb: text, fr: text, de: text, en: text });

function figures(change: Partial<Figures> = {}): Figures {
  return {
    conversations: 10,
    contained: 8,
    containment: 0.8,
    handovers: 2,
    claimed: 2,
    abandoned: 0,
    call_backs: 0,
    transfers: 1,
    wait: { p50: 90, p80: 200, count: 2 },
    handling: { p50: 300, p80: 4000, count: 2 },
    promises: { kept: 1, of: 2 },
    satisfaction: { mean: 4.25, scores: [0, 0, 1, 1, 2] },
    ...change,
  };
}

const NOTHING = figures({
  conversations: 0,
  contained: 0,
  containment: null,
  handovers: 0,
  wait: null,
  handling: null,
  promises: { kept: 0, of: 0 },
  satisfaction: null,
});

function history(change: Partial<Shown> = {}): Shown {
  return {
    period: { from: "2026-11-21", to: "2026-11-23" },
    total: figures(),
    days: [
      { day: "2026-11-21", figures: figures({ handovers: 5 }) },
      { day: "2026-11-22", figures: NOTHING },
      { day: "2026-11-23", figures: figures() },
    ],
    languages: [
      { language: "lb", figures: figures() },
      { language: "en", figures: NOTHING },
    ],
    queues: [
      { queue: "taxes", name: title("Taxes"), figures: figures() },
      { queue: "gone", name: null, figures: NOTHING },
    ],
    ...change,
  };
}

playGateway();

beforeEach(() => {
  around.gateway.on(ADDRESS, history());
});

async function open(): Promise<void> {
  show((_account, leave) => <History signedOut={leave} />);
  await screen.findByText("21 November 2026 to 23 November 2026");
}

const asked = () => around.gateway.asked.filter((call) => call.startsWith(ADDRESS)).at(-1);

describe("the history", () => {
  it("begins with the last four weeks and shows the large figures", async () => {
    await open();
    const { from, to } = lastDays(28, new Date());
    expect(asked()).toBe(`${ADDRESS}?from=${from}&to=${to}`);
    const tiles = document.querySelector(".tiles")?.textContent;
    for (const text of [
      "80%",
      "8 of 10",
      "1\u00a0min 30\u00a0s",
      "four of five: 1\u00a0h 6\u00a0min",
      "50%",
      "4.3 of 5",
      "4 ratings",
    ]) {
      expect(tiles).toContain(text);
    }
  });

  it("says in words what each plot shows, and shows it as a table", async () => {
    await open();
    const volume = screen.getByRole("img", { name: /^Conversations per day/ });
    expect(volume.getAttribute("aria-label")).toBe(
      "Conversations per day. Conversations: 20 in all, most 10 (21 November 2026). " +
        "Handed over to a person: 7 in all, most 5 (21 November 2026).",
    );
    expect(screen.getByRole("img", { name: /^Wait per day/ }).getAttribute("aria-label")).toContain(
      "Half within: between 1\u00a0min 30\u00a0s and 1\u00a0min 30\u00a0s",
    );
    expect(screen.getByRole("img", { name: /per language/ }).getAttribute("aria-label")).toContain("English: –.");
    const figure = screen.getByRole("figure", { name: "Conversations per day" });
    fireEvent.click(within(figure).getByRole("button", { name: "Show as table" }));
    const table = await screen.findByRole("table", { name: "Conversations per day" });
    const cells = within(table)
      .getAllByRole("row")
      .map((row) => row.textContent);
    expect(cells[1]).toContain("21 November 2026");
    expect(within(table).getAllByRole("row")).toHaveLength(4);
    expect(screen.queryByRole("img", { name: /^Conversations per day/ })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Show as plot" }));
    await screen.findByRole("img", { name: /^Conversations per day/ });
  });

  it("asks for the period, queue and language chosen, and gives the same as a file", async () => {
    await open();
    fireEvent.click(screen.getByLabelText("7 days"));
    fireEvent.change(screen.getByLabelText("Queue"), { target: { value: "taxes" } });
    fireEvent.change(screen.getByLabelText("Language"), { target: { value: "fr" } });
    const { from, to } = lastDays(7, new Date());
    const wanted = `?from=${from}&to=${to}&queue=taxes&language=fr`;
    await waitFor(() => expect(asked()).toBe(`${ADDRESS}${wanted}`));
    const file = screen.getByRole("link", { name: "Download as CSV" });
    expect(file.getAttribute("href")).toBe(`/api/staff/history.csv${wanted}`);
    expect(file.hasAttribute("download")).toBe(true);
  });

  it("takes own dates once they make a period", async () => {
    await open();
    fireEvent.click(screen.getByLabelText("Own dates"));
    fireEvent.change(await screen.findByLabelText("To"), { target: { value: "2026-10-31" } });
    fireEvent.change(screen.getByLabelText("From"), { target: { value: "2026-11-02" } });
    await screen.findByText(/The last day must come after the first/);
    const before = asked();
    fireEvent.change(screen.getByLabelText("From"), { target: { value: "2026-10-01" } });
    await waitFor(() => expect(asked()).not.toBe(before));
    expect(asked()).toBe(`${ADDRESS}?from=2026-10-01&to=2026-10-31`);
    expect(screen.queryByText(/The last day must come/)).toBeNull();
  });

  it("keeps all queues to choose from, and shows no conversations where queues are told apart", async () => {
    await open();
    const apart = figures({ conversations: null, contained: null, containment: null });
    around.gateway.on(
      ADDRESS,
      history({
        total: apart,
        days: [{ day: "2026-11-23", figures: apart }],
        languages: [{ language: "lb", figures: apart }],
        queues: [{ queue: "taxes", name: title("Taxes"), figures: apart }],
      }),
    );
    fireEvent.change(screen.getByLabelText("Queue"), { target: { value: "taxes" } });
    await screen.findByText(/Only for all queues together/);
    expect(within(screen.getByLabelText("Queue")).getAllByRole("option")).toHaveLength(3);
    expect(screen.queryByText("Settled by the bot alone")).toBeNull();
  });

  it("says where there are no figures, and that loading failed", async () => {
    around.gateway.on(
      ADDRESS,
      history({
        total: NOTHING,
        days: [{ day: "2026-11-23", figures: NOTHING }],
        languages: [{ language: "lb", figures: NOTHING }],
      }),
    );
    await open();
    expect(screen.getAllByText("No figures in this period.")).toHaveLength(5);
    around.gateway.refuse(ADDRESS, 503, "failed");
    fireEvent.click(screen.getByLabelText("90 days"));
    await screen.findByText("This could not be loaded.");
    around.gateway.on(ADDRESS, history());
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("21 November 2026 to 23 November 2026");
  });
});
