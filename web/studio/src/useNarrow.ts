/** Whether there is room for one thing only, as on a phone. */
import { useEffect, useState } from "preact/hooks";

/** The same width stands in file.css. */
const NARROW = "(max-width: 56rem)";

export function useNarrow(): boolean {
  const [narrow, setNarrow] = useState(() => matchMedia(NARROW).matches);
  useEffect(() => {
    const query = matchMedia(NARROW);
    const read = () => setNarrow(query.matches);
    query.addEventListener("change", read);
    return () => query.removeEventListener("change", read);
  }, []);
  return narrow;
}
