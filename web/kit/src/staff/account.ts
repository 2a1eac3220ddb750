/** Who is signed in at the gateway: the calls of /api/staff/session. */
import * as v from "valibot";

const account = v.object({
  name: v.string(),
  display_name: v.string(),
  roles: v.array(v.string()),
});

export type Account = v.InferOutput<typeof account>;

/** `wrong`: name and password do not belong together; `unreachable`: no usable answer. */
export type SignIn = { account: Account } | { problem: "wrong" | "too_fast" | "unreachable" };

const ADDRESS = "/api/staff/session";

export async function signIn(name: string, password: string): Promise<SignIn> {
  return asked(ADDRESS, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ name, password }),
  });
}

/** The account behind the cookie of this browser. */
export async function whoIsSignedIn(): Promise<SignIn> {
  return asked(ADDRESS, {});
}

/** False when the gateway could not be reached: the cookie is then still good. */
export async function signOut(): Promise<boolean> {
  try {
    return (await fetch(ADDRESS, { method: "DELETE" })).ok;
  } catch {
    return false;
  }
}

async function asked(address: string, init: RequestInit): Promise<SignIn> {
  try {
    const response = await fetch(address, init);
    if (response.status === 401) return { problem: "wrong" };
    if (response.status === 429) return { problem: "too_fast" };
    if (!response.ok) return { problem: "unreachable" };
    return { account: v.parse(account, await response.json()) };
  } catch {
    return { problem: "unreachable" };
  }
}
