/** How satisfied a citizen is: asked below the line that says a person closed the matter, and of whoever says they are done. */
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { useFocusKept } from "@moien/kit/focusKept.ts";
import { fill } from "@moien/kit/words.ts";
import { useSpeech } from "../context.ts";
import type { Score } from "../person.ts";

/** The mouths of the faces, from very bad to very good. */
const MOUTHS: Record<Score, string> = {
  1: "M8 17q4-4.5 8 0",
  2: "M8.5 16.5q3.5-2.5 7 0",
  3: "M8.5 16h7",
  4: "M8.5 15q3.5 2.8 7 0",
  5: "M8 14.5q4 5 8 0",
};

const SCORES: readonly Score[] = [1, 2, 3, 4, 5];

export function ScoreForm(): JSX.Element {
  const { session, words, language } = useSpeech();
  const texts = words.score;
  const given = session.person.scored ?? session.view.value.rating;
  const [chosen, setChosen] = useState<Score | null>(null);
  const [again, setAgain] = useState(false);
  const [missing, setMissing] = useState(false);
  const id = useId();
  const frame = useRef<HTMLDivElement>(null);
  useFocusKept(frame, () => frame.current);
  const asks = given === null || again;

  const send = () => {
    setMissing(chosen === null);
    if (chosen === null) return;
    setAgain(false);
    session.person.rate(chosen);
  };

  return (
    <div class="score" lang={language} tabIndex={-1} ref={frame}>
      <p role="status" class={asks ? "unseen" : undefined}>
        {!asks && fill(texts.thanks, { score: texts[given] })}
      </p>
      {asks ? (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            send();
          }}
        >
          <fieldset aria-describedby={`${id}missing`}>
            <legend>{texts.question}</legend>
            <div class="faces">
              {SCORES.map((score) => (
                <label key={score} class={chosen === score ? "chosen" : undefined}>
                  <input
                    type="radio"
                    name={`${id}score`}
                    value={score}
                    checked={chosen === score}
                    onChange={() => {
                      setChosen(score);
                      setMissing(false);
                    }}
                  />
                  <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
                    <path d={`M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM9 9.5v.6M15 9.5v.6 ${MOUTHS[score]}`} />
                  </svg>
                  <span>{texts[score]}</span>
                </label>
              ))}
            </div>
          </fieldset>
          <p id={`${id}missing`} class="problem" role="status">
            {missing && texts.choose}
          </p>
          <button type="submit" class="small strong">
            {texts.send}
          </button>
        </form>
      ) : (
        <button
          type="button"
          class="small"
          onClick={() => {
            setChosen(given);
            setAgain(true);
          }}
        >
          {texts.change}
        </button>
      )}
    </div>
  );
}
