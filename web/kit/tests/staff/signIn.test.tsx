import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeGateway } from "../../src/fakeGateway.ts";
import { StaffPage } from "../../src/staff/StaffPage.tsx";
import { ALEX } from "../sampleAccounts.ts";

const SESSION = "/api/staff/session";
let gateway: FakeGateway;

beforeEach(() => {
  gateway = new FakeGateway().refuse(`GET ${SESSION}`, 401, "signed_out").on("GET /api/staff/sign-in", { sso: null });
  localStorage.setItem("moien:staff:language", "en");
  location.hash = "";
  vi.stubGlobal("fetch", gateway.fetch);
});

afterEach(cleanup);

function open(): void {
  render(
    <StaffPage name="Console" roles={["agent", "supervisor"]}>
      {(account, leave) => (
        <button type="button" onClick={leave}>
          inside: {account.name}
        </button>
      )}
    </StaffPage>,
  );
}

function type(label: string, value: string): void {
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
}

async function give(password: string): Promise<void> {
  await screen.findByLabelText("User name");
  type("User name", "alex");
  type("Password", password);
  fireEvent.click(screen.getByRole("button", { name: "Sign in" }));
}

describe("signing in", () => {
  it("needs name and password, says which is missing and puts the focus there", async () => {
    open();
    fireEvent.click(await screen.findByRole("button", { name: "Sign in" }));
    await screen.findByText("Please enter the user name and the password.");
    expect(document.activeElement).toBe(screen.getByLabelText("User name"));
    expect(gateway.sent(`POST ${SESSION}`)).toBeUndefined();
  });

  it("asks for a code where the account has a second factor", async () => {
    open();
    gateway.refuse(`POST ${SESSION}`, 401, "code_needed");
    await give("right");
    const code = await screen.findByLabelText("Code");
    await waitFor(() => expect(document.activeElement).toBe(code));
    expect(code.getAttribute("autocomplete")).toBe("one-time-code");
    type("Code", "12 34");
    fireEvent.click(screen.getByRole("button", { name: "Continue" }));
    await screen.findByText("Please enter the code of six digits.");
    type("Code", "123 456");
    fireEvent.click(screen.getByRole("button", { name: "Continue" }));
    await screen.findByText(/This code is not right/);
    expect(gateway.sent(`POST ${SESSION}`)).toEqual({ name: "alex", password: "right", code: "123456" });
    gateway.on(`POST ${SESSION}`, ALEX);
    type("Code", "654321");
    fireEvent.click(screen.getByRole("button", { name: "Continue" }));
    await screen.findByText("inside: alex");
  });

  it.each([
    [401, "wrong_password", "The user name or the password is wrong."],
    [429, "too_fast", "Too many attempts. Please wait a few minutes."],
    [502, "x", "The server does not answer. Please try again in a moment."],
  ])("says what is wrong at %i %s", async (status, code, text) => {
    open();
    gateway.refuse(`POST ${SESSION}`, status, code);
    await give("wrong");
    await screen.findByText(text);
    expect(screen.getByLabelText<HTMLInputElement>("User name").value).toBe("alex");
  });

  it("offers the administration's own sign-in only where there is one", async () => {
    gateway.on("GET /api/staff/sign-in", { sso: { label: "IAM" } });
    open();
    const link = await screen.findByRole("link", { name: "Sign in with IAM" });
    expect(link.getAttribute("href")).toBe("/auth/staff/start?page=console");
  });

  it("says whom the page is not for", async () => {
    gateway.on(`GET ${SESSION}`, { ...ALEX, roles: ["publisher"] });
    open();
    await screen.findByText("This account has no rights for this page: Alex Muster.");
  });

  it("leads to the own account from the bar, and signs out", async () => {
    gateway.on(`GET ${SESSION}`, ALEX).on(`DELETE ${SESSION}`, null);
    open();
    const link = await screen.findByRole("link", { name: "My account: Alex Muster" });
    expect(link.getAttribute("href")).toBe("#me");
    fireEvent.click(screen.getByRole("button", { name: "Sign out" }));
    await screen.findByLabelText("User name");
  });
});

describe("an invitation", () => {
  const OPEN = "POST /api/staff/invitation";
  const ACCEPT = "POST /api/staff/invitation/accept";
  const SENTENCE = "a long sentence";

  beforeEach(() => {
    location.hash = "#join=Tok_en-1";
    gateway.on(OPEN, { name: "alex", display_name: "Alex Muster" }).on(ACCEPT, null);
  });

  async function choose(password: string, again: string): Promise<void> {
    await screen.findByLabelText("New password");
    type("New password", password);
    type("New password once more", again);
    fireEvent.click(screen.getByRole("button", { name: "Save and sign in" }));
  }

  it("shows whose account it is and the rule, and signs in with the password chosen", async () => {
    gateway.on(`POST ${SESSION}`, ALEX);
    open();
    await screen.findByText("Alex Muster");
    expect(gateway.sent(OPEN)).toEqual({ token: "Tok_en-1" });
    const field = screen.getByLabelText("New password");
    const hint = document.getElementById(field.getAttribute("aria-describedby") ?? "");
    expect(hint?.textContent).toMatch(/^At least 12 characters/);
    await choose(SENTENCE, SENTENCE);
    await screen.findByText("inside: alex");
    expect(gateway.sent(ACCEPT)).toEqual({ token: "Tok_en-1", password: SENTENCE });
    expect(gateway.sent(`POST ${SESSION}`)).toEqual({ name: "alex", password: SENTENCE });
    expect(location.hash).toBe("");
  });

  it.each([
    ["short", "short", /too short/, "New password"],
    ["x".repeat(257), "x".repeat(257), /too long/, "New password"],
    [SENTENCE, "another sentence", /not the same/, "New password once more"],
  ])("does not take %s and %s", async (password, again, text, focused) => {
    open();
    await choose(password, again);
    const problem = await screen.findByText(text);
    const field = screen.getByLabelText(focused);
    await waitFor(() => expect(document.activeElement).toBe(field));
    expect(field.getAttribute("aria-describedby")).toContain(problem.id);
    expect(gateway.sent(ACCEPT)).toBeUndefined();
  });

  it("goes on with the code where a second factor is still on", async () => {
    gateway.refuse(`POST ${SESSION}`, 401, "code_needed");
    open();
    await choose(SENTENCE, SENTENCE);
    await screen.findByLabelText("Code");
    gateway.on(`POST ${SESSION}`, ALEX);
    type("Code", "123456");
    fireEvent.click(screen.getByRole("button", { name: "Continue" }));
    await screen.findByText("inside: alex");
    expect(gateway.sent(`POST ${SESSION}`)).toEqual({ name: "alex", password: SENTENCE, code: "123456" });
  });

  it("says that a link is used up, and leads to the sign-in", async () => {
    gateway.refuse(OPEN, 404, "unknown_invitation");
    open();
    await screen.findByText(/no longer valid/);
    fireEvent.click(screen.getByRole("button", { name: "Go to sign-in" }));
    await screen.findByLabelText("User name");
    expect(location.hash).toBe("");
  });

  it("tries again when the server does not answer", async () => {
    gateway.refuse(OPEN, 503, "failed");
    open();
    await screen.findByText(/server does not answer/);
    gateway.on(OPEN, { name: "alex", display_name: "Alex Muster" });
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("Alex Muster");
  });
});
