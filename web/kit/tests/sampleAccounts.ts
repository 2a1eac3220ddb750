/** Accounts for tests. */
import type { Account } from "../src/staff/account.ts";

export const ALEX: Account = {
  id: "a1",
  name: "alex",
  display_name: "Alex Muster",
  roles: ["agent"],
  languages: { lb: "C2", fr: "C1" },
  second_factor: false,
  local: true,
};
