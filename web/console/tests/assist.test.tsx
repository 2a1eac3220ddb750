import { fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakeGateway } from "@moien/kit/fakeGateway.ts";
import { FakeRequest } from "@moien/kit/fakeRequest.ts";
import { message, owner } from "../../kit/tests/sampleEvents.ts";
import { deskFrame } from "./sampleDesk.ts";
import {
  ACCOUNT,
  around,
  CATALOGUE as BARE,
  change,
  enter,
  hear,
  openFirst,
  OWN,
  playGateway,
  pong,
  refuse,
  sent,
} from "./openConsole.tsx";

playGateway();

const all = (text: string) => ({ lb: text, fr: text, de: text, en: text });
const texts = (lb: string, en: string) => ({ ...all(en), lb });

const CATALOGUE = {
  ...BARE,
  replies: [
    { id: "hello", shortcut: "moien", service: null, text: texts("Moien, ech sinn {agent}.", "Hello, I am {agent}.") },
    { id: "ref", shortcut: "ref", service: null, text: texts("Referenz: {reference}", "Reference: {reference}") },
    { id: "papers", shortcut: "papers", service: "residence_certificate", text: texts("Pabeieren", "Your papers") },
  ],
};

const FORM = {
  service: "residence_certificate",
  title: all("Certificate of residence"),
  fields: [
    { name: "national_id", type: "national_id", label: all("Identification number"), choices: [] },
    { name: "purpose", type: "choice", label: all("What for?"), choices: [{ value: "bank", label: all("Bank") }] },
    { name: "since", type: "date", label: all("Since when?"), choices: [] },
    { name: "name", type: "text", label: all("Name of the person"), choices: [], from_login: true },
  ],
};

const BRIEF = {
  tried: [{ question: "Wat kascht dat?", outcome: "unknown" }],
  sources: [{ title: "Residence", link: "https://guichet.public.lu/x", checked: "2026-11-01", language: "fr" }],
  summary: { lines: ["Wants a certificate."], model: "ministral" },
  fields: {},
  jobs: [],
};

const TRANSLATE = "POST /api/staff/translations";
const BRIEF_CALL = "GET /api/staff/tickets/t1/brief";

let gateway: FakeGateway;

beforeEach(() => {
  gateway = new FakeGateway()
    .on("GET /api/staff/session", { ...ACCOUNT, roles: ["agent"] })
    .on("GET /api/staff/desk/settings", CATALOGUE)
    .on("GET /api/staff/services/residence_certificate/form", FORM)
    .on("GET /api/staff/translations", { available: true, model: "m", languages: ["lb", "fr", "de", "en"] })
    .on(BRIEF_CALL, BRIEF)
    .on(TRANSLATE, { text: "Moien alleguer", model: "m", back: "Hello all" });
  vi.stubGlobal("fetch", gateway.fetch);
  FakeRequest.made = [];
  vi.stubGlobal("XMLHttpRequest", FakeRequest);
});

async function begin(): Promise<HTMLTextAreaElement> {
  await enter(OWN);
  await openFirst();
  hear(1, { kind: "language", language: "lb", reason: "detected" });
  pong();
  await waitFor(() => expect(screen.queryByText(/The log is loading/)).toBeNull());
  return screen.getByLabelText("Reply to the person");
}

const type = (box: HTMLElement, value: string) => fireEvent.input(box, { target: { value } });
const slash = (box: HTMLElement) =>
  fireEvent(box, new InputEvent("beforeinput", { data: "/", bubbles: true, cancelable: true }));

