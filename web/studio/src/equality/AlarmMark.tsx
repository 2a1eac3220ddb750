/** A mark in the bar: a language has fallen behind in the last thirty days. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { fetchAlarms } from "../inbox/api.ts";
import { useWords } from "../studioWords.ts";

export function AlarmMark(): JSX.Element | null {
  const { words } = useWords();
  const [behind, setBehind] = useState(false);
  useEffect(() => {
    let here = true;
    // Without an answer there is no mark: the page itself says what is wrong.
    void fetchAlarms().then((outcome) => here && setBehind(outcome.done && outcome.value.length > 0));
    return () => {
      here = false;
    };
  }, []);
  if (!behind) return null;
  return (
    <span class="mark" title={words.equality.mark}>
      <Icon name="alert" />
      <span class="unseen">{words.equality.mark}</span>
    </span>
  );
}
