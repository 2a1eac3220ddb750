import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeNetwork } from "@moien/kit/fakeSocket.ts";
import { EMPTY_VIEW, fold } from "@moien/kit/fold.ts";
import type { ShownEvent } from "@moien/kit/frames.ts";
import { event, FIELD, message } from "../../kit/tests/sampleEvents.ts";
import { Console } from "../src/Console.tsx";
import { CONSOLE_WORDS } from "../src/consoleWords.ts";
import { fieldLabels } from "../src/Details.tsx";
import { waited } from "../src/waiting.ts";

let network: FakeNetwork;
let signedIn: boolean;
let roles: string[];

const ACCOUNT = { name: "alex", display_name: "Alex Muster" };

function answer(_address: string, init: RequestInit = {}): Promise<Response> {
  if (init.method === "POST") {
    const { password } = JSON.parse(init.body as string) as { password: string };
    signedIn = password === "right";
  }
  if (init.method === "DELETE") {
    signedIn = false;
    return Promise.resolve(new Response(null, { status: 204 }));
  }
  const status = signedIn ? 200 : 401;
  return Promise.resolve(new Response(JSON.stringify({ ...ACCOUNT, roles }), { status }));
}

beforeEach(() => {
  network = new FakeNetwork();
  signedIn = true;
  roles = ["agent"];
  localStorage.setItem("moien:staff:language", "en");
  sessionStorage.clear();
  vi.stubGlobal("fetch", answer);
  vi.stubGlobal("WebSocket", function (url: string) {
    return network.openSocket(url);
  });
});

afterEach(cleanup);

const TICKET = {
  ticket: "t1",
  conversation: "c",
  reason: "asked",
  language: "lb",
  service: "residence_certificate",
  state: "waiting",
  agent: null,
  mine: false,
  opened_at: new Date().toISOString(),
  last_text: "Ech brauch Hëllef",
  fields: { national_id: "1985041212393" },
};

async function enter(...tickets: object[]): Promise<void> {
  render(<Console />);
  await waitFor(() => expect(network.sockets).toHaveLength(1));
  network.last.accept();
  network.last.deliver({ type: "desk", agent: "Alex Muster", tickets });
  await screen.findByText("Connected");
}

function hear(seq: number, data: ShownEvent["data"]): void {
  network.last.deliver({ type: "event", event: event(seq, data) });
}

describe("signing in", () => {
  it("says what is wrong, and opens the desk when it is right", async () => {
    signedIn = false;
    render(<Console />);
    const name = await screen.findByLabelText("User name");
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByText("Please enter the user name and the password.");
    fireEvent.input(name, { target: { value: "alex" } });
    fireEvent.input(screen.getByLabelText("Password"), { target: { value: "wrong" } });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByText("The user name or the password is wrong.");
    expect(network.sockets).toHaveLength(0);
    fireEvent.input(screen.getByLabelText("Password"), { target: { value: "right" } });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByText("Alex Muster");
    await waitFor(() => expect(network.sockets).toHaveLength(1));
  });

  it("keeps accounts without the role out", async () => {
    roles = [];
    render(<Console />);
    await screen.findByText("This account has no rights for this page: Alex Muster.");
    expect(network.sockets).toHaveLength(0);
  });

  it("shows the form again when the session ends, and closes the connection", async () => {
    await enter();
    fireEvent.click(screen.getByRole("button", { name: "Sign out" }));
    await screen.findByLabelText("User name");
    await waitFor(() => expect(network.last.closedWith).toBe(1000));
  });
});

