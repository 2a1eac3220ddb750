/** The page that shows how things go at this moment, renewed every few seconds while it can be seen. */
import type { JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import type { Language } from "@moien/kit/languages.ts";
import { fill, plural } from "@moien/kit/words.ts";
import { fetchOverview, type Overview as Now } from "./figures.ts";
import { duration } from "./numbers.ts";
import { AgentsTable, LanguagesTable, LateTable, QueuesTable } from "./OverviewTables.tsx";
import { useSupervisionWords } from "./supervisionWords.ts";
import { Tiles, type TileProps } from "./Tiles.tsx";

const EVERY = 3000;

interface OverviewProps {
  /** The session has ended. */
  signedOut: () => void;
}

export function Overview({ signedOut }: OverviewProps): JSX.Element {
  const { language, words, staff } = useSupervisionWords();
  const texts = words.overview;
  const { value: now, standing, again } = useLoaded(fetchOverview, signedOut, { every: EVERY });
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    document.title = `${texts.heading} · Moien`;
  }, [texts]);
  useLayoutEffect(() => heading.current?.focus(), []);

  return (
    <section class="sheet">
      <div class="inside">
        <h1 ref={heading} tabIndex={-1}>
          {texts.heading}
        </h1>
        {now !== null && standing !== "failed" && (
          <p class="about">{fill(texts.as_of, { time: clock(language, now.at) })}</p>
        )}
        <p class="notice-bad" role="status">
          {standing === "failed" &&
            (now === null ? staff.failed : fill(texts.stale, { time: clock(language, now.at) }))}
        </p>
        {now === null && standing === "loading" && <p class="about">{staff.loading}</p>}
        {now === null && standing === "failed" && (
          <button type="button" class="button" onClick={again}>
            {staff.try_again}
          </button>
        )}
        {now !== null && <Standing now={now} />}
      </div>
    </section>
  );
}

function Standing({ now }: { now: Now }): JSX.Element {
  const { language, words } = useSupervisionWords();
  const texts = words.overview;
  const { late } = now.now;
  return (
    <>
      {/* Read out only when the number of those who wait too long has changed. */}
      <p class="unseen" role="status">
        {late > 0 && plural(language, late, texts.late_said)}
      </p>
      <Tiles tiles={tilesOf(language, texts, now)} />
      {now.late.length > 0 && (
        <>
          <h2 class="part late-text">
            <Icon name="alert" />
            {texts.late_heading}
          </h2>
          <LateTable now={now} />
        </>
      )}
      <div class="side-by-side">
        <div>
          <h2 class="part">{texts.queues}</h2>
          <QueuesTable now={now} />
        </div>
        <div>
          <h2 class="part">{texts.languages}</h2>
          <LanguagesTable now={now} />
        </div>
      </div>
      <h2 class="part">{texts.agents}</h2>
      {now.agents.length === 0 ? <p class="about">{texts.no_agents}</p> : <AgentsTable now={now} />}
    </>
  );
}

type Texts = ReturnType<typeof useSupervisionWords>["words"]["overview"];

function tilesOf(language: Language, texts: Texts, { now, callbacks, queues, agents }: Now): TileProps[] {
  const claimed = queues.reduce((sum, queue) => sum + queue.claimed, 0);
  const here = agents.filter(({ presence }) => presence !== "offline").length;
  const available = agents.filter(({ presence }) => presence === "available").length;
  return [
    { name: texts.waiting, value: String(now.waiting) },
    { name: texts.longest, value: now.longest_wait === null ? "–" : duration(language, now.longest_wait) },
    { name: texts.late, value: String(now.late), look: now.late > 0 ? "bad" : "good" },
    { name: texts.claimed, value: String(claimed) },
    { name: texts.callbacks, value: String(callbacks) },
    {
      name: texts.available,
      value: fill(texts.of, { n: available, of: here }),
      ...(now.waiting > 0 && available === 0 ? { look: "bad" as const } : {}),
    },
  ];
}

/** `14:05:09` in the time zone of the device; French writes the hour like other clocks of this page. */
function clock(language: Language, at: string): string {
  const moment = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  const [hour, minute, second] = [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two);
  return language === "fr" ? `${hour}h${minute}:${second}` : `${hour}:${minute}:${second}`;
}
