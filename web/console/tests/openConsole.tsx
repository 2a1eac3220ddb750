/** The console as a whole for unit tests: signed in, with a hub and a gateway that the test plays. */
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, expect, vi } from "vitest";
import { FakeNetwork } from "@moien/kit/fakeSocket.ts";
import type { ShownEvent } from "@moien/kit/frames.ts";
import { event } from "../../kit/tests/sampleEvents.ts";
import { Console } from "../src/Console.tsx";
import { deskFrame, ticket, type DeskParts } from "./sampleDesk.ts";

/** What stands around the page; begun anew for every test. */
export const around = { network: new FakeNetwork(), signedIn: true, roles: ["agent"], found: [] as object[] };

export const ACCOUNT = {
  id: "a",
  name: "alex",
  display_name: "Alex Muster",
  languages: { lb: "C1" },
  second_factor: false,
  local: true,
};

const all = (text: string) => ({ lb: text, fr: text, de: text, en: text });

export const CATALOGUE = {
  queues: [],
  wrap_up: [
    { id: "answered", label: all("Answered") },
    { id: "elsewhere", label: all("Sent elsewhere") },
  ],
  replies: [],
  services: [{ id: "residence_certificate", title: all("Certificate of residence"), has_form: true }],
};

/** Addresses that were asked for, in order. */
export const asked: string[] = [];

function answer(address: string, init: RequestInit = {}): Promise<Response> {
  const json = (body: unknown, status = 200) => Promise.resolve(new Response(JSON.stringify(body), { status }));
  asked.push(address);
  if (address === "/api/staff/desk/settings") return json(CATALOGUE);
  if (address.startsWith("/api/staff/conversations")) return json({ conversations: around.found, before: null });
  if (address === "/api/staff/sign-in") return json({ sso: null });
  if (init.method === "POST") {
    const { password } = JSON.parse(init.body as string) as { password: string };
    around.signedIn = password === "right";
  }
  if (init.method === "DELETE") {
    around.signedIn = false;
    return Promise.resolve(new Response(null, { status: 204 }));
  }
  if (around.signedIn) return json({ ...ACCOUNT, roles: around.roles });
  return json({ code: init.method === "POST" ? "wrong_password" : "signed_out" }, 401);
}

/** Call once in every file of tests. */
export function playGateway(): void {
  beforeEach(() => {
    Object.assign(around, { network: new FakeNetwork(), signedIn: true, roles: ["agent"], found: [] });
    asked.length = 0;
    localStorage.clear();
    localStorage.setItem("moien:staff:language", "en");
    sessionStorage.clear();
    location.hash = "";
    vi.stubGlobal("fetch", answer);
    vi.stubGlobal("WebSocket", function (url: string) {
      return around.network.openSocket(url);
    });
  });
  afterEach(cleanup);
}

const now = new Date().toISOString();

export const TICKET = ticket({
  service: "residence_certificate",
  opened_at: now,
  waiting_since: now,
  last_text: "Ech brauch Hëllef",
  fields: { national_id: "1985041212393" },
});

export const OWN = { ...TICKET, state: "claimed" as const, mine: true, agent: "Alex Muster" };

/** Show the console, with these parts on the desk. */
export async function enterWith(parts: DeskParts): Promise<void> {
  render(<Console />);
  await waitFor(() => expect(around.network.sockets).toHaveLength(1));
  around.network.last.accept();
  around.network.last.deliver(deskFrame(parts));
  await screen.findByText("Connected");
}

export const enter = (...tickets: object[]) => enterWith({ tickets });

/** Open the first conversation about the certificate of residence. */
export async function openFirst(): Promise<void> {
  const [first] = await screen.findAllByText("Certificate of residence");
  if (first) fireEvent.click(first);
  await screen.findByRole("log");
}

/** Frames of one type that the page has sent. */
export const sent = (type: string): unknown[] => around.network.last.sentOf(type);

/** Something on the desk is different. */
export function change(parts: object): void {
  around.network.last.deliver({ type: "desk_change", ...parts });
}

/** An event comes into the log. */
export function hear(seq: number, data: ShownEvent["data"]): void {
  around.network.last.deliver({ type: "event", event: event(seq, data) });
}

/** The hub answers all pings: the log that was asked for is there. */
export function pong(): void {
  sent("ping").forEach(() => around.network.last.deliver({ type: "pong" }));
}

export function refuse(code: string, messageId: string | null = null): void {
  around.network.last.deliver({ type: "error", code, detail: "", message_id: messageId });
}
