/** One release: what it changed in each file, who wrote which line, and the way back to it. */
import type { JSX } from "preact";
import { useCallback, useState } from "preact/hooks";
import { momentOf, writtenDay } from "@moien/kit/dates.ts";
import type { Account } from "@moien/kit/staff/account.ts";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { fill } from "@moien/kit/words.ts";
import { fetchReleasedFile, fetchReleases, restoreRelease, type ReleasedFile, type ReleaseView } from "../api.ts";
import { DiffTable } from "../DiffTable.tsx";
import { Confirm } from "../file/FileDialogs.tsx";
import { Sheet, Waiting } from "../Sheet.tsx";
import { useWords } from "../studioWords.ts";

interface ReleaseProps {
  number: number;
  account: Account;
  signedOut: () => void;
}

export function Release({ number, account, signedOut }: ReleaseProps): JSX.Element {
  const { words } = useWords();
  const loaded = useLoaded(fetchReleases, signedOut);
  const [asked, setAsked] = useState(false);
  const release = loaded.value?.find((one) => one.number === number);
  const back = { href: "#releases", name: words.releases.heading };
  const name = fill(words.releases.one, { n: number });
  if (release === undefined) {
    return (
      <Sheet heading={name} back={back}>
        {loaded.value === null ? (
          <Waiting loaded={loaded} />
        ) : (
          <p class="notice-bad">{words.refused.unknown_release}</p>
        )}
      </Sheet>
    );
  }
  return (
    <Sheet
      key="shown"
      heading={`${name}: ${release.title}`}
      back={back}
      acts={
        account.roles.includes("publisher") &&
        !release.live && (
          <button type="button" class="button" onClick={() => setAsked(true)}>
            {words.releases.restore}
          </button>
        )
      }
    >
      <Facts release={release} />
      {release.paths.map((path) => (
        <ChangedFile key={path} number={number} path={path} signedOut={signedOut} />
      ))}
      {asked && (
        <Confirm
          heading={words.releases.restore}
          about={fill(words.releases.restore_about, { n: number })}
          act={words.releases.restore}
          confirmed={() => restoreRelease(number)}
          done={() => {
            setAsked(false);
            location.hash = "#releases";
          }}
          closed={() => setAsked(false)}
          signedOut={signedOut}
        />
      )}
    </Sheet>
  );
}

function Facts({ release }: { release: ReleaseView }): JSX.Element {
  const { language, words } = useWords();
  return (
    <p class="facts">
      {release.live && (
        <>
          <span class="tag good">{words.releases.live}</span>{" "}
        </>
      )}
      {momentOf(language, release.published_at, new Date())} ·{" "}
      {release.author === "" ? words.releases.by_hand : release.author}
      {release.publisher !== "" && <> · {fill(words.releases.published_by, { name: release.publisher })}</>}
      {release.back_to !== null && <> · {fill(words.releases.back_to, { n: release.back_to })}</>}
    </p>
  );
}

function ChangedFile({
  number,
  path,
  signedOut,
}: {
  number: number;
  path: string;
  signedOut: () => void;
}): JSX.Element {
  const { words } = useWords();
  const load = useCallback(() => fetchReleasedFile(number, path), [number, path]);
  const loaded = useLoaded(load, signedOut);
  const [blame, setBlame] = useState(false);
  return (
    <section class="changed-file">
      <div class="changed-head">
        <h2>{path}</h2>
        <div class="views" role="group" aria-label={path}>
          <button type="button" aria-pressed={!blame} onClick={() => setBlame(false)}>
            {words.releases.changes}
          </button>
          <button type="button" aria-pressed={blame} onClick={() => setBlame(true)}>
            {words.releases.blame}
          </button>
        </div>
      </div>
      {loaded.value === null ? (
        <Waiting loaded={loaded} />
      ) : blame ? (
        <Blame path={path} file={loaded.value} />
      ) : (
        <DiffTable path={path} before={loaded.value.before} after={loaded.value.after} />
      )}
    </section>
  );
}

/** Each line with who wrote it last; said once for lines that follow each other. */
function Blame({ path, file }: { path: string; file: ReleasedFile }): JSX.Element {
  const { language, words } = useWords();
  const lines = (file.after ?? "").replace(/\n$/, "").split("\n");
  const byLine = new Map(file.blame.map((one) => [one.line, one]));
  return (
    <div class="table-frame" role="region" aria-label={path} tabIndex={0}>
      <table class="diff blame">
        <caption class="unseen">{path}</caption>
        <thead class="unseen">
          <tr>
            <th scope="col">{words.releases.column.author}</th>
            <th scope="col">{words.diff.line}</th>
            <th scope="col">{words.diff.text}</th>
          </tr>
        </thead>
        <tbody>
          {lines.map((text, place) => {
            const one = byLine.get(place + 1);
            const before = byLine.get(place);
            const follows = before !== undefined && one?.release === before.release && one.author === before.author;
            return (
              <tr key={place} class={follows ? "follows" : "begins"}>
                <td class="wrote">
                  {one !== undefined && !follows && (
                    <>
                      {one.release !== null && <a href={`#release/${one.release}`}>{one.release}</a>}{" "}
                      {one.author === "" ? words.releases.by_hand : one.author}
                      {one.at !== null && <span class="about"> {writtenDay(language, one.at)}</span>}
                    </>
                  )}
                </td>
                <td class="line-number">{place + 1}</td>
                <td>{text}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
