/** A page of the console by itself for unit tests: signed in, in English, with a gateway that the test plays. */
import { cleanup, render } from "@testing-library/preact";
import type { ComponentChildren } from "preact";
import { afterEach, beforeEach, vi } from "vitest";
import { FakeGateway } from "@moien/kit/fakeGateway.ts";
import type { Account } from "@moien/kit/staff/account.ts";
import { StaffPage } from "@moien/kit/staff/StaffPage.tsx";
import { ALEX } from "../../kit/tests/sampleAccounts.ts";
import { newWorkplace, WorkplaceContext } from "../src/workplace.ts";

/** Begun anew for every test. */
export const around = { gateway: new FakeGateway() };

/** Who is signed in. */
export const ROBIN: Account = { ...ALEX, id: "a9", name: "robin", display_name: "Robin Muster", roles: ["supervisor"] };

/** Call once in every file of tests. */
export function playGateway(account: Account = ROBIN): void {
  beforeEach(() => {
    around.gateway = new FakeGateway()
      .on("GET /api/staff/session", account)
      .on("GET /api/staff/sign-in", { sso: null });
    localStorage.setItem("moien:staff:language", "en");
    location.hash = "";
    vi.stubGlobal("fetch", around.gateway.fetch);
  });
  afterEach(cleanup);
}

export function show(page: (account: Account, leave: () => void) => ComponentChildren): void {
  render(
    <WorkplaceContext.Provider value={newWorkplace()}>
      <StaffPage name="Console" roles={["supervisor", "administrator"]}>
        {page}
      </StaffPage>
    </WorkplaceContext.Provider>,
  );
}
