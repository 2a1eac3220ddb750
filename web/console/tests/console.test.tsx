import { fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { describe, expect, it } from "vitest";
import { EMPTY_VIEW, fold } from "@moien/kit/fold.ts";
import { event, FIELD, message, owner } from "../../kit/tests/sampleEvents.ts";
import { Console } from "../src/Console.tsx";
import { CONSOLE_WORDS } from "../src/consoleWords.ts";
import { fieldLabels } from "../src/Details.tsx";
import { clock, waited } from "../src/waiting.ts";
import { around, enter, hear, openFirst, OWN, playGateway, pong, sent, TICKET } from "./openConsole.tsx";

playGateway();

describe("signing in", () => {
  it("says what is wrong, and opens the desk when it is right", async () => {
    around.signedIn = false;
    render(<Console />);
    const name = await screen.findByLabelText("User name");
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByText("Please enter the user name and the password.");
    fireEvent.input(name, { target: { value: "alex" } });
    fireEvent.input(screen.getByLabelText("Password"), { target: { value: "wrong" } });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByText("The user name or the password is wrong.");
    expect(around.network.sockets).toHaveLength(0);
    fireEvent.input(screen.getByLabelText("Password"), { target: { value: "right" } });
    fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
    await screen.findByText("Alex Muster");
    await waitFor(() => expect(around.network.sockets).toHaveLength(1));
  });

  it("keeps accounts without the role out", async () => {
    around.roles = [];
    render(<Console />);
    await screen.findByText("This account has no rights for this page: Alex Muster.");
    expect(around.network.sockets).toHaveLength(0);
  });

  it("shows the form again when the session ends, and closes the connection", async () => {
    await enter();
    fireEvent.click(screen.getByRole("button", { name: "Sign out" }));
    await screen.findByLabelText("User name");
    await waitFor(() => expect(around.network.last.closedWith).toBe(1000));
  });
});

describe("a conversation", () => {
  it("shows the log with notes apart, and is answered", async () => {
    await enter(OWN);
    await openFirst();
    hear(1, message({ field: FIELD, text: "Wat ass Är national Nummer?" }));
    hear(2, owner({ owner: "agent", reason: "claimed", agent: "Alex Muster" }));
    hear(3, { kind: "note", agent: "Alex Muster", text: "calls **back**" });
    pong();

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
    expect(sent("say")).toMatchObject([{ conversation: "c", text: "Moien" }]);
    await screen.findByText("sending…");
  });

  it("marks what AI wrote, and gives the code of the answer", async () => {
    await enter(OWN);
    await openFirst();
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
    await enter(OWN);
    await openFirst();
    pong();
    fireEvent.click(await screen.findByLabelText("Internal note"));
    const box = screen.getByLabelText(/the person does not see it/);
    await waitFor(() => expect(screen.queryByText(/The log is loading/)).toBeNull());
    fireEvent.input(box, { target: { value: "difficult" } });
    fireEvent.keyDown(box, { key: "Enter" });
    expect(sent("say")).toEqual([]);
    expect(sent("note")).toEqual([{ type: "note", conversation: "c", text: "difficult" }]);
  });

  it("does not let anybody answer before the log is complete", async () => {
    await enter(OWN);
    await openFirst();
    const box = await screen.findByLabelText("Reply to the person");
    fireEvent.input(box, { target: { value: "too early" } });
    fireEvent.keyDown(box, { key: "Enter" });
    expect(sent("say")).toEqual([]);
    await waitFor(() => expect((box as HTMLTextAreaElement).value).toBe("too early"));
  });

  it("says who else is watching, but not that its agent does", async () => {
    await enter(OWN);
    await openFirst();
    around.network.last.deliver({ type: "viewers", conversation: "c", names: ["Alex Muster", "Kim"] });
    await screen.findByText("Kim is watching too");
    around.network.last.deliver({ type: "viewers", conversation: "c", names: ["Kim", "Sam"] });
    await screen.findByText("Kim, Sam are watching too");
  });

  it("is only read by whoever does not have it", async () => {
    await enter({ ...TICKET, state: "claimed", agent: "Kim" });
    fireEvent.click(screen.getByRole("tab", { name: /Others/ }));
    await openFirst();
    expect(screen.getByText("Kim has this conversation.")).toBeTruthy();
    expect(screen.queryByLabelText("Reply to the person")).toBeNull();
    expect(screen.queryByRole("button", { name: "Close" })).toBeNull();
  });

  it("takes a note from whoever only looks on", async () => {
    await enter({ ...TICKET, state: "claimed", agent: "Kim" });
    fireEvent.click(screen.getByRole("tab", { name: /Others/ }));
    await openFirst();
    fireEvent.keyDown(document.body, { key: "r" });
    expect(screen.queryByLabelText(/Note for your colleagues/)).toBeNull();
    fireEvent.keyDown(document.body, { key: "i" });
    const box = await screen.findByLabelText(/Note for your colleagues/);
    await waitFor(() => expect(document.activeElement).toBe(box));
    fireEvent.keyDown(box, { key: "Enter" });
    expect(sent("note")).toEqual([]);
    fireEvent.input(box, { target: { value: " Speaks no German. " } });
    await waitFor(() =>
      expect(screen.getByRole("button", { name: "Add note" }).getAttribute("aria-disabled")).toBe("false"),
    );
    fireEvent.keyDown(box, { key: "Enter" });
    expect(sent("note")).toEqual([{ type: "note", conversation: "c", text: "Speaks no German." }]);
    await waitFor(() => expect(screen.queryByLabelText(/Note for your colleagues/)).toBeNull());
    expect(document.activeElement).toBe(screen.getByRole("button", { name: /Internal note/ }));
  });
});

describe("clock", () => {
  const words = CONSOLE_WORDS.en.time;
  const now = Date.parse("2026-11-23T12:00:00Z");
  it.each([
    ["2026-11-23T12:00:05Z", "0:00"],
    ["2026-11-23T11:59:53Z", "0:07"],
    ["2026-11-23T11:47:30Z", "12:30"],
    ["2026-11-23T10:55:00Z", "1:05 h"],
    ["2026-11-21T09:00:00Z", "2 d 3 h"],
  ])("since %s is %s", (at, text) => expect(clock(words, at, now)).toBe(text));
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
