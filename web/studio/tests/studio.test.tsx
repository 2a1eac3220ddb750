import { cleanup, fireEvent, render, screen, within } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ALEX } from "../../kit/tests/sampleAccounts.ts";
import { Studio } from "../src/Studio.tsx";

const PROBLEM = {
  path: "bot/catalogue/passport.yaml",
  line: 12,
  code: "language-missing",
  message: "title: de is missing",
};

const SERVICE = {
  id: "passport",
  title: { lb: "Pass", fr: "Passeport", de: "", en: "Passport" },
  checked: "2026-11-05",
  link: { fr: "https://guichet.public.lu/fr/pass" },
  has_form: false,
  examples: { lb: 12, fr: 11, de: 0, en: 10 },
  problems: [PROBLEM],
};

let body: unknown;
let status: number;
let roles: string[];

beforeEach(() => {
  body = { services: [SERVICE], problems: [] };
  status = 200;
  roles = ["owner"];
  location.hash = "";
  localStorage.setItem("moien:staff:language", "en");
  vi.stubGlobal("fetch", (address: string) =>
    Promise.resolve(
      address === "/api/staff/catalogue"
        ? new Response(JSON.stringify(body), { status })
        : Response.json({ ...ALEX, roles }),
    ),
  );
});

afterEach(cleanup);

describe("the studio", () => {
  it("shows each service with its languages, file and official page", async () => {
    render(<Studio />);
    const row = (await screen.findByRole("rowheader", { name: /Passport/ })).closest("tr");
    expect(
      within(row as HTMLElement)
        .getAllByRole("cell")
        .map(({ textContent }) => textContent),
    ).toEqual(["12", "11", "0", "10", "no", "5 November 2026", "1 problem"]);
    expect(row?.textContent).toContain("bot/catalogue/passport.yaml");
    expect(
      within(row as HTMLElement)
        .getByRole("link")
        .getAttribute("hreflang"),
    ).toBe("fr");
  });

  it("shows every problem with file, line and what to do, those of no service too", async () => {
    body = {
      services: [SERVICE],
      problems: [{ ...PROBLEM, path: "bot/catalogue/x.yml", line: 1, message: "rename it" }],
    };
    render(<Studio />);
    await screen.findByText("bot/catalogue/passport.yaml, line 12");
    expect(screen.getByText("title: de is missing")).toBeTruthy();
    expect(screen.getByText("bot/catalogue/x.yml, line 1")).toBeTruthy();
    expect(screen.getByText("2 problems")).toBeTruthy();
  });

  it("says that nothing is wrong when nothing is", async () => {
    body = { services: [{ ...SERVICE, problems: [] }], problems: [] };
    render(<Studio />);
    await screen.findByText("Nothing: the catalogue is in order.");
    expect(screen.getAllByText("No problems")).toHaveLength(2);
  });

  it.each([
    ["the gateway fails", 500, { code: "x" }],
    ["the answer does not fit", 200, { services: [{}] }],
  ])("says so when %s, and tries again", async (_, code, wrong) => {
    vi.spyOn(console, "error").mockReturnValue();
    status = code;
    body = wrong;
    render(<Studio />);
    await screen.findByText("The catalogue could not be loaded.");
    status = 200;
    body = { services: [SERVICE], problems: [] };
    fireEvent.click(screen.getByRole("button", { name: "Try again" }));
    await screen.findByRole("rowheader", { name: /Passport/ });
  });

  it("is open to publishers, and shows the own account beside the catalogue", async () => {
    roles = ["publisher"];
    render(<Studio />);
    await screen.findByRole("heading", { name: "Services in the catalogue" });
    location.hash = "#me";
    fireEvent(window, new HashChangeEvent("hashchange"));
    await screen.findByRole("heading", { name: "My account" });
    location.hash = "#content";
    fireEvent(window, new HashChangeEvent("hashchange"));
    expect(screen.getByRole("link", { name: "Services in the catalogue" }).getAttribute("href")).toBe("#services");
    location.hash = "#services";
    fireEvent(window, new HashChangeEvent("hashchange"));
    await screen.findByRole("rowheader", { name: /Passport/ });
  });

  it("asks to sign in again when the session has ended", async () => {
    status = 401;
    render(<Studio />);
    await screen.findByLabelText("User name");
  });

  it("changes its language and keeps the choice", async () => {
    render(<Studio />);
    fireEvent.change(await screen.findByLabelText("Language of the page"), { target: { value: "lb" } });
    await screen.findByText("Servicer am Katalog");
    expect(document.documentElement.lang).toBe("lb");
    expect(localStorage.getItem("moien:staff:language")).toBe("lb");
  });
});
