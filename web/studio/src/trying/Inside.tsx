/** What the bot saw in the chosen exchange: understanding, search, calls, handover. */
import type { JSX } from "preact";
import { Icon } from "@moien/kit/Icon.tsx";
import { useWords } from "../studioWords.ts";
import { CallCard } from "./CallCard.tsx";
import { Pairs } from "./Pairs.tsx";
import type { Handover } from "./schemas.ts";
import { SearchCard } from "./SearchCard.tsx";
import { SightCard } from "./SightCard.tsx";
import type { Talk } from "./talk.ts";

export function Inside({ talk }: { talk: Talk }): JSX.Element {
  const { words } = useWords();
  const shown = talk.shown.value;
  const tried = shown?.tried ?? null;
  return (
    <aside class="inside-pane" aria-label={words.trying.inside} tabIndex={0}>
      <h2>{words.trying.inside}</h2>
      {tried === null ? (
        <p class="about">{talk.busy.value ? words.trying.working : words.trying.empty}</p>
      ) : (
        <>
          <SightCard tried={tried} />
          {tried.search !== null && <SearchCard search={tried.search} />}
          {(shown?.given.type === "call" ? talk.wanted(shown.given.call) : tried.calls).map((call) => (
            <CallCard key={call.id} talk={talk} call={call} />
          ))}
          {tried.handover !== null && <HandoverCard handover={tried.handover} />}
        </>
      )}
    </aside>
  );
}

function HandoverCard({ handover }: { handover: Handover }): JSX.Element {
  const { language, words } = useWords();
  const texts = words.trying.handover;
  return (
    <section class="try-card">
      <h3>
        <Icon name="agent" />
        {texts.heading}
      </h3>
      <p class="about">{texts.about}</p>
      <Pairs
        pairs={[
          [texts.reason, texts.reasons[handover.reason]],
          [texts.queue, handover.queue_name[language] ?? handover.queue],
          [texts.service, handover.service === null ? null : <code key="service">{handover.service}</code>],
          ...Object.entries(handover.fields).map(([name, value]): [string, string] => [name, value]),
        ]}
      />
    </section>
  );
}
