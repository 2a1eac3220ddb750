/** How much is kept, kind by kind; kinds of which there is nothing are left out. */
import type { JSX } from "preact";
import { plural } from "@moien/kit/words.ts";
import { usePrivacyWords } from "./privacyWords.ts";
import { KINDS, type Found } from "./requests.ts";

export function KeptList({ kept }: { kept: Found["kept"] }): JSX.Element {
  const { language, words } = usePrivacyWords();
  return (
    <ul class="kept">
      {KINDS.filter((kind) => kept[kind] > 0).map((kind) => (
        <li key={kind}>{plural(language, kept[kind], words.kinds[kind])}</li>
      ))}
    </ul>
  );
}
