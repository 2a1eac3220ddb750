/** All reviews: those that wait first, then what became of the others. */
import type { JSX } from "preact";
import { momentOf } from "@moien/kit/dates.ts";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { plural } from "@moien/kit/words.ts";
import { fetchReviews, type ReviewView } from "../api.ts";
import { reviewHash } from "../places.ts";
import { Sheet, Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";
import { ReviewTag } from "./ReviewTag.tsx";

const EVERY = 10_000;

export function Reviews({ signedOut }: { signedOut: () => void }): JSX.Element {
  const { words } = useWords();
  const loaded = useLoaded(fetchReviews, signedOut, { every: EVERY });
  const reviews = loaded.value;
  const isOpen = ({ state }: ReviewView) => state === "waiting" || state === "approved";
  return (
    <Sheet heading={words.reviews.heading} about={words.reviews.about}>
      {reviews === null ? (
        <Waiting loaded={loaded} />
      ) : reviews.length === 0 ? (
        <p class="notice-plain">{words.reviews.none}</p>
      ) : (
        <>
          <Table name={words.reviews.open} reviews={reviews.filter(isOpen)} />
          <Table name={words.reviews.past} reviews={reviews.filter((review) => !isOpen(review))} />
        </>
      )}
    </Sheet>
  );
}

function Table({ name, reviews }: { name: string; reviews: readonly ReviewView[] }): JSX.Element | null {
  const { language, words } = useWords();
  if (reviews.length === 0) return null;
  const now = new Date();
  return (
    <>
      <h2>{name}</h2>
      <DataTable
        stacks
        caption={name}
        columns={[
          { name: words.reviews.column.title },
          { name: words.reviews.column.state },
          { name: words.reviews.column.by },
          { name: words.reviews.column.trial },
        ]}
        rows={reviews.map((review) => ({
          key: review.id,
          cells: [
            <>
              <a href={reviewHash(review.id)}>{review.title}</a>
              <span class="about">{plural(language, review.paths.length, words.reviews.files)}</span>
            </>,
            <ReviewTag key="state" review={review} />,
            <>
              {review.submitted_by}
              <span class="about">{momentOf(language, review.submitted_at, now)}</span>
            </>,
            review.trial === null ? "–" : words.trial.state[review.trial.state],
          ],
        }))}
      />
    </>
  );
}
