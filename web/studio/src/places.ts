/** The pages of the studio: which one `#` in the address names, and who may hold the reader back from leaving. */
import { useEffect, useState } from "preact/hooks";

export type Place =
  | { page: "services" | "new" | "reviews" | "releases" | "pauses" | "inbox" | "equality" | "me" }
  | { page: "file"; path: string }
  | { page: "try"; id: string }
  | { page: "review"; id: string }
  | { page: "release"; number: number };

/** Null for places within a page, such as that of the link to the content. */
export function placeOf(hash: string): Place | null {
  const [name = "", ...rest] = hash.replace(/^#/, "").split("/");
  const inner = rest.map(decoded).join("/");
  switch (name) {
    case "":
    case "services":
      return { page: "services" };
    case "new":
    case "reviews":
    case "releases":
    case "pauses":
    case "inbox":
    case "equality":
    case "me":
      return { page: name };
    case "file":
      return inner === "" ? { page: "services" } : { page: "file", path: inner };
    case "try":
      return inner === "" ? { page: "services" } : { page: "try", id: inner };
    case "review":
      return inner === "" ? { page: "reviews" } : { page: "review", id: inner };
    case "release":
      return /^\d+$/.test(inner) ? { page: "release", number: Number(inner) } : { page: "releases" };
    default:
      return null;
  }
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Folders stay readable. */
export function fileHash(path: string): string {
  return `#file/${path.split("/").map(encodeURIComponent).join("/")}`;
}

export const tryHash = (id: string) => `#try/${encodeURIComponent(id)}`;

/** Where the tests of a service lie, given where the service does. */
export const testsOf = (path: string) => path.replace(/^catalogue\//, "tests/");

export const reviewHash = (id: string) => `#review/${encodeURIComponent(id)}`;

/** Asked before a page is left: false keeps the reader there. `to` is where they wanted to go. */
type Guard = (to: string) => boolean;

let guard: Guard | null = null;

/** One page at a time guards itself; gives the way to stop. */
export function guardLeaving(ask: Guard): () => void {
  guard = ask;
  return () => {
    if (guard === ask) guard = null;
  };
}

export function usePlace(): Place {
  const [place, setPlace] = useState<Place>(() => placeOf(location.hash) ?? { page: "services" });
  useEffect(() => {
    let here = location.hash;
    const read = () => {
      const next = placeOf(location.hash);
      if (next === null || location.hash === here) return;
      if (guard !== null && !guard(location.hash)) {
        history.replaceState(null, "", here === "" ? location.pathname : here);
        return;
      }
      here = location.hash;
      setPlace(next);
    };
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  return place;
}
