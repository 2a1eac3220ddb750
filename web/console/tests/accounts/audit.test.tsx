import { fireEvent, screen } from "@testing-library/preact";
import { beforeEach, describe, expect, it } from "vitest";
import { Audit } from "../../src/accounts/Audit.tsx";
import { around, playGateway, ROBIN, show } from "../staffPage.tsx";

const ENTRY = {
  number: 7,
  at: "2026-11-23T08:00:00Z",
  actor: "robin",
  action: "account_changed",
  target: "alex",
  detail: { languages: ["fr C1", "lb C2"], capacity: 3 },
};

playGateway({ ...ROBIN, roles: ["administrator"] });

beforeEach(() => {
  around.gateway.on("GET /api/staff/audit", { entries: [ENTRY], before: null, intact: true });
});

function open(): void {
  show((_account, leave) => <Audit signedOut={leave} />);
}

describe("the audit log", () => {
  it("says what was done by whom to what, and that it is whole", async () => {
    open();
    await screen.findByText(/The chain is intact/);
    const row = screen.getByRole("rowheader", { name: "7" }).closest("tr");
    for (const text of ["robin", "Account changed", "alex", "fr C1, lb C2", "capacity 3"]) {
      expect(row?.textContent).toContain(text);
    }
    expect(screen.queryByRole("button", { name: "Show older ones" })).toBeNull();
  });

  it("warns loudly where it is not", async () => {
    around.gateway.on("GET /api/staff/audit", { entries: [ENTRY], before: null, intact: false });
    open();
    expect((await screen.findByRole("alert")).textContent).toContain("The chain is broken");
  });

  it("asks for what is chosen, and goes on where a page ends", async () => {
    around.gateway.on("GET /api/staff/audit", { entries: [ENTRY], before: 7, intact: true });
    open();
    await screen.findByText("1 entry");
    fireEvent.input(screen.getByLabelText("By whom"), { target: { value: " robin " } });
    fireEvent.change(screen.getByLabelText("What"), { target: { value: "account_changed" } });
    await screen.findByText("1 entry");
    around.gateway.on("GET /api/staff/audit", { entries: [{ ...ENTRY, number: 6 }], before: null, intact: true });
    fireEvent.click(await screen.findByRole("button", { name: "Show older ones" }));
    await screen.findByText("2 entries");
    expect(around.gateway.asked.filter((call) => call.includes("/audit"))).toEqual([
      "GET /api/staff/audit",
      "GET /api/staff/audit?actor=robin&action=account_changed",
      "GET /api/staff/audit?actor=robin&action=account_changed&before=7",
    ]);
  });

  it("shows an action that it does not know as it is, and somebody who was not signed in", async () => {
    around.gateway.on("GET /api/staff/audit", {
      entries: [{ ...ENTRY, action: "moved_house", actor: "", detail: {} }],
      before: null,
      intact: true,
    });
    open();
    await screen.findByText("moved_house");
    expect(screen.getByText("not signed in")).toBeTruthy();
  });

  it("says that nothing fits, and that loading failed", async () => {
    around.gateway.on("GET /api/staff/audit", { entries: [], before: null, intact: true });
    open();
    await screen.findByText("No entry fits this.");
    around.gateway.refuse("GET /api/staff/audit", 503, "failed");
    fireEvent.change(screen.getByLabelText("What"), { target: { value: "signed_in" } });
    await screen.findByText("This could not be loaded.");
    around.gateway.on("GET /api/staff/audit", { entries: [ENTRY], before: null, intact: true });
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByText("1 entry");
  });
});
