/** What stands in the cells of the list: name, state, examples per language, day of the last check, problems. */
import type { JSX } from "preact";
import { writtenDay, momentOf } from "@moien/kit/dates.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { LANGUAGES } from "@moien/kit/languages.ts";
import { fill, plural } from "@moien/kit/words.ts";
import type { FileView } from "../api.ts";
import { keptText } from "../file/kept.ts";
import { fileHash, reviewHash, testsOf } from "../places.ts";
import { useWords } from "../studioWords.ts";
import { isOld, nameOf, weakLanguages } from "./filters.ts";

export function FileName({ file }: { file: FileView }): JSX.Element {
  const { language, words } = useWords();
  const administration = [file.administration[language], ...Object.values(file.administration)].find(Boolean);
  return (
    <>
      <a href={fileHash(file.path)}>{nameOf(file, language)}</a>
      {keptText(file.path) !== null && <span class="tag care">{words.list.unsaved}</span>}
      <span class="about">
        {administration && <>{administration} · </>}
        <code>{file.path}</code>
        {file.kind === "service" && (
          <>
            {" "}
            · <a href={fileHash(testsOf(file.path))}>{words.list.tests}</a>
          </>
        )}
      </span>
    </>
  );
}

const MARKS = { live: "good", draft: "care", new: "care", going: "bad", paused: "bad" } as const;

export function StateTag({ file }: { file: FileView }): JSX.Element {
  const { language, words } = useWords();
  const { changed_at, changed_by } = file;
  return (
    <>
      <span class={`tag ${MARKS[file.state]}`}>{words.state[file.state]}</span>
      {file.in_review !== null && (
        <>
          {" "}
          <a class="tag" href={reviewHash(file.in_review)}>
            {words.state.review}
          </a>
        </>
      )}
      {changed_at !== null && changed_by !== null && (
        <span class="about">
          {fill(words.list.changed, { name: changed_by, at: momentOf(language, changed_at, new Date()) })}
        </span>
      )}
    </>
  );
}

export function Examples({ file }: { file: FileView }): JSX.Element {
  const { words, kit } = useWords();
  return (
    <ul class="tongues">
      {LANGUAGES.map((code) => {
        const count = file.examples[code] ?? 0;
        const missing = count === 0 || !file.title[code]?.trim();
        const name = kit.language_names[code];
        return (
          <li key={code} class={missing ? "missing" : undefined} title={missing ? words.list.missing : undefined}>
            <abbr title={name}>{code}</abbr> {count}
            {missing && <span class="unseen"> {words.list.missing}</span>}
          </li>
        );
      })}
    </ul>
  );
}

/** Share of the test sentences that the live bot understands, by language. */
export function Health({ file }: { file: FileView }): JSX.Element {
  const { words, kit } = useWords();
  const weak = weakLanguages(file);
  if (Object.keys(file.health).length === 0) return <span class="about">{words.list.not_measured}</span>;
  return (
    <ul class="tongues">
      {LANGUAGES.flatMap((code) => {
        const share = file.health[code];
        if (share === undefined) return [];
        const bad = weak.includes(code);
        return (
          <li key={code} class={bad ? "missing" : undefined} title={bad ? words.list.weak : undefined}>
            <abbr title={kit.language_names[code]}>{code}</abbr> {Math.round(share * 100)} %
            {bad && <span class="unseen"> {words.list.weak}</span>}
          </li>
        );
      })}
    </ul>
  );
}

export function CheckedDay({ file, now }: { file: FileView; now: number }): JSX.Element {
  const { language, words } = useWords();
  if (file.checked === "") return <span class="late-text">{words.list.never_checked}</span>;
  const day = writtenDay(language, file.checked);
  if (!isOld(file, now)) return <>{day}</>;
  return (
    <span class="old">
      <Icon name="clock" />
      {day} <span class="unseen">({words.list.old})</span>
    </span>
  );
}

export function Problems({ count }: { count: number }): JSX.Element {
  const { language, words } = useWords();
  return (
    <span class={count === 0 ? "health good" : "health bad"}>
      <Icon name={count === 0 ? "check" : "alert"} />
      {count === 0 ? words.list.healthy : plural(language, count, words.problems.count)}
    </span>
  );
}
