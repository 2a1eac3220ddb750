/** What is asked before a draft is discarded, a file deleted, or the page left with something unsaved. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Dialog } from "@moien/kit/staff/Dialog.tsx";
import type { Outcome } from "@moien/kit/staff/calls.ts";
import { Refused, type Refusal } from "../Refused.tsx";
import { useWords } from "../studioWords.ts";

interface ConfirmProps {
  heading: string;
  about: string;
  act: string;
  danger?: boolean;
  /** What is confirmed; the dialog stays while it is refused. */
  confirmed: () => Promise<Outcome<unknown>>;
  done: () => void;
  closed: () => void;
  signedOut: () => void;
}

export function Confirm({
  heading,
  about,
  act,
  danger,
  confirmed,
  done,
  closed,
  signedOut,
}: ConfirmProps): JSX.Element {
  const { words } = useWords();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [waiting, setWaiting] = useState(false);
  const confirm = async () => {
    if (waiting) return;
    setWaiting(true);
    const outcome = await confirmed();
    setWaiting(false);
    if (outcome.done) done();
    else if (outcome.code === "signed_out") signedOut();
    else setRefusal(outcome);
  };
  return (
    <Dialog heading={heading} closed={closed}>
      <p>{about}</p>
      <Refused refusal={refusal} />
      <div class="dialog-acts">
        <button
          type="button"
          class={danger ? "button danger" : "button main"}
          aria-disabled={waiting}
          onClick={() => void confirm()}
        >
          {act}
        </button>
        <button type="button" class="button" onClick={closed}>
          {words.cancel}
        </button>
      </div>
    </Dialog>
  );
}

interface LeaveProps {
  save: () => Promise<boolean>;
  leave: () => void;
  stay: () => void;
}

export function LeaveDialog({ save, leave, stay }: LeaveProps): JSX.Element {
  const { words } = useWords();
  return (
    <Dialog heading={words.leave.heading} closed={stay}>
      <p>{words.leave.about}</p>
      <div class="dialog-acts">
        <button
          type="button"
          class="button main"
          onClick={() => void save().then((saved) => (saved ? leave() : stay()))}
        >
          {words.leave.save}
        </button>
        <button type="button" class="button" onClick={leave}>
          {words.leave.later}
        </button>
        <button type="button" class="button" onClick={stay}>
          {words.leave.stay}
        </button>
      </div>
    </Dialog>
  );
}
