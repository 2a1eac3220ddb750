import { fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { beforeEach, describe, expect, it } from "vitest";
import { SUPERVISION_WORDS } from "../../src/supervision/supervisionWords.ts";
import { Switchboard } from "../../src/supervision/Switchboard.tsx";
import type { SwitchView } from "../../src/supervision/switching.ts";
import { around, playGateway, show } from "../staffPage.tsx";

const OFF: SwitchView = {
  target: "bot",
  notice: { lb: "Zou", fr: "Éteint", de: "Aus", en: "Off now" },
  since: "2026-11-23T08:00:00Z",
  until: null,
  switched_by: "Petra Muster",
};

playGateway();

beforeEach(() => {
  around.gateway.on("GET /api/staff/switches", { off: [], past: [{ ...OFF, until: "2026-11-23T09:00:00Z" }] });
});

function open(): void {
  show((_account, leave) => <Switchboard signedOut={leave} />);
}

async function card(name: string): Promise<HTMLElement> {
  const heading = await screen.findByRole("heading", { name: new RegExp(`^${name}`) });
  const found = heading.closest("article");
  if (!found) throw new Error(`${name} has no card`);
  return found;
}

describe("the switches", () => {
  it("do not drop an end that is only half written", async () => {
    around.gateway.on("PUT /api/staff/switches/bot", OFF);
    open();
    fireEvent.click(within(await card("Bot")).getByRole("button", { name: "Switch off" }));
    const dialog = await screen.findByRole("dialog", { name: "Switch off: Bot" });
    const texts = SUPERVISION_WORDS.en.switches;
    const until = within(dialog).getByLabelText<HTMLInputElement>(texts.until_label);
    // A browser tells scripts no more of a date without a time.
    Object.defineProperty(until, "validity", { value: { badInput: true }, configurable: true });
    fireEvent.click(within(dialog).getByRole("button", { name: "Switch off" }));
    const problem = await within(dialog).findByText(texts.until_half);
    expect(until.getAttribute("aria-describedby")).toContain(problem.closest("[role=alert]")?.id);
    expect(until.getAttribute("aria-invalid")).toBe("true");
    expect(around.gateway.asked.filter((call) => call.startsWith("PUT"))).toEqual([]);
    Object.defineProperty(until, "validity", { value: { badInput: false }, configurable: true });
    fireEvent.input(until, { target: { value: "2026-12-01T08:00" } });
    await waitFor(() => expect(within(dialog).queryByText(texts.until_half)).toBeNull());
    fireEvent.click(within(dialog).getByRole("button", { name: "Switch off" }));
    await waitFor(() => expect(around.gateway.asked).toContain("PUT /api/staff/switches/bot"));
    expect(around.gateway.sent("PUT /api/staff/switches/bot")).toMatchObject({
      until: new Date("2026-12-01T08:00").toISOString(),
    });
  });

  it("asks before the bot goes off, with a notice in four languages", async () => {
    around.gateway.on("PUT /api/staff/switches/bot", OFF);
    open();
    const bot = await card("Bot");
    expect(within(bot).getByText("On")).toBeTruthy();
    fireEvent.click(within(bot).getByRole("button", { name: "Switch off" }));
    const dialog = await screen.findByRole("dialog", { name: "Switch off: Bot" });
    expect(around.gateway.asked.filter((call) => call.startsWith("PUT"))).toEqual([]);
    const french = within(dialog).getByLabelText<HTMLTextAreaElement>("French");
    expect(french.value).toBe(SUPERVISION_WORDS.fr.switches.notice_bot);
    fireEvent.input(french, { target: { value: "  " } });
    fireEvent.click(within(dialog).getByRole("button", { name: "Switch off" }));
    await within(dialog).findByText("Write the notice in this language too.");
    expect(around.gateway.asked.filter((call) => call.startsWith("PUT"))).toEqual([]);
    fireEvent.input(french, { target: { value: "Éteint" } });
    around.gateway.on("GET /api/staff/switches", { off: [OFF], past: [] });
    fireEvent.click(within(dialog).getByRole("button", { name: "Switch off" }));
    await waitFor(async () => expect(within(await card("Bot")).getByText("Off")).toBeTruthy());
    expect(around.gateway.sent("PUT /api/staff/switches/bot")).toEqual({
      until: null,
      notice: {
        lb: SUPERVISION_WORDS.lb.switches.notice_bot,
        fr: "Éteint",
        de: SUPERVISION_WORDS.de.switches.notice_bot,
        en: SUPERVISION_WORDS.en.switches.notice_bot,
      },
    });
    expect(screen.queryByRole("dialog")).toBeNull();
  });

  it("shows since when, by whom and with which notice something is off, and switches it on", async () => {
    around.gateway.on("GET /api/staff/switches", { off: [OFF], past: [] });
    around.gateway.on("DELETE /api/staff/switches/bot", null);
    open();
    const bot = await card("Bot");
    expect(bot.textContent).toContain("(Petra Muster). No end set.");
    expect(within(bot).getByText("Éteint").getAttribute("lang")).toBe("fr");
    expect(within(await card("Language model")).getByText("On")).toBeTruthy();
    fireEvent.click(within(bot).getByRole("button", { name: "Switch on again" }));
    const dialog = await screen.findByRole("dialog", { name: "Switch on: Bot" });
    around.gateway.on("GET /api/staff/switches", { off: [], past: [] });
    fireEvent.click(within(dialog).getByRole("button", { name: "Switch on again" }));
    await waitFor(async () => expect(within(await card("Bot")).getByText("On")).toBeTruthy());
  });

  it("tells of what was off lately, and why something was refused", async () => {
    around.gateway.refuse("PUT /api/staff/switches/llm", 403, "not_yours");
    open();
    const past = await screen.findByRole("heading", { name: "The last 7 days" });
    expect(past.nextElementSibling?.textContent).toContain("(Petra Muster)");
    fireEvent.click(within(await card("Language model")).getByRole("button", { name: "Switch off" }));
    const dialog = await screen.findByRole("dialog");
    fireEvent.click(within(dialog).getByRole("button", { name: "Switch off" }));
    await within(dialog).findByText("That did not work. Please try again.");
  });
});
