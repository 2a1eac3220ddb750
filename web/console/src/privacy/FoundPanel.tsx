/** What is kept about somebody, by conversation and without a word of it; from here it is handed out or erased. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { momentOf, writtenDay } from "@moien/kit/dates.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { saveBlob } from "@moien/kit/saving.ts";
import { DataTable } from "@moien/kit/staff/DataTable.tsx";
import { useLoaded } from "@moien/kit/staff/useLoaded.ts";
import { fill, plural } from "@moien/kit/words.ts";
import { fetchChoices } from "../accounts/accounts.ts";
import { KeptList } from "./KeptList.tsx";
import { refusalOf, usePrivacyWords } from "./privacyWords.ts";
import { fetchExport, MOST_AT_ONCE, type Asked, type Found } from "./requests.ts";

interface FoundPanelProps {
  asked: Asked;
  conversations: readonly Found[];
  erase: () => void;
  signedOut: () => void;
}

export function FoundPanel({ asked, conversations, erase, signedOut }: FoundPanelProps): JSX.Element {
  const own = usePrivacyWords();
  const { language, words } = own;
  const texts = words.found;
  const [said, setSaid] = useState<{ text: string; good: boolean } | null>(null);
  const waiting = useRef(false);
  const heading = useRef<HTMLHeadingElement>(null);
  useLayoutEffect(() => heading.current?.focus(), [conversations]);

  const save = async (format: "html" | "json") => {
    if (waiting.current) return;
    waiting.current = true;
    setSaid(null);
    const outcome = await fetchExport(asked, format);
    waiting.current = false;
    if (outcome.done) {
      saveBlob(outcome.value, `chat-${new Date().toISOString().slice(0, 10)}.${format}`);
      setSaid({ text: texts.saved, good: true });
    } else if (outcome.code === "signed_out") signedOut();
    else setSaid({ text: refusalOf(own, outcome.code), good: false });
  };

  return (
    <section class="answer-request" aria-labelledby="found-heading">
      <h2 class="part" id="found-heading" ref={heading} tabIndex={-1}>
        {plural(language, conversations.length, texts.count)}
      </h2>
      {conversations.length >= MOST_AT_ONCE && <p class="about">{fill(texts.newest, { n: MOST_AT_ONCE })}</p>}
      <Conversations conversations={conversations} signedOut={signedOut} />
      <div class="answers">
        <article class="block">
          <h3>{texts.hand_out}</h3>
          <p class="about">{texts.hand_out_about}</p>
          <div class="acts">
            <button type="button" class="button main" onClick={() => void save("html")}>
              <Icon name="document" />
              {texts.save_html}
            </button>
            <button type="button" class="button" onClick={() => void save("json")}>
              <Icon name="download" />
              {texts.save_json}
            </button>
          </div>
          <p class={said?.good === false ? "notice-bad" : "notice-good"} role="status">
            {said?.text}
          </p>
        </article>
        <article class="block">
          <h3>{texts.erase}</h3>
          <p class="about">{texts.erase_about}</p>
          <div class="acts">
            <button type="button" class="button danger" onClick={erase}>
              <Icon name="bin" />
              {texts.erase_act}
            </button>
          </div>
        </article>
      </div>
    </section>
  );
}

type ConversationsProps = Pick<FoundPanelProps, "conversations" | "signedOut">;

function Conversations({ conversations, signedOut }: ConversationsProps): JSX.Element {
  const { language, words, kit } = usePrivacyWords();
  const texts = words.found;
  const choices = useLoaded(fetchChoices, signedOut);
  const now = new Date();
  // One that the catalogue does not have (any more) keeps its id.
  const titleOf = (id: string) => choices.value?.services.find((one) => one.id === id)?.title[language] ?? id;
  return (
    <DataTable
      stacks
      caption={texts.table}
      columns={[
        { name: texts.last },
        { name: texts.began },
        { name: texts.administration },
        { name: texts.language },
        { name: texts.kept },
        { name: texts.services },
        { name: texts.until },
      ]}
      rows={conversations.map((one) => ({
        key: one.id,
        cells: [
          momentOf(language, one.last_at, now),
          momentOf(language, one.began_at, now),
          one.administration,
          kit.language_names[one.language],
          <KeptList kept={one.kept} />,
          one.services.length === 0 ? null : (
            <ul class="kept">
              {one.services.map((service) => (
                <li key={service}>{titleOf(service)}</li>
              ))}
            </ul>
          ),
          writtenDay(language, one.kept_until.slice(0, 10)),
        ],
      }))}
    />
  );
}
