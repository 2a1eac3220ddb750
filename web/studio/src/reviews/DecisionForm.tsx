/** What the second person decides: it goes out, perhaps later, perhaps although a language gets worse; or it goes back. */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import { FieldProblem } from "@moien/kit/staff/Field.tsx";
import { decideReview, type ReviewView } from "../api.ts";
import { Refused, type Refusal } from "../Refused.tsx";
import { useWords } from "../studioWords.ts";

interface DecisionFormProps {
  review: ReviewView;
  again: () => void;
  signedOut: () => void;
}

export function DecisionForm({ review, again, signedOut }: DecisionFormProps): JSX.Element {
  const { words } = useWords();
  const [approve, setApprove] = useState(true);
  const [note, setNote] = useState("");
  const [override, setOverride] = useState("");
  const [later, setLater] = useState("");
  const [tried, setTried] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const id = useId();
  const blocked = review.trial?.impact?.blocked ?? false;
  const lacksNote = !approve && note.trim() === "";
  const lacksReason = approve && blocked && override.trim() === "";

  const decide = async () => {
    setTried(true);
    if (lacksNote || lacksReason) {
      document.getElementById(lacksNote ? `${id}note` : `${id}override`)?.focus();
      return;
    }
    setWaiting(true);
    const outcome = await decideReview(review.id, {
      approve,
      note: note.trim(),
      override: approve && blocked ? override.trim() : "",
      publish_at: approve && later !== "" ? new Date(later).toISOString() : null,
    });
    setWaiting(false);
    setRefusal(outcome.done ? null : outcome);
    if (outcome.done) again();
    else if (outcome.code === "signed_out") signedOut();
  };

  return (
    <form
      class="block"
      noValidate
      aria-labelledby={`${id}heading`}
      onSubmit={(event) => {
        event.preventDefault();
        if (!waiting) void decide();
      }}
    >
      <h2 id={`${id}heading`}>{words.decision.heading}</h2>
      <fieldset class="field plain">
        <legend class="unseen">{words.decision.heading}</legend>
        <label class="choice">
          <input type="radio" name={id} checked={approve} onChange={() => setApprove(true)} />
          {words.decision.approve}
        </label>
        <label class="choice">
          <input type="radio" name={id} checked={!approve} onChange={() => setApprove(false)} />
          {words.decision.return}
        </label>
      </fieldset>
      {approve && blocked && (
        <div class="field">
          <label for={`${id}override`}>{words.decision.override}</label>
          <p class="hint" id={`${id}override-hint`}>
            {words.decision.override_hint}
          </p>
          <textarea
            id={`${id}override`}
            rows={2}
            value={override}
            aria-describedby={`${id}override-hint`}
            aria-invalid={tried && lacksReason ? "true" : undefined}
            onInput={(event) => setOverride(event.currentTarget.value)}
          />
          <FieldProblem
            id={`${id}override-problem`}
            text={tried && lacksReason ? words.decision.override_missing : null}
          />
        </div>
      )}
      <div class="field">
        <label for={`${id}note`}>{approve ? words.decision.note : words.decision.note_back}</label>
        <textarea
          id={`${id}note`}
          rows={2}
          value={note}
          aria-invalid={tried && lacksNote ? "true" : undefined}
          onInput={(event) => setNote(event.currentTarget.value)}
        />
        <FieldProblem id={`${id}note-problem`} text={tried && lacksNote ? words.decision.note_missing : null} />
      </div>
      {approve && (
        <div class="field">
          <label for={`${id}later`}>{words.decision.later}</label>
          <p class="hint" id={`${id}later-hint`}>
            {words.decision.later_hint}
          </p>
          <input
            id={`${id}later`}
            type="datetime-local"
            value={later}
            aria-describedby={`${id}later-hint`}
            onInput={(event) => setLater(event.currentTarget.value)}
          />
        </div>
      )}
      <Refused refusal={refusal} />
      <div class="acts">
        <button type="submit" class="button main" aria-disabled={waiting}>
          {approve ? words.decision.do_approve : words.decision.do_return}
        </button>
      </div>
    </form>
  );
}
