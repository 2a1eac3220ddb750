/** The drafts that there are, each to be taken along or left out. */
import type { JSX } from "preact";
import type { FileView } from "../api.ts";
import { nameOf } from "../list/filters.ts";
import { useWords } from "../studioWords.ts";

interface DraftChoicesProps {
  drafts: readonly FileView[];
  isTaken: (path: string) => boolean;
  choose: (path: string, taken: boolean) => void;
}

export function DraftChoices({ drafts, isTaken, choose }: DraftChoicesProps): JSX.Element {
  const { language, words } = useWords();
  return (
    <fieldset class="drafts">
      <legend>{words.submit.files}</legend>
      {drafts.map((file) => (
        <label key={file.path} class="choice">
          <input
            type="checkbox"
            checked={isTaken(file.path)}
            onChange={(event) => choose(file.path, event.currentTarget.checked)}
          />
          <span>
            {nameOf(file, language)} <span class="about">{words.state[file.state]}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