describe("prepared replies", () => {
  it("open with a slash, are chosen by keys, and stand at the caret in the citizen's language", async () => {
    const box = await begin();
    expect(slash(box)).toBe(false);
    const search = await screen.findByRole("combobox", { name: "Search replies" });
    await waitFor(() => expect(document.activeElement).toBe(search));
    expect(screen.getAllByRole("option", { name: /^\// })[0]?.textContent).toContain("Pabeieren");
    type(search, "moien");
    await waitFor(() => expect(document.querySelectorAll(".picker [role=option]")).toHaveLength(1));
    expect(document.querySelector(".picker-preview [lang=lb]")?.textContent).toBe("Moien, ech sinn Alex Muster.");
    fireEvent.keyDown(search, { key: "Enter" });
    await waitFor(() => expect(box.value).toBe("Moien, ech sinn Alex Muster."));
    await waitFor(() => expect(document.activeElement).toBe(box));
  });

  it("stay away within a word, and leave a slash that was meant", async () => {
    const box = await begin();
    type(box, "an");
    box.setSelectionRange(2, 2);
    expect(slash(box)).toBe(true);
    type(box, "an ");
    box.setSelectionRange(3, 3);
    expect(slash(box)).toBe(false);
    const search = await screen.findByRole("combobox", { name: "Search replies" });
    fireEvent.keyDown(search, { key: " " });
    await waitFor(() => expect(box.value).toBe("an / "));
    expect(screen.queryByRole("combobox", { name: "Search replies" })).toBeNull();
  });

  it("go to the citizen only when their gaps are filled", async () => {
    const box = await begin();
    fireEvent.click(screen.getByRole("button", { name: "Ready-made replies" }));
    const search = await screen.findByRole("combobox", { name: "Search replies" });
    fireEvent.change(screen.getByLabelText("Language of the reply"), { target: { value: "en" } });
    type(search, "ref");
    fireEvent.keyDown(search, { key: "ArrowDown" });
    fireEvent.keyDown(search, { key: "Enter" });
    await waitFor(() => expect(box.value).toBe("Reference: {reference}"));
    expect(box.value.slice(box.selectionStart, box.selectionEnd)).toBe("{reference}");
    await screen.findByText("Please put something in the place of {reference}.");
    fireEvent.keyDown(box, { key: "Enter" });
    expect(sent("say")).toEqual([]);
  });
});

describe("translations", () => {
  it("are made, checked and sent with what the agent wrote", async () => {
    const box = await begin();
    type(box, "Hello all");
    fireEvent.keyDown(box, { key: "Enter", ctrlKey: true });
    const translation = await screen.findByDisplayValue("Moien alleguer");
    expect(translation.getAttribute("lang")).toBe("lb");
    expect(gateway.sent(TRANSLATE)).toEqual({ text: "Hello all", source: "en", target: "lb", back: true });
    expect(sent("say")).toEqual([]);

    type(box, "Hello you all");
    await screen.findByText(/You have changed your text/);
    fireEvent.keyDown(translation, { key: "Enter" });
    await waitFor(() => expect(gateway.sent(TRANSLATE)).toMatchObject({ text: "Hello you all" }));
    expect(sent("say")).toEqual([]);
    await screen.findByRole("button", { name: "Send translation" });
    fireEvent.keyDown(box, { key: "Enter" });
    const original = { text: "Hello you all", language: "en" };
    expect(sent("say")).toMatchObject([{ conversation: "c", text: "Moien alleguer", original }]);
    await waitFor(() => expect(box.value).toBe(""));
    expect(document.querySelector(".translated-reply")).toBeNull();
    await screen.findByText("You wrote in English:");
  });

  it("come back when the hub refuses them", async () => {
    const box = await begin();
    type(box, "Hello all");
    fireEvent.keyDown(box, { key: "Enter", ctrlKey: true });
    await screen.findByDisplayValue("Moien alleguer");
    fireEvent.keyDown(box, { key: "Enter" });
    const [said] = sent("say") as { message_id: string }[];
    refuse("tokens_changed", said?.message_id);
    await screen.findByText(/has to stay as it is/);
    expect(box.value).toBe("Hello all");
    type(await screen.findByDisplayValue("Moien alleguer"), "Moien alleguer 2");
    fireEvent.keyDown(screen.getByDisplayValue("Moien alleguer 2"), { key: "Enter" });
    expect(sent("say")).toHaveLength(2);
  });

  it("are offered where the language has never changed, as the ticket says", async () => {
    await enter(OWN);
    await openFirst();
    await screen.findByLabelText("Translate everything into English");
  });

  it("of all that comes are kept for the conversation", async () => {
    await begin();
    hear(2, message({ author: "citizen", text: "Moien" }));
    hear(3, message({ author: "citizen", text: "Hello", language: "en" }));
    gateway.on(TRANSLATE, { text: "Good day", model: "m", back: null });
    await waitFor(() => expect(screen.getAllByRole("button", { name: /Translate this message/ })).toHaveLength(1));
    fireEvent.click(screen.getByLabelText("Translate everything into English"));
    const read = await screen.findByText("Good day");
    expect(read.closest("[lang]")?.getAttribute("lang")).toBe("en");
    expect(screen.getByText("Translated by a machine (m)")).toBeTruthy();
    expect(localStorage.getItem("moien:console:translated")).toBe('["c"]');
    await screen.findByRole("button", { name: "Translate into Luxembourgish", pressed: true });
  });

  it("that nobody makes are said so, with prepared replies instead", async () => {
    gateway.on("GET /api/staff/translations", { available: false, model: null, languages: [] });
    const box = await begin();
    await screen.findByText(/No machine translates into Luxembourgish/);
    expect(screen.queryByRole("button", { name: "Translate into Luxembourgish" })).toBeNull();
    fireEvent.click(screen.getByRole("button", { name: "Ready-made replies in Luxembourgish" }));
    await screen.findByRole("combobox", { name: "Search replies" });
    type(box, "Moien");
    fireEvent.keyDown(box, { key: "Enter", ctrlKey: true });
    expect(sent("say")).toMatchObject([{ text: "Moien" }]);
  });
});

describe("files", () => {
  const PDF = { id: "f1", name: "a.pdf", media_type: "application/pdf", size: 2048 };

  it("are dropped, and go with the next message", async () => {
    const box = await begin();
    const files = [new File(["abc"], "a.pdf", { type: "application/pdf" })];
    const dropped = new Event("drop", { bubbles: true, cancelable: true });
    fireEvent(box, Object.assign(dropped, { dataTransfer: { types: ["Files"], files } }));
    await screen.findByText("a.pdf");
    type(box, "Hei");
    fireEvent.keyDown(box, { key: "Enter" });
    expect(sent("say")).toEqual([]);
    FakeRequest.last.answer(201, PDF);
    await screen.findByText("goes with your next message");
    fireEvent.keyDown(box, { key: "Enter" });
    expect(sent("say")).toMatchObject([{ text: "Hei" }]);
    expect(sent("attach")).toMatchObject([{ conversation: "c", file: "f1" }]);
    await waitFor(() => expect(document.querySelector(".pending .file-name")?.textContent).toContain("a.pdf"));
    const [{ message_id = "" } = {}]: { message_id?: string }[] = sent("attach") as object[];
    hear(2, message({ author: "agent", agent: "Alex Muster", text: "a.pdf", document: PDF, message_id }));
    await screen.findByRole("link", { name: "Download a.pdf" });
  });
});

describe("a form", () => {
  it("is begun with what is known, and stopped; a draft stays where it is", async () => {
    type(await begin(), "not sent yet");
    document.getElementById("conversation")?.focus();
    fireEvent.keyDown(document.body, { key: "f" });
    const dialog = within(await screen.findByRole("dialog"));
    const number = await dialog.findByLabelText("Identification number");
    expect(number).toHaveProperty("value", "1985041212393");
    expect(dialog.getByText("with their login")).toBeTruthy();
    expect(dialog.queryByLabelText("Name of the person")).toBeNull();
    fireEvent.change(dialog.getByLabelText("What for?"), { target: { value: "bank" } });
    type(dialog.getByLabelText("Since when?"), "2026-03-05");
    fireEvent.click(dialog.getByRole("button", { name: "Start the form" }));
    const fields = { national_id: "1985041212393", purpose: "bank", since: "05.03.2026" };
    await waitFor(() => expect(sent("start_service")).toHaveLength(1));
    expect(sent("start_service")[0]).toMatchObject({ conversation: "c", service: "residence_certificate", fields });
    hear(2, owner({ owner: "agent", reason: "service_started", agent: "Alex Muster", bot: true }));
    await screen.findByText(/The bot is taking the person through the form/);
    expect(sent("say")).toEqual([]);
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    fireEvent.click(screen.getByRole("button", { name: "Stop the form" }));
    expect(sent("stop_service")).toEqual([{ type: "stop_service", conversation: "c" }]);
    hear(3, owner({ owner: "agent", reason: "service_stopped", agent: "Alex Muster" }));
    await waitFor(() => expect(screen.queryByText(/The bot is taking the person/)).toBeNull());
  });

  it("keeps what was filled in when it is refused", async () => {
    await begin();
    fireEvent.click(screen.getByRole("button", { name: "Fill in a form with the person" }));
    const dialog = within(await screen.findByRole("dialog"));
    type(await dialog.findByLabelText("Identification number"), "42");
    fireEvent.click(dialog.getByRole("button", { name: "Start the form" }));
    await waitFor(() => expect(sent("start_service")).toHaveLength(1));
    refuse("unknown_service");
    await dialog.findByText("This service no longer exists.");
    expect(dialog.getByLabelText("Identification number")).toHaveProperty("value", "42");
  });
});

describe("the brief", () => {
  it("says what it is about, what was tried and shown, and labels fields as the form does", async () => {
    await begin();
    const details = within(screen.getByRole("complementary"));
    await details.findByText("Wants a certificate.");
    expect(details.getByText("Written by AI (ministral)")).toBeTruthy();
    expect(details.getByText("Wat kascht dat?").nextSibling?.textContent).toBe("nothing found");
    expect(details.getByRole("link", { name: /Residence/ })).toBeTruthy();
    await waitFor(() => expect(details.getByText("Identification number")).toBeTruthy());
  });

  it("is made anew after the claim, and asked for again after a failure", async () => {
    gateway.refuse(BRIEF_CALL, 500, "failed");
    await enter({ ...OWN, state: "waiting", mine: false, agent: null });
    await openFirst();
    await screen.findByText("The summary could not be loaded.");
    const quoted = { ...BRIEF, summary: { lines: ["Moien"], model: null } };
    gateway.on(BRIEF_CALL, quoted);
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("In the person’s own words");
    gateway.on(BRIEF_CALL, BRIEF);
    change({ tickets: [OWN] });
    await screen.findByText("Wants a certificate.");
  });
});

describe("the log", () => {
  it("offers to propose an agent's own answers, once", async () => {
    gateway.refuse("POST /api/staff/proposals", 500, "failed");
    await begin();
    hear(2, message({ author: "agent", agent: "Kim", text: "From Kim" }));
    hear(3, message({ author: "agent", agent: "Alex Muster", text: "From Alex" }));
    fireEvent.click(await screen.findByRole("button", { name: "This should have been known" }));
    await screen.findByText("That could not be proposed.");
    gateway.on("POST /api/staff/proposals", { id: "p" });
    fireEvent.click(screen.getByRole("button", { name: "This should have been known" }));
    await screen.findByText("Proposed to the service owners");
    expect(gateway.sent("POST /api/staff/proposals")).toEqual({ conversation: "c", seq: 3 });
    expect(screen.queryByRole("button", { name: "This should have been known" })).toBeNull();
  });

  it("shows what an agent wrote before it was translated, and what citizens thought of it", async () => {
    await begin();
    hear(2, owner({ owner: "agent", reason: "claimed", agent: "Kim" }));
    const original = { text: "Guten Tag", language: "de" } as const;
    hear(3, message({ author: "agent", agent: "Kim", text: "Moien", origin: "translated", original }));
    const source = await screen.findByText("Guten Tag");
    expect(source.closest("[lang]")?.getAttribute("lang")).toBe("de");
    expect(screen.getByText("Kim wrote in German:")).toBeTruthy();
    hear(4, owner({ owner: "closed", reason: "closed" }));
    hear(5, { kind: "rating", score: 4 });
    await screen.findByText("The person rated the conversation: 4 of 5");
  });
});

describe("a reply that is sent without a connection", () => {
  async function sendOffline(): Promise<HTMLTextAreaElement> {
    const box = await begin();
    hear(2, message({ author: "citizen", text: "Sidd Dir do?" }));
    around.network.last.end();
    await screen.findByText("Connection interrupted, we keep trying.");
    type(box, "Jo, ech sinn do.");
    fireEvent.keyDown(box, { key: "Enter" });
    await screen.findByText(/Goes out as soon as/);
    return box;
  }

  async function comeBack(): Promise<void> {
    await waitFor(() => expect(around.network.sockets).toHaveLength(2), { timeout: 4000 });
    around.network.last.accept();
    around.network.last.deliver(deskFrame({ tickets: [OWN] }));
  }

  it("goes out once, when the log is there again", async () => {
    const box = await sendOffline();
    await comeBack();
    expect(sent("say")).toEqual([]);
    pong();
    await waitFor(() => expect(sent("say")).toHaveLength(1));
    expect(sent("say")).toMatchObject([{ conversation: OWN.conversation, text: "Jo, ech sinn do." }]);
    expect(box.value).toBe("");
  });

  it("stays in the box when the person has written meanwhile", async () => {
    const box = await sendOffline();
    await comeBack();
    hear(3, message({ author: "citizen", text: "Ma lo net méi." }));
    pong();
    await screen.findByText(/has written something meanwhile/);
    expect(sent("say")).toEqual([]);
    fireEvent.keyDown(box, { key: "Enter" });
    await waitFor(() => expect(sent("say")).toHaveLength(1));
  });
});
