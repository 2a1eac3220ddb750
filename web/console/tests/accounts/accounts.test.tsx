import { fireEvent, screen, waitFor, within } from "@testing-library/preact";
import { beforeEach, describe, expect, it } from "vitest";
import { Accounts } from "../../src/accounts/Accounts.tsx";
import type { ListedAccount } from "../../src/accounts/accounts.ts";
import { around, playGateway, ROBIN, show } from "../staffPage.tsx";

const ADDRESS = "/api/staff/accounts";
const ALEX: ListedAccount = {
  id: "a1",
  name: "alex",
  display_name: "Alex Müster",
  roles: ["agent"],
  languages: { lb: "C2", fr: "C1" },
  services: [],
  administrations: ["taxes"],
  capacity: 3,
  active: true,
  local: true,
  second_factor: true,
  created_at: "2026-11-01T08:00:00Z",
  seen_at: "2026-11-23T08:00:00Z",
  invited_until: null,
};
const ME: ListedAccount = { ...ALEX, id: "a9", name: "robin", display_name: "Robin Muster", roles: ["administrator"] };
const LINK = { invitation: "https://x.lu/console/#join=T", expires_at: "2026-11-26T08:00:00Z" };
const title = (text: string) => ({ lb: text, fr: text, de: text, en: text });

playGateway({ ...ROBIN, roles: ["administrator"] });

beforeEach(() => {
  around.gateway.on(`GET ${ADDRESS}`, { accounts: [ALEX, ME] }).on("GET /api/staff/desk/settings", {
    services: [
      { id: "passport", title: title("Passport") },
      { id: "tax_card", title: title("Tax card") },
    ],
    administrations: ["commune", "taxes"],
  });
});

async function open(): Promise<void> {
  show((account, leave) => <Accounts account={account} signedOut={leave} />);
  await screen.findByRole("rowheader", { name: /Alex Müster/ });
}

async function edit(name = "Alex Müster"): Promise<void> {
  await open();
  fireEvent.click(screen.getByRole("button", { name: `Edit the account: ${name}` }));
  await screen.findByRole("heading", { name: `Edit the account: ${name}` });
}

function type(label: string, value: string): void {
  fireEvent.input(screen.getByLabelText(label), { target: { value } });
}

function press(name: string): void {
  fireEvent.click(screen.getByRole("button", { name }));
}

describe("the list of accounts", () => {
  it("shows roles, languages and state of each, and finds a name without its accents", async () => {
    await open();
    const row = screen.getByRole("rowheader", { name: /Alex Müster/ }).closest("tr");
    expect(row?.textContent).toContain("lb C2, fr C1");
    expect(row?.textContent).toContain("Second factor");
    expect(screen.getByText("you")).toBeTruthy();
    fireEvent.input(screen.getByRole("searchbox"), { target: { value: "muster" } });
    expect(screen.getByText("2 accounts")).toBeTruthy();
    fireEvent.input(screen.getByRole("searchbox"), { target: { value: "alex" } });
    await screen.findByText("1 account");
    fireEvent.input(screen.getByRole("searchbox"), { target: { value: "xyz" } });
    await screen.findByText("No account fits this.");
  });

  it("shows the sign-in when the session has ended", async () => {
    around.gateway.refuse(`GET ${ADDRESS}`, 401, "signed_out");
    show((account, leave) => <Accounts account={account} signedOut={leave} />);
    await screen.findByLabelText("User name");
  });

  it("can be asked for again", async () => {
    around.gateway.refuse(`GET ${ADDRESS}`, 500, "x");
    show((account, leave) => <Accounts account={account} signedOut={leave} />);
    await screen.findByText("This could not be loaded.");
    around.gateway.on(`GET ${ADDRESS}`, { accounts: [ALEX] });
    press("Try again");
    await screen.findByText("1 account");
  });
});

