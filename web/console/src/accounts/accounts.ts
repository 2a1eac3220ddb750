/** Accounts as administrators see and change them: the calls of /api/staff/accounts. */
import * as v from "valibot";
import { role, spoken } from "@moien/kit/staff/account.ts";
import { call, nothing, type Outcome } from "@moien/kit/staff/calls.ts";
import { LANGUAGES } from "@moien/kit/languages.ts";

/** Twin of `AccountView` in channels/staff/accounts.py. */
export const listedAccount = v.object({
  id: v.string(),
  name: v.string(),
  display_name: v.string(),
  roles: v.array(role),
  languages: spoken,
  /** Empty for all. */
  services: v.array(v.string()),
  /** Empty for all. */
  administrations: v.array(v.string()),
  capacity: v.number(),
  active: v.boolean(),
  /** Whether they have a password here. */
  local: v.boolean(),
  second_factor: v.boolean(),
  created_at: v.string(),
  /** Last use of a session that has not ended. */
  seen_at: v.nullable(v.string()),
  /** End of the link that is open. */
  invited_until: v.nullable(v.string()),
});

export type ListedAccount = v.InferOutput<typeof listedAccount>;

/** What an administrator decides about an account. */
export type Skills = Pick<
  ListedAccount,
  "display_name" | "roles" | "languages" | "services" | "administrations" | "capacity"
>;

const list = v.object({ accounts: v.array(listedAccount) });

const link = v.object({ invitation: v.string(), expires_at: v.string() });

/** A link that is shown once. */
export type Link = v.InferOutput<typeof link>;

const added = v.object({ ...link.entries, account: listedAccount });

const ADDRESS = "/api/staff/accounts";
const one = (id: string) => `${ADDRESS}/${encodeURIComponent(id)}`;

export async function fetchAccounts(): Promise<Outcome<ListedAccount[]>> {
  const outcome = await call(ADDRESS, list);
  return outcome.done ? { done: true, value: outcome.value.accounts } : outcome;
}

export async function addAccount(name: string, skills: Skills): Promise<Outcome<{ account: ListedAccount } & Link>> {
  return call(ADDRESS, added, { method: "POST", body: { name, ...skills } });
}

export async function changeAccount(
  id: string,
  changes: Partial<Skills> & { active?: boolean },
): Promise<Outcome<ListedAccount>> {
  return call(one(id), listedAccount, { method: "PATCH", body: changes });
}

export async function resetAccount(id: string): Promise<Outcome<Link>> {
  return call(`${one(id)}/reset`, link, { method: "POST" });
}

export async function takeAway(id: string, what: "second-factor" | "sessions"): Promise<Outcome<unknown>> {
  return call(`${one(id)}/${what}`, nothing, { method: "DELETE" });
}

const inEachLanguage = v.object(v.entriesFromList(LANGUAGES, v.string()));

const choices = v.object({
  services: v.array(v.object({ id: v.string(), title: inEachLanguage })),
  administrations: v.array(v.string()),
});

/** What there is to choose from: services and administrations of the catalogue. */
export type Choices = v.InferOutput<typeof choices>;

export async function fetchChoices(): Promise<Outcome<Choices>> {
  return call("/api/staff/desk/settings", choices);
}
