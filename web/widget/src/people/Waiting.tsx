/** What a citizen sees while they wait for a person: where they stand, how long it may take, what to do instead. */
import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Icon, type IconName } from "@moien/kit/Icon.tsx";
import { useSpeech } from "../context.ts";
import { awayText, placeText, waitText } from "./waitTexts.ts";

/** `call` opens the form for a call-back request. */
export function Waiting({ call }: { call: () => void }): JSX.Element {
  const { session, words, language } = useSpeech();
  const texts = words.waiting;
  const place = session.person.place.value;
  const helped = session.view.value.botHelps;
  const now = useMinute();
  const away = place && awayText(language, place, now);
  const usable = session.ready.value;
  return (
    <section class={away === null ? "waiting" : "waiting away"} aria-label={texts.name}>
      <Icon name="clock" />
      <div>
        <div role="status">
          <p class="place">{place ? placeText(language, place) : texts.name}</p>
          {away !== null && <p>{away}</p>}
        </div>
        {place && away === null && <p>{waitText(language, place.wait)}</p>}
        {(helped || away !== null) && <p>{helped ? texts.helping : texts.keeps}</p>}
      </div>
      <div class="ways">
        {helped ? (
          <Way icon="clock" text={texts.only_wait} usable={usable} go={() => session.person.meanwhile(false)} />
        ) : (
          <Way icon="chat" text={texts.meanwhile} usable={usable} go={() => session.person.meanwhile(true)} />
        )}
        <Way icon="phone" kind="call" text={texts.call} usable={usable} go={call} />
        <Way icon="close" text={texts.leave} usable={usable} go={() => session.person.leave()} />
      </div>
    </section>
  );
}

interface WayProps {
  icon: IconName;
  text: string;
  kind?: string;
  usable: boolean;
  go: () => void;
}

function Way({ icon, text, kind, usable, go }: WayProps): JSX.Element {
  return (
    <button
      type="button"
      class={kind === undefined ? "small" : `small ${kind}`}
      aria-disabled={!usable}
      onClick={() => usable && go()}
    >
      <Icon name={icon} />
      {text}
    </button>
  );
}

/** The time, anew each minute: "tomorrow" becomes "today" at midnight. */
function useMinute(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => setNow(new Date()), 60_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
