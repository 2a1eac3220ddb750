/** The page of earlier conversations: words and language, newest first; each opens beside the desk, to be read only. */
import type { JSX } from "preact";
import { useCallback, useEffect, useId, useRef, useState } from "preact/hooks";
import { clockTime, dayHeading } from "@moien/kit/dates.ts";
import { LANGUAGES } from "@moien/kit/languages.ts";
import { STAFF_WORDS } from "@moien/kit/staff/staffWords.ts";
import { plural } from "@moien/kit/words.ts";
import { useWords } from "./consoleWords.ts";
import { useDesk } from "./context.ts";
import { marked, searchConversations, type FoundConversation, type Sought } from "./search.ts";
import { serviceTitle } from "./ticket.ts";
import { Tongue } from "./Tongue.tsx";

/** Milliseconds without a further letter after which the search begins by itself. */
const PAUSE = 350;

interface SearchProps {
  /** Another page is shown: what was found stays for whoever comes back. */
  aside: boolean;
  open: (conversation: string) => void;
}

export function Search({ aside, open }: SearchProps): JSX.Element {
  const desk = useDesk();
  const { language, words, kit } = useWords();
  const texts = words.search;
  const [sought, setSought] = useState<Sought>({ query: "", language: "" });
  const [found, setFound] = useState<readonly FoundConversation[]>([]);
  const [next, setNext] = useState<string | null>(null);
  const [standing, setStanding] = useState<"loading" | "loaded" | "failed">("loading");
  const box = useRef<HTMLInputElement>(null);
  /** Counts what is asked for: only the newest answer counts. */
  const asked = useRef(0);
  const id = useId();

  const load = useCallback(
    async (before: string | null) => {
      const number = (asked.current += 1);
      setStanding("loading");
      const outcome = await searchConversations(sought, before);
      if (number !== asked.current) return;
      if (outcome.done) {
        const { conversations, before: following } = outcome.value;
        setFound((earlier) => (before === null ? conversations : [...earlier, ...conversations]));
        setNext(following);
        setStanding("loaded");
      } else if (outcome.code === "signed_out") desk.signedOut();
      else setStanding("failed");
    },
    [sought, desk],
  );

  useEffect(() => {
    const timer = setTimeout(() => void load(null), sought.query === "" ? 0 : PAUSE);
    return () => clearTimeout(timer);
  }, [load, sought]);

  useEffect(() => {
    if (!aside) box.current?.focus();
  }, [aside]);

  return (
    <section class="search-page" aria-labelledby={`${id}heading`} hidden={aside}>
      <div class="inside">
        <h1 id={`${id}heading`}>{texts.heading}</h1>
        <p class="about">{texts.about}</p>
        <form
          class="filters"
          role="search"
          onSubmit={(event) => {
            event.preventDefault();
            void load(null);
          }}
        >
          <label for={`${id}query`}>{texts.query}</label>
          <input
            id={`${id}query`}
            ref={box}
            type="search"
            autoComplete="off"
            value={sought.query}
            onInput={(event) => setSought({ ...sought, query: event.currentTarget.value })}
          />
          <label for={`${id}language`}>{texts.language}</label>
          <select
            id={`${id}language`}
            value={sought.language}
            onChange={(event) => setSought({ ...sought, language: event.currentTarget.value })}
          >
            <option value="">{texts.any_language}</option>
            {LANGUAGES.map((code) => (
              <option key={code} value={code}>
                {kit.language_names[code]}
              </option>
            ))}
          </select>
        </form>
        <p class={standing === "failed" ? "count problem" : "count"} role="status">
          {standing === "loading"
            ? STAFF_WORDS[language].loading
            : standing === "failed"
              ? texts.failed
              : found.length === 0
                ? texts.empty
                : plural(language, found.length, next === null ? texts.found : texts.found_more)}
        </p>
        {standing === "failed" && (
          <button type="button" class="button" onClick={() => void load(null)}>
            {texts.again}
          </button>
        )}
        <ul class="found">
          {found.map((one) => (
            <FoundRow key={one.conversation} one={one} query={sought.query} open={open} />
          ))}
        </ul>
        {standing !== "failed" && next !== null && (
          <button type="button" class="button" aria-disabled={standing === "loading"} onClick={() => void load(next)}>
            {texts.more}
          </button>
        )}
      </div>
    </section>
  );
}

interface FoundRowProps {
  one: FoundConversation;
  query: string;
  open: (conversation: string) => void;
}

function FoundRow({ one, query, open }: FoundRowProps): JSX.Element {
  const desk = useDesk();
  const { language, words } = useWords();
  const code = desk.catalogue.value?.wrap_up.find(({ id }) => id === one.wrap_up);
  const facts = [
    `${dayHeading(language, one.opened_at, new Date())}, ${clockTime(language, one.opened_at)}`,
    one.agent,
    one.closed_at === null ? words.search.goes_on : (code?.label[language] ?? words.search.ended),
  ];
  return (
    <li>
      <button type="button" class="found-one" onClick={() => open(one.conversation)}>
        <span class="first">
          <Tongue language={one.language} />
          <span class="service">
            {one.service === null ? words.search.no_service : serviceTitle(desk, one.service, language)}
          </span>
          <span class="facts">{facts.filter((fact) => fact !== null).join(" · ")}</span>
        </span>
        <span class="snippet" lang={one.language}>
          {marked(one.snippet, query).map(({ text, hit }, index) =>
            hit ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
          )}
        </span>
      </button>
    </li>
  );
}
