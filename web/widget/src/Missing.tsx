/** What stands in the place of a part that cannot be fetched. */
import type { JSX } from "preact";
import { useSpeech } from "./context.ts";

/** `part` as `later` gives it: nothing is said while it is still on its way. */
export function Missing({ part }: { part: unknown }): JSX.Element | null {
  const { words } = useSpeech();
  return part === undefined ? (
    <p class="line" role="status">
      {words.not_loaded}
    </p>
  ) : null;
}
