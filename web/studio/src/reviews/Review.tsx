/** One review: what is changed, what the change does to each language, what the second person decides. */
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { momentOf } from "@moien/kit/dates.ts";
import type { Account } from "@moien/kit/staff/account.ts";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { fill } from "@moien/kit/words.ts";
import { fetchReview, publishReview, withdrawReview, type ReviewView } from "../api.ts";
import { DiffTable } from "../DiffTable.tsx";
import { Confirm } from "../file/FileDialogs.tsx";
import { fileHash } from "../places.ts";
import { Sheet, Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";
import { DecisionForm } from "./DecisionForm.tsx";
import { ReviewTag } from "./ReviewTag.tsx";
import { isRunning, TrialPanel } from "./TrialPanel.tsx";

/** While a trial runs, and while nothing does. */
const [SOON, LATER] = [1000, 10_000];

interface ReviewProps {
  id: string;
  account: Account;
  signedOut: () => void;
}

export function Review({ id, account, signedOut }: ReviewProps): JSX.Element {
  const { words } = useWords();
  const load = useCallback(() => fetchReview(id), [id]);
  const [running, setRunning] = useState(false);
  const loaded = useLoaded(load, signedOut, { every: running ? SOON : LATER });
  const review = loaded.value;
  const now = isRunning(review?.trial ?? null);
  if (now !== running) setRunning(now);
  return (
    <Sheet
      key={review === null ? "" : id}
      heading={review?.title ?? words.reviews.one}
      back={{ href: "#reviews", name: words.reviews.heading }}
    >
      {review === null ? (
        <Waiting loaded={loaded} />
      ) : (
        <Shown review={review} account={account} again={loaded.again} signedOut={signedOut} />
      )}
    </Sheet>
  );
}

interface ShownProps {
  review: ReviewView;
  account: Account;
  again: () => void;
  signedOut: () => void;
}

function Shown({ review, account, again, signedOut }: ShownProps): JSX.Element {
  const { words } = useWords();
  const [asked, setAsked] = useState<"withdraw" | "publish" | null>(null);
  const publisher = account.roles.includes("publisher");
  const open = review.state === "waiting" || review.state === "approved";
  const close = () => setAsked(null);
  const done = () => {
    close();
    again();
  };
  return (
    <>
      <Facts review={review} />
      <TrialPanel review={review} open={open} again={again} signedOut={signedOut} />
      {review.state === "waiting" && publisher && !review.mine && (
        <DecisionForm review={review} again={again} signedOut={signedOut} />
      )}
      {review.state === "waiting" && review.mine && <p class="notice-plain">{words.reviews.own}</p>}
      {open && (
        <div class="acts page-acts">
          {review.state === "approved" && publisher && (
            <button type="button" class="button main" onClick={() => setAsked("publish")}>
              {words.reviews.publish}
            </button>
          )}
          {review.mine && (
            <button type="button" class="button" onClick={() => setAsked("withdraw")}>
              {words.reviews.withdraw}
            </button>
          )}
        </div>
      )}
      <h2>{words.reviews.changes}</h2>
      {review.files.map(({ path, before, after }) => (
        <section key={path} class="changed-file">
          <h3>
            <a href={fileHash(path)}>{path}</a>
          </h3>
          <DiffTable path={path} before={before} after={after} />
        </section>
      ))}
      {asked === "publish" && (
        <Confirm
          heading={words.reviews.publish}
          about={words.reviews.publish_about}
          act={words.reviews.publish}
          confirmed={() => publishReview(review.id)}
          done={done}
          closed={close}
          signedOut={signedOut}
        />
      )}
      {asked === "withdraw" && (
        <Confirm
          heading={words.reviews.withdraw}
          about={words.reviews.withdraw_about}
          act={words.reviews.withdraw}
          confirmed={() => withdrawReview(review.id)}
          done={done}
          closed={close}
          signedOut={signedOut}
        />
      )}
    </>
  );
}

function Facts({ review }: { review: ReviewView }): JSX.Element {
  const { language, words } = useWords();
  const now = new Date();
  const { decided_at, decided_by, publish_at, note, override } = review;
  return (
    <div class="facts">
      <p>
        <ReviewTag review={review} />{" "}
        {fill(words.reviews.submitted, { name: review.submitted_by, at: momentOf(language, review.submitted_at, now) })}
      </p>
      {decided_by !== null && decided_at !== null && (
        <p>{fill(words.reviews.decided, { name: decided_by, at: momentOf(language, decided_at, now) })}</p>
      )}
      {publish_at !== null && <p>{fill(words.reviews.planned, { at: momentOf(language, publish_at, now) })}</p>}
      {note !== "" && (
        <blockquote>
          <span class="about">{words.reviews.note}</span>
          {note}
        </blockquote>
      )}
      {override !== "" && (
        <blockquote>
          <span class="about">{words.reviews.override}</span>
          {override}
        </blockquote>
      )}
    </div>
  );
}
