/** Drafts are given to a second person: which of them, and what it is about. */
import type { JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { Dialog } from "@moien/kit/staff/Dialog.tsx";
import { Field } from "@moien/kit/staff/Field.tsx";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { fetchFiles, submitReview } from "../api.ts";
import { isDraft, nameOf } from "../list/filters.ts";
import { reviewHash } from "../places.ts";
import { Refused, type Refusal } from "../Refused.tsx";
import { Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";
import { DraftChoices } from "./DraftChoices.tsx";

interface SubmitDialogProps {
  /** The file from which it is asked for. */
  path: string;
  closed: () => void;
  signedOut: () => void;
}

export function SubmitDialog({ path, closed, signedOut }: SubmitDialogProps): JSX.Element {
  const { language, words } = useWords();
  const loaded = useLoaded(fetchFiles, signedOut);
  const [title, setTitle] = useState("");
  const [paths, setPaths] = useState<readonly string[]>([path]);
  const [tried, setTried] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const drafts = (loaded.value ?? []).filter((file) => isDraft(file) && file.in_review === null);
  const own = drafts.find((file) => file.path === path);
  const suggestion = own ? nameOf(own, language) : "";

  useEffect(() => setTitle((before) => (before === "" ? suggestion : before)), [suggestion]);

  const submit = useCallback(async () => {
    setTried(true);
    if (title.trim() === "" || paths.length === 0) return;
    setWaiting(true);
    const outcome = await submitReview(title.trim(), paths);
    setWaiting(false);
    if (outcome.done) location.hash = reviewHash(outcome.value.id);
    else if (outcome.code === "signed_out") signedOut();
    else setRefusal(outcome);
  }, [title, paths, signedOut]);

  return (
    <Dialog heading={words.submit.heading} closed={closed}>
      <p class="about">{words.submit.about}</p>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!waiting) void submit();
        }}
      >
        <Field
          label={words.submit.title}
          problem={tried && title.trim() === "" ? words.submit.title_missing : null}
          name="review-title"
          autoComplete="off"
          maxLength={200}
          required
          value={title}
          set={setTitle}
        />
        {loaded.value === null ? (
          <Waiting loaded={loaded} />
        ) : (
          <DraftChoices
            drafts={drafts}
            isTaken={(one) => paths.includes(one)}
            choose={(one, taken) => setPaths(taken ? [...paths, one] : paths.filter((it) => it !== one))}
          />
        )}
        <Refused refusal={refusal} />
        <div class="dialog-acts">
          <button type="submit" class="button main" aria-disabled={waiting || paths.length === 0}>
            {words.submit.act}
          </button>
          <button type="button" class="button" onClick={closed}>
            {words.cancel}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
