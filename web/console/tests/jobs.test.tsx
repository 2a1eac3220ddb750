import { cleanup, fireEvent, render, screen, waitFor, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeNetwork } from "@moien/kit/fakeSocket.ts";
import { event, job, message } from "../../kit/tests/sampleEvents.ts";
import { Console } from "../src/Console.tsx";
import { ACCOUNT, CATALOGUE } from "./openConsole.tsx";
import { deskFrame, ticket } from "./sampleDesk.ts";
import type { StaffJob } from "../src/jobs.ts";

let network: FakeNetwork;
let roles: string[];
let asked: string[];
/** What the gateway answers to a call, by its path; a number is a status. */
let answers: Record<string, unknown>;

const JOB: StaffJob = {
  id: "j1",
  conversation: "c",
  service: "residence_certificate",
  kind: "file",
  state: "failed",
  delayed: false,
  unsure: true,
  ready: false,
  cancellable: false,
  attempts: 9,
  failures: 8,
  reference: null,
  code: null,
  detail: "gave up after 8 attempts",
  created_at: new Date(Date.now() - 3 * 3_600_000).toISOString(),
  updated_at: new Date().toISOString(),
};

function answer(address: string, init: RequestInit = {}): Promise<Response> {
  if (address === "/api/staff/session") {
    return Promise.resolve(Response.json({ ...ACCOUNT, roles }));
  }
  if (address === "/api/staff/desk/settings") return Promise.resolve(Response.json(CATALOGUE));
  if (address === "/api/staff/sign-in") return Promise.resolve(Response.json({ sso: null }));
  asked.push(`${init.method ?? "GET"} ${address}`);
  const given = answers[address.replace(/\?.*/, "")];
  return Promise.resolve(typeof given === "number" ? new Response("{}", { status: given }) : Response.json(given));
}

beforeEach(() => {
  network = new FakeNetwork();
  roles = ["owner"];
  asked = [];
  answers = { "/api/staff/jobs": { jobs: [JOB], after: null } };
  localStorage.setItem("moien:staff:language", "en");
  location.hash = "";
  vi.stubGlobal("fetch", answer);
  vi.stubGlobal("WebSocket", function (url: string) {
    return network.openSocket(url);
  });
});

afterEach(cleanup);

async function shown(): Promise<void> {
  render(<Console />);
  await screen.findByRole("heading", { name: "Jobs" });
}

describe("the page of all jobs", () => {
  it("is all that an owner without a desk sees, and opens no connection", async () => {
    await shown();
    const row = await screen.findByRole("listitem");
    expect(within(row).getByRole("heading").textContent).toBe("Residence certificate");
    for (const text of ["Application", "Failed", "for 3 h 0 min", "just now", "9 (8 failed)"]) {
      expect(within(row).getByText(text)).toBeTruthy();
    }
    expect(row.textContent).toContain("An attempt broke off in the middle");
    expect(row.textContent).toContain("gave up after 8 attempts");
    expect(screen.getByText("1 job")).toBeTruthy();
    expect(within(row).queryByText(/Show the conversation/)).toBeNull();
    expect(network.sockets).toHaveLength(0);
    expect(screen.queryByRole("navigation")).toBeNull();
  });

  it("asks for what is chosen, and goes on where a page ends", async () => {
    answers["/api/staff/jobs"] = { jobs: [JOB], after: "j1" };
    await shown();
    fireEvent.click(await screen.findByRole("button", { name: "Show more" }));
    await screen.findByText("2 jobs");
    fireEvent.change(screen.getByLabelText("State"), { target: { value: "failed" } });
    await screen.findByText("1 job");
    fireEvent.change(screen.getByLabelText("Service"), { target: { value: "residence_certificate" } });
    await waitFor(() =>
      expect(asked).toEqual([
        "GET /api/staff/jobs?",
        "GET /api/staff/jobs?after=j1",
        "GET /api/staff/jobs?state=failed",
        "GET /api/staff/jobs?state=failed&service=residence_certificate",
      ]),
    );
  });

  it("sends a failed job again, and says so", async () => {
    await shown();
    answers["/api/staff/jobs/j1/retry"] = { state: "done" };
    fireEvent.click(await screen.findByRole("button", { name: /Send again/ }));
    answers["/api/staff/jobs"] = { jobs: [{ ...JOB, state: "queued", cancellable: true }], after: null };
    await screen.findByText("The job is sent again.");
    await screen.findByText("Waiting", { selector: ".standing span" });
    expect(asked).toContain("POST /api/staff/jobs/j1/retry");
  });

  it("calls a job off only after a question, and says when it is too late", async () => {
    answers["/api/staff/jobs"] = { jobs: [{ ...JOB, state: "queued", cancellable: true, delayed: true }], after: null };
    answers["/api/staff/jobs/j1/cancel"] = 409;
    await shown();
    await screen.findByText("Waiting: administration cannot be reached");
    fireEvent.click(await screen.findByRole("button", { name: /Cancel/ }));
    const yes = await screen.findByRole("button", { name: "Yes, cancel" });
    await waitFor(() => expect(document.activeElement).toBe(yes));
    expect(asked.filter((call) => call.startsWith("POST"))).toEqual([]);
    fireEvent.click(yes);
    await screen.findByText(/It is too late for that/);
    expect(asked).toContain("POST /api/staff/jobs/j1/cancel");
  });

  it("says that nothing fits, that loading failed, and tries again", async () => {
    answers["/api/staff/jobs"] = { jobs: [], after: null };
    await shown();
    await screen.findByText("No job fits this.");
    answers["/api/staff/jobs"] = 503;
    fireEvent.click(screen.getByRole("button", { name: "Refresh" }));
    await screen.findByText("The jobs could not be loaded.");
    answers["/api/staff/jobs"] = { jobs: [JOB], after: null };
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("1 job");
  });

  it("shows the sign-in when the session has ended", async () => {
    answers["/api/staff/jobs"] = 401;
    render(<Console />);
    await screen.findByLabelText("User name");
  });
});

