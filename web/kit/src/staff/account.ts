/** Who is signed in at the gateway: the calls of /api/staff/session and of the ways to sign in. */
import * as v from "valibot";
import { call, nothing, type Outcome } from "./calls.ts";
import { LANGUAGES } from "../languages.ts";

/** What a member of the staff may do (twin of `Role` in channels/store/staff.py). */
export const ROLES = ["agent", "supervisor", "owner", "publisher", "administrator"] as const;

export const LEVELS = ["A1", "A2", "B1", "B2", "C1", "C2"] as const;

export const role = v.picklist(ROLES);
export const level = v.picklist(LEVELS);
/** How well somebody speaks which language; what is not there they do not speak. */
export const spoken = v.record(v.picklist(LANGUAGES), level);

export type Role = v.InferOutput<typeof role>;
export type Level = v.InferOutput<typeof level>;
export type Spoken = v.InferOutput<typeof spoken>;

export const account = v.object({
  id: v.string(),
  name: v.string(),
  display_name: v.string(),
  roles: v.array(role),
  languages: spoken,
  /** Whether a code is asked for beside the password. */
  second_factor: v.boolean(),
  /** Whether the password is ours; else they sign in at the administration's own place. */
  local: v.boolean(),
});

export type Account = v.InferOutput<typeof account>;

/** `wrong`: name and password do not belong together; `code`: right so far, but a code is needed, or it is wrong. */
export type SignIn = { account: Account } | { problem: "wrong" | "code" | "too_fast" | "unreachable" };

const ADDRESS = "/api/staff/session";

export async function signIn(name: string, password: string, code?: string): Promise<SignIn> {
  return read(await call(ADDRESS, account, { method: "POST", body: { name, password, ...(code && { code }) } }));
}

/** The account behind the cookie of this browser. */
export async function whoIsSignedIn(): Promise<SignIn> {
  return read(await call(ADDRESS, account));
}

/** False when the gateway could not be reached: the cookie is then still good. */
export async function signOut(): Promise<boolean> {
  return (await call(ADDRESS, nothing, { method: "DELETE" })).done;
}

function read(outcome: Outcome<Account>): SignIn {
  if (outcome.done) return { account: outcome.value };
  switch (outcome.code) {
    case "signed_out":
    case "wrong_password":
      return { problem: "wrong" };
    case "code_needed":
      return { problem: "code" };
    case "too_fast":
      return { problem: "too_fast" };
    default:
      return { problem: "unreachable" };
  }
}

const ways = v.object({ sso: v.nullable(v.object({ label: v.string() })) });

/** What the administration calls its own sign-in; null where there is none. */
export async function singleSignOn(): Promise<string | null> {
  const outcome = await call("/api/staff/sign-in", ways);
  return outcome.done ? (outcome.value.sso?.label ?? null) : null;
}

/** Where the way to the administration's own sign-in begins. */
export function singleSignOnAddress(page: "console" | "studio"): string {
  return `/auth/staff/start?page=${page}`;
}
