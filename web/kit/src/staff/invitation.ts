/** An invitation to an account, or a link that resets a password: whose it is, and choosing the password. */
import * as v from "valibot";
import { call, nothing, type Outcome } from "./calls.ts";

const invited = v.object({ name: v.string(), display_name: v.string() });

export type Invited = v.InferOutput<typeof invited>;

/** Characters of a password, at least and at most (twin of channels/passwords.py). */
export const PASSWORD_LENGTH = { least: 12, most: 256 } as const;

/** The token in the part of the address that no server sees (`#join=…`); null for any other. */
export function tokenOf(hash: string): string | null {
  const match = /^#join=([\w-]+)$/.exec(hash);
  return match?.[1] ?? null;
}

/** Takes the token out of the address, so that nobody finds it in the history of the browser. */
export function forgetToken(): void {
  history.replaceState(null, "", location.pathname + location.search);
}

export async function openInvitation(token: string): Promise<Outcome<Invited>> {
  return call("/api/staff/invitation", invited, { method: "POST", body: { token } });
}

export async function acceptInvitation(token: string, password: string): Promise<Outcome<unknown>> {
  return call("/api/staff/invitation/accept", nothing, { method: "POST", body: { token, password } });
}