describe("an agent", () => {
  beforeEach(async () => {
    roles = ["agent"];
    render(<Console />);
    await waitFor(() => expect(network.sockets).toHaveLength(1));
    network.last.accept();
    network.last.deliver(deskFrame({ tickets: [ticket({ reason: "dead_letter" })] }));
    await screen.findByText("Connected");
  });

  it("goes from the desk to the jobs and to the conversation of one, on the same connection", async () => {
    expect(screen.getByText("An application could not be sent")).toBeTruthy();
    location.hash = "#jobs";
    fireEvent(window, new HashChangeEvent("hashchange"));
    await screen.findByRole("heading", { name: "Jobs" });
    expect(screen.getByRole("link", { name: "Jobs" }).getAttribute("aria-current")).toBe("page");
    fireEvent.click(await screen.findByRole("button", { name: /Show the conversation/ }));
    fireEvent(window, new HashChangeEvent("hashchange"));
    await waitFor(() => expect(screen.queryByRole("heading", { name: "Jobs" })).toBeNull());
    expect(network.last.sentOf("watch")).toEqual([{ type: "watch", conversation: "c", last_seq: 0 }]);
    expect(network.sockets).toHaveLength(1);
  });

  it("sees how jobs stand and gets the documents of a conversation", async () => {
    fireEvent.click(screen.getByText("An application could not be sent"));
    const document = { id: "f1", name: "RC-1.pdf", media_type: "application/pdf", size: 20_480 };
    const hear = (seq: number, data: Parameters<typeof event>[1]) =>
      network.last.deliver({ type: "event", event: event(seq, data) });
    hear(1, message({ author: "citizen", text: "id.png", document: { ...document, id: "f0", name: "id.png" } }));
    hear(2, job({ job: "a", delayed: true }));
    hear(3, job({ job: "b", state: "succeeded", reference: "RC-1", document }));
    hear(4, job({ job: "d", state: "cancelled", reference: "RC-2" }));
    hear(5, { kind: "identity", state: "logged_in" });
    const links = await screen.findAllByRole("link", { name: /^Download/ });
    expect(links.map((link) => link.getAttribute("href"))).toEqual([
      "/api/conversations/c/files/f0",
      "/api/conversations/c/files/f1",
    ]);
    const log = screen.getByRole("log").textContent;
    expect(log).toContain("Application is saved: administration cannot be reached");
    expect(log).toContain("Application was taken back. Reference: RC-2");
    expect(log).toContain("The person logged in with their eID");
  });
});
