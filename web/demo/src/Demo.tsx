/** The demo page in one language. */
import type { JSX } from "preact";
import { useEffect } from "preact/hooks";
import { LANGUAGES, OWN_NAMES, type Language } from "@moien/kit/languages.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill, type Tables } from "@moien/kit/words.ts";
import mark from "./mark.svg";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

const WORDS: Tables<typeof lb> = { lb, fr, de, en };

/** The commune's name is the same in all languages; index.html hands it to the widget. */
const NAME = "Gemeng Musterduerf";

/** Made up: both check digits are right, the person does not exist. */
const MADE_UP_NUMBER = "1985041212393";

interface ChatElement extends HTMLElement {
  open(): void;
}

function openChat(): void {
  document.querySelector<ChatElement>("moien-chat")?.open();
}

export function Demo({ language }: { language: Language }): JSX.Element {
  const words = WORDS[language];
  const { heading, ...questions } = words.examples;
  const { heading: waysHeading, ...ways } = words.ways;

  useEffect(() => {
    document.title = words.title;
  }, [words]);

  return (
    <>
      <a class="skip" href="#content">
        {words.skip}
      </a>
      <header class="top">
        <p class="strip">
          <Icon name="alert" />
          <span>{words.strip}</span>
        </p>
        <div class="band">
          <p class="brand">
            <img src={mark} alt="" width="44" height="44" />
            <span>{NAME}</span>
          </p>
          <nav aria-label={words.languages}>
            <ul>
              {LANGUAGES.map((code) => (
                <li key={code}>
                  <a
                    href={`?lang=${code}`}
                    lang={code}
                    hrefLang={code}
                    aria-current={code === language ? "page" : undefined}
                  >
                    {OWN_NAMES[code]}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
        </div>
      </header>
      <main id="content" tabIndex={-1}>
        <section class="hero">
          <div class="band">
            <h1>{words.hero.question}</h1>
            <p class="lead">{words.hero.lead}</p>
            <button type="button" class="button main" onClick={openChat}>
              <Icon name="chat" />
              {words.hero.open}
            </button>
          </div>
        </section>
        <section class="band" aria-labelledby="examples">
          <h2 id="examples">{heading}</h2>
          <ul class="questions">
            {Object.entries(questions).map(([service, question]) => (
              <li key={service}>{question}</li>
            ))}
          </ul>
        </section>
        <section class="band" aria-labelledby="ways">
          <h2 id="ways">{waysHeading}</h2>
          <ol class="ways">
            {Object.entries(ways).map(([name, way]) => (
              <li key={name}>
                <h3>{way.title}</h3>
                <p>{way.text}</p>
              </li>
            ))}
          </ol>
        </section>
        <section class="band behind" aria-labelledby="behind">
          <h2 id="behind">{words.behind.heading}</h2>
          <p>{words.behind.text}</p>
          <p>{fill(words.behind.careful, { number: MADE_UP_NUMBER })}</p>
          <h2 id="privacy" tabIndex={-1}>
            {words.behind.privacy_heading}
          </h2>
          <p>{words.behind.privacy}</p>
        </section>
      </main>
      <footer class="bottom">
        <div class="band">
          <span>{words.behind.staff}:</span>
          <a href="/console/">{words.behind.console}</a>
          <a href="/studio/">{words.behind.studio}</a>
        </div>
      </footer>
    </>
  );
}
