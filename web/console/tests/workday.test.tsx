import { fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { describe, expect, it, vi } from "vitest";
import { message } from "../../kit/tests/sampleEvents.ts";
import {
  around,
  asked,
  change,
  enter,
  enterWith,
  hear,
  openFirst,
  OWN,
  playGateway,
  pong,
  refuse,
  sent,
  TICKET,
} from "./openConsole.tsx";
import { callback, colleague, ME, queue } from "./sampleDesk.ts";

playGateway();

const press = (key: string, held: object = {}) =>
  fireEvent.keyDown(document.activeElement ?? document.body, { key, ...held });

describe("the queue", () => {
  it("lists who waits with language, service or reason, last words and what is special", async () => {
    const other = { ...TICKET, ticket: "t2", conversation: "d", position: 1 };
    await enter(TICKET, { ...other, service: null, language: "fr", late: true, moves: 1, fits: false });
    const cards = within(screen.getByRole("tabpanel", { name: /Waiting/ })).getAllByRole("listitem");
    await waitFor(() =>
      expect(cards[0]?.textContent).toMatch(/Luxembourgish.*Certificate of residence.*just now.*Ech brauch Hëllef/),
    );
    expect(cards[1]?.textContent).toMatch(/French.*Asked for a person.*Waiting too long.*passed on 1 time.*Not your/);
  });

  it("shows danger as such, even when a service was talked about", async () => {
    await enter({ ...TICKET, position: 1 }, { ...TICKET, ticket: "t2", conversation: "d", reason: "crisis" });
    const subjects = [...document.querySelectorAll(".card .service")].map(({ textContent }) => textContent);
    expect(subjects[0]).toBe("Somebody is in danger");
  });

  it("counts what is unread, in the card and in the window's title", async () => {
    await enter(OWN, { ...TICKET, ticket: "t2", conversation: "d" });
    hear(1, message({ author: "citizen" }));
    hear(2, message({ author: "citizen" }));
    await screen.findByText("2 new messages");
    await waitFor(() => expect(document.title).toBe("(2) 1 waiting · Console · Moien"));
    await openFirst();
    await waitFor(() => expect(screen.queryByText("2 new messages")).toBeNull());
  });

  it("shows every queue with its numbers", async () => {
    const closed = queue({ queue: "taxes", open: false, waiting: 2, name: { lb: "", fr: "", de: "", en: "Taxes" } });
    await enterWith({ queues: [queue({ available: 0 }), closed] });
    const rows = [...document.querySelectorAll(".queue-row")].map(({ textContent }) => textContent);
    expect(rows).toEqual(["General0 Waiting00 people free", "Taxes2 Waitingclosed"]);
    change({ queues: [queue({ waiting: 5, available: 1 })] });
    await screen.findByText("1 person free");
  });

  it("takes the next by press or key, and refuses where the agent has enough", async () => {
    await enter(TICKET);
    press("n");
    expect(sent("claim_next")).toHaveLength(1);
    change({ tickets: [OWN] });
    await screen.findByRole("log");
    change({ me: { ...ME, capacity: 1 }, tickets: [{ ...TICKET, ticket: "t2", conversation: "d" }] });
    await screen.findByText("1 of 1 conversations: full");
    fireEvent.click(screen.getByRole("button", { name: /Take the next/ }));
    expect(sent("claim_next")).toHaveLength(1);
  });

  it("takes one out of turn, and says that somebody else was faster", async () => {
    await enter(TICKET);
    fireEvent.click(await screen.findByRole("button", { name: "Take: Certificate of residence" }));
    expect(sent("claim")).toEqual([{ type: "claim", ticket: "t1" }]);
    refuse("taken");
    await screen.findByText("Someone else was faster: this ticket is already taken.");
  });

  it("announces a ticket that is new, not those that were there", async () => {
    await enter(TICKET);
    const region = document.querySelector(".announcer");
    expect(region?.textContent).toBe("");
    change({ tickets: [{ ...TICKET, ticket: "t2", conversation: "d", reason: "repeated_failure" }] });
    await waitFor(() => expect(region?.textContent).toBe("New in the queue: The bot did not understand"));
  });
});

describe("the end of a conversation", () => {
  it("gives back by a key, and moves on to the next", async () => {
    await enter(OWN, { ...OWN, ticket: "t2", conversation: "d", waiting_since: "2099-01-01T00:00:00Z" });
    await openFirst();
    document.getElementById("conversation")?.focus();
    press("g");
    expect(sent("give_back")).toEqual([{ type: "give_back", conversation: "c" }]);
    change({ gone: ["t1"] });
    await waitFor(() => expect(document.querySelector("[aria-current=true]")?.id).toBe("card-d"));
  });

  it("closes with C, a digit and the button; never without a code", async () => {
    await enter(OWN);
    await openFirst();
    document.getElementById("conversation")?.focus();
    press("c");
    const dialog = within(await screen.findByRole("dialog"));
    fireEvent.click(dialog.getByRole("button", { name: "Close the conversation" }));
    await dialog.findByText("Please choose what came of it.");
    expect(sent("close")).toEqual([]);
    await dialog.findByLabelText(/Sent elsewhere/);
    fireEvent.keyDown(dialog.getByLabelText(/Answered/), { key: "2" });
    fireEvent.input(dialog.getByLabelText(/Note for your colleagues/), { target: { value: " told where " } });
    fireEvent.keyDown(dialog.getByLabelText(/Note for your colleagues/), { key: "1" });
    const form = document.querySelector(".wrap-up");
    if (form) fireEvent.submit(form);
    expect(sent("close")).toEqual([{ type: "close", conversation: "c", wrap_up: "elsewhere", note: "told where" }]);
    change({ gone: ["t1"] });
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    await screen.findByText("Choose a conversation from the list.");
  });

  it("passes on to whom the keyboard finds, and keeps the note when that is refused", async () => {
    await enterWith({ tickets: [OWN], colleagues: [colleague(), colleague({ id: "s", name: "Sam" })] });
    await openFirst();
    document.getElementById("conversation")?.focus();
    press("t");
    const search = await screen.findByRole("combobox", { name: "To whom?" });
    fireEvent.input(search, { target: { value: "sa" } });
    await waitFor(() => expect(document.querySelectorAll(".target")).toHaveLength(1));
    fireEvent.keyDown(search, { key: "Enter" });
    const note = screen.getByLabelText(/Note for your colleagues/);
    fireEvent.input(note, { target: { value: "wants a receipt" } });
    await screen.findByRole("button", { name: "Pass on to Sam" });
    fireEvent.keyDown(note, { key: "Enter" });
    const wanted = { type: "transfer", conversation: "c", agent: "s", queue: null, note: "wants a receipt" };
    await waitFor(() => expect(sent("transfer")).toEqual([wanted]));
    refuse("full");
    await screen.findByText(/You already have as many conversations/);
    expect((note as HTMLTextAreaElement).value).toBe("wants a receipt");
  });
});

describe("presence", () => {
  it("is chosen from a menu with reasons, by key and digit", async () => {
    await enterWith({});
    press("p");
    const menu = await screen.findByRole("menu");
    await waitFor(() => expect(document.activeElement?.getAttribute("role")).toBe("menuitemradio"));
    fireEvent.keyDown(document.activeElement as HTMLElement, { key: "5" });
    expect(sent("presence")).toEqual([{ type: "presence", state: "away", reason: "lunch" }]);
    await waitFor(() => expect(menu.isConnected).toBe(false));
    change({ me: { ...ME, presence: "away", reason: "lunch" } });
    await screen.findByRole("button", { name: /Away · Lunch/ });
  });
});

describe("keys", () => {
  it("do nothing while the agent types, and nothing at all once switched off", async () => {
    await enter(OWN, { ...TICKET, ticket: "t2", conversation: "d" });
    await openFirst();
    const box = screen.getByLabelText("Reply to the person");
    await waitFor(() => expect(document.activeElement).toBe(box));
    press("n");
    press("c");
    expect(sent("claim_next")).toEqual([]);
    expect(screen.queryByRole("dialog")).toBeNull();
    press("Escape");
    expect(document.activeElement?.id).toBe("conversation");
    press("?");
    fireEvent.click(await screen.findByRole("switch", { name: "Single keys" }));
    document.querySelector("dialog")?.close();
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    press("n");
    expect(sent("claim_next")).toEqual([]);
    expect(localStorage.getItem("moien:console:keys")).toBe("off");
  });

  it("go up and down the list, in the box too", async () => {
    await enter(
      OWN,
      { ...TICKET, ticket: "t2", conversation: "d" },
      { ...TICKET, ticket: "t3", conversation: "e", position: 1 },
    );
    const chosen = () => document.querySelector("[aria-current=true]")?.id;
    press("j");
    await waitFor(() => expect(chosen()).toBe("card-c"));
    const box = await screen.findByLabelText("Reply to the person");
    await waitFor(() => expect(document.activeElement).toBe(box));
    press("ArrowDown", { altKey: true });
    await waitFor(() => expect(chosen()).toBe("card-d"));
    press("ArrowUp", { altKey: true });
    await waitFor(() => expect(chosen()).toBe("card-c"));
  });
});

describe("call-backs", () => {
  it("are claimed, called and ended", async () => {
    await enterWith({ callbacks: [callback({ attempts: 2, when: "morning" })] });
    fireEvent.click(screen.getByRole("tab", { name: /Call-backs/ }));
    await screen.findByText("not reached 2 times");
    expect(screen.queryByRole("link", { name: /621/ })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "I will call +352 621 123 456" }));
    expect(sent("claim_callback")).toEqual([{ type: "claim_callback", callback: "cb1" }]);
    change({ callbacks: [callback({ state: "claimed", mine: true, agent: "Alex Muster" })] });
    const link = await screen.findByRole("link", { name: "+352 621 123 456" });
    expect(link.getAttribute("href")).toBe("tel:+352621123456");
    fireEvent.click(screen.getByRole("button", { name: "Not reached" }));
    expect(sent("end_callback")).toEqual([{ type: "end_callback", callback: "cb1", outcome: "again" }]);
  });
});

