/** Before drafts are tried: which ones, and what that means. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "@moien/kit/staff/Dialog.tsx";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { fetchFiles } from "../api.ts";
import { DraftChoices } from "../file/DraftChoices.tsx";
import { isDraft } from "../list/filters.ts";
import { tryHash } from "../places.ts";
import { Refused, type Refusal } from "../Refused.tsx";
import { Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";
import { beginDraftTrial } from "./calls.ts";

interface TryDialogProps {
  closed: () => void;
  signedOut: () => void;
}

export function TryDialog({ closed, signedOut }: TryDialogProps): JSX.Element {
  const { words } = useWords();
  const loaded = useLoaded(fetchFiles, signedOut);
  /** One draft may need another: all of them unless somebody leaves one out. */
  const [left, setLeft] = useState<readonly string[]>([]);
  const [waiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const drafts = (loaded.value ?? []).filter(isDraft);
  const paths = drafts.map(({ path }) => path).filter((path) => !left.includes(path));

  const begin = async () => {
    if (waiting || paths.length === 0) return;
    setWaiting(true);
    const outcome = await beginDraftTrial(paths);
    setWaiting(false);
    if (outcome.done) location.hash = tryHash(outcome.value.id);
    else if (outcome.code === "signed_out") signedOut();
    else setRefusal(outcome);
  };

  return (
    <Dialog heading={words.trying.heading} closed={closed}>
      <p class="about">{words.trying.begin_about}</p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void begin();
        }}
      >
        {loaded.value === null ? (
          <Waiting loaded={loaded} />
        ) : drafts.length === 0 ? (
          <p class="notice-plain">{words.trying.none}</p>
        ) : (
          <DraftChoices
            drafts={drafts}
            isTaken={(path) => !left.includes(path)}
            choose={(path, taken) => setLeft(taken ? left.filter((one) => one !== path) : [...left, path])}
          />
        )}
        <Refused refusal={refusal} />
        <div class="dialog-acts">
          <button type="submit" class="button main" aria-disabled={waiting || paths.length === 0}>
            {words.trying.begin}
          </button>
          <button type="button" class="button" onClick={closed}>
            {words.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