describe("the desk", () => {
  it("lists who waits with language, reason or service, and last words", async () => {
    await enter(TICKET, { ...TICKET, ticket: "t2", conversation: "d", service: null, language: "fr" });
    const list = within(screen.getByRole("region", { name: "Waiting" }));
    const cards = list.getAllByRole("listitem");
    expect(cards[0]?.textContent).toMatch(/Luxembourgish.*just now.*Residence certificate.*Ech brauch Hëllef/);
    expect(cards[1]?.textContent).toMatch(/French.*Asked for a person/);
  });

  it("claims, shows the log with notes apart, and answers", async () => {
    await enter(TICKET);
    fireEvent.click(screen.getByRole("button", { name: "Take over" }));
    expect(network.last.sentOf("claim")).toEqual([{ type: "claim", ticket: "t1" }]);
    network.last.deliver({
      type: "desk",
      agent: "Alex Muster",
      tickets: [{ ...TICKET, state: "claimed", mine: true, agent: "Alex Muster" }],
    });
    hear(1, message({ field: FIELD, text: "Wat ass Är national Nummer?" }));
    hear(2, { kind: "owner", owner: "agent", reason: "claimed", agent: "Alex Muster" });
    hear(3, { kind: "note", agent: "Alex Muster", text: "calls **back**" });
    network.last.deliver({ type: "pong" });

    const note = (await screen.findByText("calls **back**")).closest("li");
    expect(note?.className).toContain("note");
    expect(note?.textContent).toContain("Internal note");
    expect(screen.getByText(/Alex Muster took over/)).toBeTruthy();
    const details = within(screen.getByRole("complementary"));
    expect(details.getByText("National Nummer").nextSibling?.textContent).toBe("1985041212393");

    const box = screen.getByLabelText("Reply to the person");
    await waitFor(() => expect(document.activeElement).toBe(box));
    await waitFor(() => expect(screen.queryByText(/The log is loading/)).toBeNull());
    fireEvent.input(box, { target: { value: "Moien" } });
    fireEvent.keyDown(box, { key: "Enter" });
    expect(network.last.sentOf("say")).toMatchObject([{ conversation: "c", text: "Moien" }]);
    await screen.findByText("sending…");
  });

  it("marks what AI wrote, and gives the code of the answer", async () => {
    await enter({ ...TICKET, state: "claimed", mine: true, agent: "Alex Muster" });
    fireEvent.click(screen.getByText("Residence certificate"));
    hear(1, message({ text: "50 €", origin: "llm", model: "ministral", code: "ABCD-EFGH" }));
    hear(2, message({ text: "An excerpt", origin: "retrieval" }));
    const mark = await screen.findByText("AI-generated (ministral)");
    expect(mark.closest("li")?.dataset).toMatchObject({ origin: "llm", aiGenerated: "true" });
    expect(screen.getByText("Answer code: ABCD-EFGH")).toBeTruthy();
    const excerpt = await screen.findByText("Excerpt from official information");
    expect(excerpt.closest("li")?.dataset.origin).toBe("retrieval");
    expect(document.querySelectorAll("[data-ai-generated]")).toHaveLength(1);
  });

  it("keeps notes away from the citizen", async () => {
    await enter({ ...TICKET, state: "claimed", mine: true, agent: "Alex Muster" });
    fireEvent.click(screen.getByText("Residence certificate"));
    network.last.deliver({ type: "pong" });
    fireEvent.click(await screen.findByLabelText("Internal note"));
    const box = screen.getByLabelText(/the person does not see it/);
    await waitFor(() => expect(screen.queryByText(/The log is loading/)).toBeNull());
    fireEvent.input(box, { target: { value: "difficult" } });
    fireEvent.keyDown(box, { key: "Enter" });
    expect(network.last.sentOf("say")).toEqual([]);
    expect(network.last.sentOf("note")).toEqual([{ type: "note", conversation: "c", text: "difficult" }]);
  });

  it("does not let anybody answer before the log is complete", async () => {
    await enter({ ...TICKET, state: "claimed", mine: true, agent: "Alex Muster" });
    fireEvent.click(screen.getByText("Residence certificate"));
    const box = await screen.findByLabelText("Reply to the person");
    fireEvent.input(box, { target: { value: "too early" } });
    fireEvent.keyDown(box, { key: "Enter" });
    expect(network.last.sentOf("say")).toEqual([]);
    expect((box as HTMLTextAreaElement).value).toBe("too early");
  });

  it("gives back at once, closes only after asking", async () => {
    await enter({ ...TICKET, state: "claimed", mine: true, agent: "Alex Muster" });
    fireEvent.click(screen.getByText("Residence certificate"));
    fireEvent.click(await screen.findByRole("button", { name: "Give back to the bot" }));
    expect(network.last.sentOf("give_back")).toEqual([{ type: "give_back", conversation: "c" }]);
    fireEvent.click(screen.getByRole("button", { name: "Close" }));
    expect(network.last.sentOf("close")).toEqual([]);
    fireEvent.click(await screen.findByRole("button", { name: "Yes, close" }));
    expect(network.last.sentOf("close")).toEqual([{ type: "close", conversation: "c" }]);
  });

  it("says that somebody else was faster", async () => {
    await enter(TICKET);
    fireEvent.click(screen.getByRole("button", { name: "Take over" }));
    network.last.deliver({ type: "error", code: "taken", detail: "", message_id: null });
    await screen.findByText("Someone else was faster: this ticket is already taken.");
  });

  it("announces a ticket that is new, not those that were there", async () => {
    await enter(TICKET);
    const region = document.querySelector(".queue [aria-live=polite]");
    expect(region?.textContent).toBe("");
    network.last.deliver({
      type: "desk",
      agent: "Alex Muster",
      tickets: [TICKET, { ...TICKET, ticket: "t2", conversation: "d", reason: "repeated_failure" }],
    });
    await waitFor(() => expect(region?.textContent).toBe("New in the queue: The bot did not understand"));
  });

  it("puts first who may be in danger, and says so even when a service was talked about", async () => {
    await enter(TICKET);
    const later = "2026-11-23T23:59:00.000Z";
    const danger = {
      ...TICKET,
      ticket: "t2",
      conversation: "d",
      reason: "crisis",
      opened_at: later,
      service: "passport",
    };
    network.last.deliver({ type: "desk", agent: "Alex Muster", tickets: [TICKET, danger] });
    await screen.findByText("Somebody is in danger");
    const cards = [...document.querySelectorAll(".card .service")].map(({ textContent }) => textContent);
    expect(cards[0]).toBe("Somebody is in danger");
  });
});

describe("waited", () => {
  const words = CONSOLE_WORDS.en.time;
  const now = Date.parse("2026-11-23T12:00:00Z");
  it.each([
    ["2026-11-23T12:00:05Z", "just now"],
    ["2026-11-23T11:59:01Z", "just now"],
    ["2026-11-23T11:59:00Z", "for 1 min"],
    ["2026-11-23T11:00:01Z", "for 59 min"],
    ["2026-11-23T09:55:00Z", "for 2 h 5 min"],
    ["2026-11-21T09:55:00Z", "for 2 d 2 h"],
  ])("since %s is %s", (at, text) => expect(waited(words, at, now)).toBe(text));
});

describe("fieldLabels", () => {
  it("takes the words in which the citizen was asked", () => {
    const events = [
      event(1, message({ field: FIELD })),
      event(2, message({ summary: [{ field: "plate", label: "Plack", value: "AB 1234", from_login: false }] })),
    ];
    const view = events.reduce((before, next) => fold(before, next), EMPTY_VIEW);
    expect([...fieldLabels(view)]).toEqual([
      ["national_id", "National Nummer"],
      ["plate", "Plack"],
    ]);
  });
});