describe("a reply that comes too late", () => {
  it("is shown again with its text once the conversation is somebody else's", async () => {
    await enter(OWN);
    await openFirst();
    pong();
    await waitFor(() => expect(screen.queryByText(/The log is loading/)).toBeNull());
    const box = screen.getByLabelText("Reply to the person");
    fireEvent.input(box, { target: { value: "typed too late" } });
    fireEvent.keyDown(box, { key: "Enter" });
    const [said] = sent("say") as { message_id: string }[];
    change({ gone: ["t1"] });
    refuse("not_yours", said?.message_id ?? null);
    const unsent = within(await screen.findByRole("region", { name: "Not sent" }));
    expect(unsent.getByText("typed too late")).toBeTruthy();
    expect(unsent.getByText("Someone else has this conversation.")).toBeTruthy();
    fireEvent.click(unsent.getByRole("button", { name: "Remove" }));
    await waitFor(() => expect(screen.queryByRole("region", { name: "Not sent" })).toBeNull());
  });
});

describe("the connection", () => {
  it("says over everything that it is gone, and what that means", async () => {
    await enter();
    around.network.last.end();
    await screen.findByText(/What you write stays here/);
  });
});

describe("alerts", () => {
  it("are asked for by a press, and the choice is kept", async () => {
    const requestPermission = vi.fn(() => Promise.resolve("granted"));
    vi.stubGlobal(
      "Notification",
      Object.assign(() => undefined, { requestPermission, permission: "granted" }),
    );
    await enter();
    fireEvent.click(screen.getByRole("button", { name: "Sound and notifications" }));
    expect(requestPermission).not.toHaveBeenCalled();
    fireEvent.click(await screen.findByRole("switch", { name: "Sound" }));
    fireEvent.click(screen.getByRole("switch", { name: "Notifications of the system" }));
    await waitFor(() => expect(localStorage.getItem("moien:console:desktop")).toBe("on"));
    expect(localStorage.getItem("moien:console:sound")).toBe("on");
  });

  it("stay off where the browser refuses", async () => {
    const requestPermission = () => Promise.resolve("denied");
    vi.stubGlobal(
      "Notification",
      Object.assign(() => undefined, { requestPermission, permission: "denied" }),
    );
    await enter();
    fireEvent.click(screen.getByRole("button", { name: "Sound and notifications" }));
    fireEvent.click(await screen.findByRole("switch", { name: "Notifications of the system" }));
    await screen.findByText(/The browser does not allow notifications/);
    expect(localStorage.getItem("moien:console:desktop")).toBe("off");
  });
});

describe("the search", () => {
  it("finds earlier conversations and opens one to be read", async () => {
    around.found = [
      {
        conversation: "old",
        language: "fr",
        service: "residence_certificate",
        opened_at: "2026-11-20T09:00:00Z",
        closed_at: "2026-11-20T09:20:00Z",
        agent: "Kim",
        wrap_up: "answered",
        snippet: "Il me faut un certificat (vite)",
      },
    ];
    await enter();
    press("s");
    const box = await screen.findByLabelText("Words");
    await screen.findByText("1 conversation");
    fireEvent.input(box, { target: { value: "certificat (v" } });
    await waitFor(() => expect(asked.at(-1)).toBe("/api/staff/conversations?query=certificat+%28v"));
    await waitFor(() => expect(document.querySelectorAll("mark")).toHaveLength(2));
    expect(screen.getByText(/Kim · Answered/)).toBeTruthy();
    fireEvent.click(screen.getByText("Certificate of residence"));
    expect(sent("watch")).toEqual([{ type: "watch", conversation: "old", last_seq: 0 }]);
    await screen.findByRole("log");
    expect(screen.queryByLabelText("Reply to the person")).toBeNull();
  });
});
