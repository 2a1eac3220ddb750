/** Two people wrote in the same file: what both agree on is taken, where they differ somebody decides, side by side. */
import type { JSX } from "preact";
import { useId, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { momentOf } from "@moien/kit/dates.ts";
import { fill, plural } from "@moien/kit/words.ts";
import type { Collision } from "../api.ts";
import { useWords } from "../studioWords.ts";
import { bringTogether, mergedText, type Choice, type Region } from "./merge.ts";

interface MergeViewProps {
  collision: Collision;
  mine: string;
  take: (text: string) => void;
}

/** Lines of what is settled that are shown around a conflict. */
const AROUND = 3;

export function MergeView({ collision, mine, take }: MergeViewProps): JSX.Element {
  const { language, words } = useWords();
  const { base, theirs, changed_at, changed_by } = collision;
  const regions = useMemo(() => bringTogether(base, mine, theirs), [base, mine, theirs]);
  const conflicts = regions.filter((region) => region.kind === "conflict").length;
  const [choices, setChoices] = useState<readonly (Choice | undefined)[]>([]);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), []);
  const text = mergedText(regions, choices);
  const open = conflicts - choices.filter((choice) => choice !== undefined).length;
  const at = changed_at === "" ? "" : momentOf(language, changed_at, new Date());
  let number = -1;
  return (
    <section class="merge" aria-labelledby="merge">
      <h2 id="merge" ref={heading} tabIndex={-1}>
        {words.merge.heading}
      </h2>
      <p>{fill(words.merge.about, { name: changed_by, at })}</p>
      <p role="status" class={open > 0 ? "notice-plain" : "notice-good"}>
        {open > 0 ? plural(language, open, words.merge.open) : words.merge.ready}
      </p>
      <div class="regions">
        {regions.map((region, place) => {
          if (region.kind === "settled") return <Settled key={place} lines={region.lines} />;
          number += 1;
          const own = number;
          return (
            <Conflict
              key={place}
              number={own + 1}
              region={region}
              choice={choices[own]}
              choose={(choice) =>
                setChoices(Array.from({ length: conflicts }, (_, n) => (n === own ? choice : choices[n])))
              }
            />
          );
        })}
      </div>
      <div class="acts">
        <button
          type="button"
          class="button main"
          aria-disabled={text === null}
          onClick={() => text !== null && take(text)}
        >
          {words.merge.take}
        </button>
        <button type="button" class="button" onClick={() => take(theirs)}>
          {words.merge.theirs_only}
        </button>
      </div>
    </section>
  );
}

/** What nobody needs to decide: the first and last lines, the others when they are asked for. */
function Settled({ lines }: { lines: readonly string[] }): JSX.Element {
  const { language, words } = useWords();
  const [whole, setWhole] = useState(false);
  const hidden = lines.length - 2 * AROUND;
  if (whole || hidden <= 1) return <pre class="lines">{lines.join("\n")}</pre>;
  return (
    <>
      <pre class="lines">{lines.slice(0, AROUND).join("\n")}</pre>
      <button type="button" class="button quiet small fold" onClick={() => setWhole(true)}>
        {plural(language, hidden, words.diff.hidden)}
      </button>
      <pre class="lines">{lines.slice(-AROUND).join("\n")}</pre>
    </>
  );
}

interface ConflictProps {
  number: number;
  region: Extract<Region, { kind: "conflict" }>;
  choice: Choice | undefined;
  choose: (choice: Choice) => void;
}

function Conflict({ number, region, choice, choose }: ConflictProps): JSX.Element {
  const { words } = useWords();
  const name = useId();
  const side = (one: "mine" | "theirs") => (
    <div class={choice === one || choice === "both" ? "side chosen" : "side"}>
      <label class="choice">
        <input type="radio" name={name} checked={choice === one} onChange={() => choose(one)} />
        {words.merge[one]}
      </label>
      <pre class="lines">{region[one].length === 0 ? words.merge.nothing : region[one].join("\n")}</pre>
    </div>
  );
  return (
    <fieldset class="conflict">
      <legend>{fill(words.merge.place, { n: number })}</legend>
      <div class="sides">
        {side("mine")}
        {side("theirs")}
      </div>
      <label class="choice">
        <input type="radio" name={name} checked={choice === "both"} onChange={() => choose("both")} />
        {words.merge.both}
      </label>
    </fieldset>
  );
}
