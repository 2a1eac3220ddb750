import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { FakeGateway } from "../../src/fakeGateway.ts";
import type { Account } from "../../src/staff/account.ts";
import { browserName } from "../../src/staff/browserName.ts";
import { MyAccount } from "../../src/staff/MyAccount.tsx";
import { StaffPage } from "../../src/staff/StaffPage.tsx";
import { ALEX } from "../sampleAccounts.ts";

const ME = "/api/staff/me";
const FACTOR = `${ME}/second-factor`;
const MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML) Version/26.0 Safari/605.1.15";
const SESSIONS = [
  { id: "s1", browser: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0", current: true },
  { id: "s2", browser: MAC, current: false },
  { id: "s3", browser: "", current: false },
].map((session) => ({ ...session, created_at: "2026-11-23T08:00:00Z", seen_at: "2026-11-23T09:30:00Z" }));

let gateway: FakeGateway;

beforeEach(() => {
  gateway = new FakeGateway().on(`GET ${ME}/sessions`, { sessions: SESSIONS });
  localStorage.setItem("moien:staff:language", "en");
  location.hash = "";
  vi.stubGlobal("fetch", gateway.fetch);
});

afterEach(cleanup);

async function open(change: Partial<Account> = {}): Promise<void> {
  gateway.on("GET /api/staff/session", { ...ALEX, ...change });
  render(
    <StaffPage name="Console" roles={["agent"]}>
      {(account, leave) => <MyAccount account={account} signedOut={leave} />}
    </StaffPage>,
  );
  await screen.findByRole("heading", { name: "My account" });
}

function type(label: string, value: string): void {
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
}

describe("my account", () => {
  it("says who one is, what one may do and which languages one speaks", async () => {
    await open({ roles: ["agent", "supervisor"] });
    expect(screen.getByText("Agent, Supervisor")).toBeTruthy();
    expect(screen.getByText("Luxembourgish C2, French C1")).toBeTruthy();
  });

  it("sends those who sign in elsewhere there for password and second factor", async () => {
    await open({ local: false });
    expect(screen.getByText(/through your administration’s own service/)).toBeTruthy();
    expect(screen.queryByLabelText("Current password")).toBeNull();
    expect(screen.queryByRole("button", { name: /second factor/ })).toBeNull();
  });
});

describe("the password", () => {
  async function change(old: string): Promise<void> {
    await open();
    await screen.findByText("this one");
    type("Current password", old);
    type("New password", "a long sentence");
    type("New password once more", "a long sentence");
    fireEvent.click(screen.getByRole("button", { name: "Change the password" }));
  }

  it("is changed, and the sessions are asked for again", async () => {
    gateway.on(`POST ${ME}/password`, null);
    await change("old");
    await screen.findByText(/The password is changed/);
    expect(gateway.sent(`POST ${ME}/password`)).toEqual({ old: "old", new: "a long sentence" });
    expect(gateway.asked.filter((call) => call.endsWith("/sessions"))).toHaveLength(2);
    expect(screen.getByLabelText<HTMLInputElement>("Current password").value).toBe("");
  });

  it("is not changed without the current one", async () => {
    await change("");
    await screen.findByText("Please enter the current password.");
    gateway.refuse(`POST ${ME}/password`, 401, "wrong_password");
    type("Current password", "nope");
    fireEvent.click(screen.getByRole("button", { name: "Change the password" }));
    await screen.findByText("The current password is wrong.");
    expect(document.activeElement).toBe(screen.getByLabelText("Current password"));
  });
});

describe("the second factor", () => {
  it("is turned on with a code, after a picture and the secret", async () => {
    gateway.on(`POST ${FACTOR}`, { secret: "ABCDEFGHIJ", uri: "otpauth://x", qr: "<svg><path/></svg>" });
    await open();
    fireEvent.click(screen.getByRole("button", { name: "Set up the second factor" }));
    const picture = await screen.findByRole("img", { name: /QR code of the secret key/ });
    expect(decodeURIComponent(picture.getAttribute("src") ?? "")).toBe(
      'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg"><path/></svg>',
    );
    expect(screen.getByLabelText<HTMLInputElement>("Secret key").value).toBe("ABCD EFGH IJ");
    gateway.refuse(`PUT ${FACTOR}`, 422, "wrong_code");
    type("Code of six digits", "111111");
    fireEvent.click(screen.getByRole("button", { name: "Turn on" }));
    await screen.findByText(/This code is not right/);
    gateway.on(`PUT ${FACTOR}`, null).on("GET /api/staff/session", { ...ALEX, second_factor: true });
    type("Code of six digits", "222 222");
    fireEvent.click(screen.getByRole("button", { name: "Turn on" }));
    await screen.findByText("The second factor is on.");
    expect(gateway.sent(`PUT ${FACTOR}`)).toEqual({ code: "222222" });
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Turn off"));
  });

  it("is turned off with a code only", async () => {
    gateway.on(`DELETE ${FACTOR}`, null);
    await open({ second_factor: true });
    fireEvent.click(screen.getByRole("button", { name: "Turn off" }));
    expect(gateway.sent(`DELETE ${FACTOR}`)).toBeUndefined();
    type("Code of six digits", "333333");
    fireEvent.click(screen.getByRole("button", { name: "Turn off" }));
    await screen.findByText("The second factor is off.");
    expect(gateway.sent(`DELETE ${FACTOR}`)).toEqual({ code: "333333" });
  });

  it("copies the secret, and says so", async () => {
    const copied = vi.fn(() => Promise.resolve());
    vi.stubGlobal("navigator", { languages: [], clipboard: { writeText: copied } });
    gateway.on(`POST ${FACTOR}`, { secret: "ABCDEFGHIJ", uri: "otpauth://x", qr: "<svg/>" });
    await open();
    fireEvent.click(screen.getByRole("button", { name: "Set up the second factor" }));
    fireEvent.click(await screen.findByRole("button", { name: "Copy" }));
    await screen.findByText("Copied");
    expect(copied).toHaveBeenCalledWith("ABCDEFGHIJ");
  });
});

describe("the sessions", () => {
  it("say which is this one, and end one by one or all others at once", async () => {
    gateway.on(`DELETE ${ME}/sessions/s2`, null).on(`DELETE ${ME}/sessions`, null);
    await open();
    const own = (await screen.findByText("this one")).closest("li");
    expect(own?.textContent).toContain("Firefox, Linux");
    expect(own?.querySelector("button")).toBeNull();
    expect(screen.getByText("Unknown browser")).toBeTruthy();
    gateway.on(`GET ${ME}/sessions`, { sessions: SESSIONS.slice(0, 2) });
    fireEvent.click(screen.getByRole("button", { name: "End the session: Safari, macOS" }));
    await screen.findByText("The session has ended.");
    expect(gateway.asked).toContain(`DELETE ${ME}/sessions/s2`);
    fireEvent.click(screen.getByRole("button", { name: "End all others" }));
    await screen.findByText("All other sessions have ended.");
  });

  it("show the sign-in when one’s own has ended", async () => {
    gateway.refuse(`GET ${ME}/sessions`, 401, "signed_out").on("GET /api/staff/sign-in", { sso: null });
    gateway.on("GET /api/staff/session", ALEX);
    render(
      <StaffPage name="Console" roles={["agent"]}>
        {(account, leave) => <MyAccount account={account} signedOut={leave} />}
      </StaffPage>,
    );
    await screen.findByLabelText("User name");
  });

  it("can be asked for again when loading failed", async () => {
    gateway.refuse(`GET ${ME}/sessions`, 503, "failed");
    await open();
    await screen.findByText("This could not be loaded.");
    gateway.on(`GET ${ME}/sessions`, { sessions: SESSIONS });
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("this one");
  });
});

describe("browserName", () => {
  it.each([
    [MAC, "Safari, macOS"],
    ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"],
    ["Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"],
    ["Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome, Android"],
    ["curl/8", "curl/8"],
    ["", ""],
  ])("of %s is %s", (userAgent, name) => expect(browserName(userAgent)).toBe(name));
});