describe("a new account", () => {
  it("gets name, roles, levels, services and capacity, and its link is shown once", async () => {
    around.gateway.on(`POST ${ADDRESS}`, { account: { ...ALEX, id: "a2", display_name: "Kim Muster" }, ...LINK });
    await open();
    press("New account");
    type("Name that citizens see", " Kim Muster ");
    type("User name", "kim");
    fireEvent.click(screen.getByRole("checkbox", { name: /^Supervisor/ }));
    fireEvent.change(screen.getByLabelText("Luxembourgish"), { target: { value: "" } });
    fireEvent.change(screen.getByLabelText("French"), { target: { value: "B2" } });
    fireEvent.click(screen.getByRole("checkbox", { name: "Commune" }));
    fireEvent.click(screen.getByLabelText("Tax card"));
    type("Conversations at once", "2");
    press("Create the account");
    const heading = await screen.findByRole("heading", { name: "Link for Kim Muster" });
    expect(around.gateway.sent(`POST ${ADDRESS}`)).toEqual({
      name: "kim",
      display_name: "Kim Muster",
      roles: ["agent", "supervisor"],
      languages: { de: "C1", en: "C1", fr: "B2" },
      services: ["tax_card"],
      administrations: ["commune"],
      capacity: 2,
    });
    await waitFor(() => expect(document.activeElement).toBe(heading));
    expect(screen.getByLabelText<HTMLInputElement>("Invitation").value).toBe(LINK.invitation);
    press("I have copied the link");
    await waitFor(() => expect(screen.queryByLabelText("Invitation")).toBeNull());
    expect(screen.getByRole("rowheader", { name: /Kim Muster/ })).toBeTruthy();
  });

  it("says beside each field what is missing, and begins with the first", async () => {
    await open();
    press("New account");
    fireEvent.click(screen.getByRole("checkbox", { name: /^Agent/ }));
    type("User name", "Kim!");
    type("Conversations at once", "21");
    press("Create the account");
    await screen.findByText("Please choose at least one role.");
    for (const text of [/name of at most 128/, /This user name will not do/, /number from 1 to 20/]) {
      expect(screen.getByText(text)).toBeTruthy();
    }
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("Name that citizens see")));
    expect(around.gateway.sent(`POST ${ADDRESS}`)).toBeUndefined();
  });

  it("says that a name is taken", async () => {
    around.gateway.refuse(`POST ${ADDRESS}`, 409, "name_taken");
    await open();
    press("New account");
    type("Name that citizens see", "Kim");
    type("User name", "alex");
    press("Create the account");
    await screen.findByText("This user name is taken already.");
    await waitFor(() => expect(document.activeElement).toBe(screen.getByLabelText("User name")));
  });
});

describe("an account that is changed", () => {
  it("sends only what is another now", async () => {
    around.gateway.on(`PATCH ${ADDRESS}/a1`, { ...ALEX, capacity: 5 });
    await edit();
    fireEvent.change(screen.getByLabelText("English"), { target: { value: "B1" } });
    fireEvent.click(screen.getByRole("checkbox", { name: "Taxes" }));
    press("Save");
    await screen.findByText("Saved: Alex Müster");
    expect(around.gateway.sent(`PATCH ${ADDRESS}/a1`)).toEqual({
      languages: { lb: "C2", fr: "C1", en: "B1" },
      administrations: [],
    });
  });

  it("says why it cannot be", async () => {
    around.gateway.refuse(`PATCH ${ADDRESS}/a9`, 409, "last_administrator");
    await edit("Robin Muster");
    fireEvent.click(screen.getByRole("checkbox", { name: /^Agent/ }));
    press("Save");
    await screen.findByText(/last active administrator/);
    expect(screen.queryByRole("button", { name: "Deactivate the account" })).toBeNull();
  });

  it("keeps the roles that come from elsewhere", async () => {
    around.gateway.on(`GET ${ADDRESS}`, { accounts: [{ ...ALEX, local: false }] });
    await edit();
    expect(screen.getByText(/roles come from the groups/)).toBeTruthy();
    expect(screen.getByRole<HTMLInputElement>("checkbox", { name: /^Agent/ }).disabled).toBe(true);
    expect(screen.queryByRole("button", { name: "New link for the password" })).toBeNull();
  });

  it("goes back to the list", async () => {
    await edit();
    press("Back to the list");
    await screen.findByRole("heading", { name: "Accounts" });
  });
});

describe("the access of an account", () => {
  async function really(act: string, yes: string): Promise<void> {
    await edit();
    const asked = around.gateway.asked.length;
    press(act);
    const button = await screen.findByRole("button", { name: yes });
    await waitFor(() => expect(document.activeElement).toBe(button));
    expect(around.gateway.asked).toHaveLength(asked);
    fireEvent.click(button);
  }

  it("is reset with a new link", async () => {
    around.gateway.on(`POST ${ADDRESS}/a1/reset`, LINK);
    await really("New link for the password", "Yes, make a new link");
    await screen.findByRole("heading", { name: "Link for Alex Müster" });
    const row = screen.getByRole("rowheader", { name: /Alex Müster/ }).closest("tr");
    expect(within(row as HTMLElement).getByText("Invited")).toBeTruthy();
  });

  it.each([
    ["Remove the second factor", "Yes, remove", "DELETE", "/second-factor", null, "The second factor is removed."],
    ["End all sessions", "Yes, end them", "DELETE", "/sessions", null, "All sessions have ended."],
    [
      "Deactivate the account",
      "Yes, deactivate",
      "PATCH",
      "",
      { ...ALEX, active: false },
      "The account is deactivated.",
    ],
  ])("%s asks once more, then does it", async (act, yes, method, path, answer, text) => {
    around.gateway.on(`${method} ${ADDRESS}/a1${path}`, answer);
    await really(act, yes);
    await screen.findByText(text);
    expect(around.gateway.asked).toContain(`${method} ${ADDRESS}/a1${path}`);
    expect(screen.queryByRole("button", { name: act })).toBeNull();
  });

  it("says what went wrong, and can be left", async () => {
    around.gateway.refuse(`DELETE ${ADDRESS}/a1/sessions`, 404, "unknown_account");
    await really("End all sessions", "Yes, end them");
    await screen.findByText("This account no longer exists.");
    press("End all sessions");
    press("Back");
    await waitFor(() => expect(screen.queryByRole("button", { name: "Yes, end them" })).toBeNull());
  });
});
