import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Login } from "../src/login.ts";

const AT = "https://chat.example.lu/auth/start/abc";

let sent: object[];
let connected: boolean;
let popup: { document: { body: { textContent: string } }; location: { replace: (to: string) => void }; close(): void };
let went: string[];
let closed: boolean;
let login: Login;

beforeEach(() => {
  sent = [];
  connected = true;
  went = [];
  closed = false;
  popup = {
    document: { body: { textContent: "" } },
    location: { replace: (to) => went.push(to) },
    close: () => (closed = true),
  };
  vi.stubGlobal("open", () => popup);
  login = new Login((frame) => {
    if (connected) sent.push(frame);
    return connected;
  });
});

afterEach(() => login.over());

function tell(data: unknown, origin = "https://chat.example.lu", source: unknown = popup): void {
  const event = new MessageEvent("message", { data, origin });
  Object.defineProperty(event, "source", { value: source });
  dispatchEvent(event);
}

describe("Login", () => {
  it("opens an empty window at once, which goes to the login page when the hub has said where", () => {
    login.begin("One moment …");
    expect(popup.document.body.textContent).toBe("One moment …");
    expect(sent).toEqual([{ type: "start_login" }]);
    expect(login.step.value).toBe("opening");
    expect(went).toEqual([]);
    login.at(AT);
    expect(went).toEqual([AT]);
    expect(login.step.value).toBe("elsewhere");
  });

  it("hands the code of the login page on, once", () => {
    login.begin("");
    login.at(AT);
    tell({ type: "moien-login", code: "K7QM3X2P" });
    tell({ type: "moien-login", code: "K7QM3X2P" });
    expect(sent.slice(1)).toEqual([{ type: "finish_login", code: "K7QM3X2P" }]);
    expect(login.step.value).toBe("checking");
    login.over();
    expect(closed).toBe(true);
    expect(login.step.value).toBe("idle");
  });

  it.each<[string, unknown, string | undefined, unknown]>([
    ["another origin", { type: "moien-login", code: "X" }, "https://evil.example", undefined],
    ["another window", { type: "moien-login", code: "X" }, undefined, window],
    ["no code", { type: "moien-login" }, undefined, undefined],
    ["something else", "moien-login", undefined, undefined],
    ["nothing", null, undefined, undefined],
  ])("does not listen to %s", (_, data, origin, source) => {
    login.begin("");
    login.at(AT);
    tell(data, origin, source ?? popup);
    expect(sent).toHaveLength(1);
    expect(login.step.value).toBe("elsewhere");
  });

  it("does not listen before the window shows the gateway, nor afterwards", () => {
    login.begin("");
    tell({ type: "moien-login", code: "EARLY" });
    login.at(AT);
    login.over();
    tell({ type: "moien-login", code: "LATE" });
    expect(sent).toEqual([{ type: "start_login" }]);
  });

  it("gives a link where the browser opens no window, and takes the code by hand", () => {
    vi.stubGlobal("open", () => null);
    login.begin("");
    login.at(AT);
    expect(login.link.value).toBe(AT);
    login.finish("  k7qm  ");
    expect(sent.at(-1)).toEqual({ type: "finish_login", code: "k7qm" });
  });

  it.each(["javascript:alert(1)", "data:text/html,x"])("goes nowhere but to pages: %s", (address) => {
    login.begin("");
    login.at(address);
    expect(went).toEqual([]);
    expect(closed).toBe(true);
    expect(login.problem.value).toBe("failed");
  });

  it("lets a wrong code be corrected", () => {
    login.begin("");
    login.at(AT);
    login.finish("WRONG");
    login.refused();
    expect([login.step.value, login.problem.value]).toEqual(["elsewhere", "wrong_code"]);
    login.finish("RIGHT");
    expect(login.problem.value).toBeNull();
  });

  it("says that it cannot begin without a connection, or when the hub does not want it", () => {
    connected = false;
    login.begin("");
    expect([login.step.value, login.problem.value]).toEqual(["idle", "failed"]);
    connected = true;
    login.begin("");
    login.refused();
    expect([login.step.value, login.problem.value, closed]).toEqual(["idle", "failed", true]);
  });

  it("is not left hanging by a lost connection", () => {
    login.begin("");
    login.disconnected();
    expect([login.step.value, login.problem.value]).toEqual(["idle", "failed"]);
    login.begin("");
    login.at(AT);
    login.disconnected();
    expect(login.step.value).toBe("elsewhere");
    login.finish("CODE");
    login.disconnected();
    expect(login.step.value).toBe("elsewhere");
  });
});
