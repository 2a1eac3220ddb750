/** The pages of the console: behind which `#` each is, and who may see it. */
import { useEffect, useState } from "preact/hooks";
import type { Role } from "@moien/kit/staff/account.ts";

/** In the order in which they stand in the bar. */
export const PAGES = {
  desk: ["agent", "supervisor"],
  search: ["agent", "supervisor"],
  jobs: ["agent", "owner"],
  overview: ["supervisor"],
  history: ["supervisor"],
  switches: ["supervisor", "publisher", "administrator"],
  requests: ["administrator"],
  accounts: ["administrator"],
  audit: ["administrator"],
  me: ["agent", "supervisor", "owner", "publisher", "administrator"],
} as const satisfies Record<string, readonly Role[]>;

export type PageName = keyof typeof PAGES;

const NAMES = Object.keys(PAGES) as PageName[];

/** Every role that opens the console at all. */
export const ROLES: readonly Role[] = PAGES.me;

export function pagesFor(roles: readonly Role[]): PageName[] {
  return NAMES.filter((name) => PAGES[name].some((role) => roles.includes(role)));
}

/** The page that the address names; the first that is allowed where it names none, or one for others. */
export function pageOf(hash: string, roles: readonly Role[]): PageName {
  const allowed = pagesFor(roles);
  return allowed.find((name) => hash === `#${name}`) ?? allowed[0] ?? "me";
}

/** The same while the address changes; places like that of the link to the content change nothing. */
export function usePage(roles: readonly Role[]): PageName {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const read = () => {
      if (location.hash === "" || NAMES.some((name) => location.hash === `#${name}`)) setHash(location.hash);
    };
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  return pageOf(hash, roles);
}
