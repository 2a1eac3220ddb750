/** Whether the window has no room for the details beside the conversation; the same width stands in layout.css. */
import { useEffect, useState } from "preact/hooks";

const NARROW = "(max-width: 61.99rem), (max-height: 30rem)";

export function isNarrow(): boolean {
  return matchMedia(NARROW).matches;
}

export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(isNarrow);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const read = () => setNarrow(query.matches);
    query.addEventListener("change", read);
    return () => query.removeEventListener("change", read);
  }, []);
  return narrow;
}
