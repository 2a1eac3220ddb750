/** All releases, newest first: what went live together, and by whom. */
import type { JSX } from "preact";
import { momentOf } from "@moien/kit/dates.ts";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { fill, plural } from "@moien/kit/words.ts";
import { fetchReleases } from "../api.ts";
import { Sheet, Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";

export function Releases({ signedOut }: { signedOut: () => void }): JSX.Element {
  const { language, words } = useWords();
  const loaded = useLoaded(fetchReleases, signedOut, { every: 20_000 });
  const now = new Date();
  return (
    <Sheet heading={words.releases.heading} about={words.releases.about}>
      {loaded.value === null ? (
        <Waiting loaded={loaded} />
      ) : loaded.value.length === 0 ? (
        <p class="notice-plain">{words.releases.none}</p>
      ) : (
        <DataTable
          stacks
          caption={words.releases.heading}
          columns={[
            { name: words.releases.column.release },
            { name: words.releases.column.at },
            { name: words.releases.column.author },
            { name: words.releases.column.publisher },
            { name: words.releases.column.files },
          ]}
          rows={loaded.value.map((release) => ({
            key: String(release.number),
            cells: [
              <>
                <a href={`#release/${release.number}`}>
                  {release.number}. {release.title}
                </a>{" "}
                {release.live && <span class="tag good">{words.releases.live}</span>}
                {release.back_to !== null && (
                  <span class="about">{fill(words.releases.back_to, { n: release.back_to })}</span>
                )}
              </>,
              momentOf(language, release.published_at, now),
              release.author === "" ? words.releases.by_hand : release.author,
              release.publisher === "" ? "–" : release.publisher,
              plural(language, release.paths.length, words.reviews.files),
            ],
          }))}
        />
      )}
    </Sheet>
  );
}
