/** How a review stands, in one word. */
import type { JSX } from "preact";
import type { ReviewView } from "../api.ts";
import { useWords } from "../studioWords.ts";

const MARKS: Record<ReviewView["state"], string> = {
  waiting: "tag care",
  approved: "tag good",
  published: "tag good",
  returned: "tag bad",
  failed: "tag bad",
  withdrawn: "tag",
};

export function ReviewTag({ review }: { review: Pick<ReviewView, "state"> }): JSX.Element {
  const { words } = useWords();
  return <span class={MARKS[review.state]}>{words.reviews.state[review.state]}</span>;
}
