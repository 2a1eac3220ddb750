/** What the check finds in the text, with the way to each line; what it causes in other files too. */
import type { JSX } from "preact";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill, plural } from "@moien/kit/words.ts";
import type { Checked } from "../api.ts";
import { fileHash } from "../places.ts";
import { useWords } from "../studioWords.ts";

interface ProblemListProps {
  checked: Checked;
  checking: boolean;
  goTo: (line: number) => void;
}

export function ProblemList({ checked, checking, goTo }: ProblemListProps): JSX.Element {
  const { language, words, staff } = useWords();
  const { problems, elsewhere } = checked;
  const count = problems.length + elsewhere.length;
  return (
    <details class="problem-list" open={count > 0}>
      <summary>
        <span role="status" class={count === 0 ? "health good" : "health bad"}>
          <Icon name={count === 0 ? "check" : "alert"} />
          {count === 0 ? words.problems.none : plural(language, count, words.problems.count)}
        </span>
        <span class="about">{checking ? staff.loading : ""}</span>
      </summary>
      {count > 0 && (
        <ol tabIndex={0} aria-label={words.problems.heading}>
          {problems.map(({ line, code, message }) => (
            <li key={`${line}:${code}:${message}`}>
              <button type="button" class="to-line" onClick={() => goTo(line)}>
                {fill(words.problems.line, { n: line })}
              </button>{" "}
              <span lang="en">{message}</span>
            </li>
          ))}
          {elsewhere.map(({ path, line, code, message }) => (
            <li key={`${path}:${line}:${code}:${message}`}>
              <a href={fileHash(path)}>{fill(words.problems.place, { path, n: line })}</a>{" "}
              <span lang="en">{message}</span>
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}
