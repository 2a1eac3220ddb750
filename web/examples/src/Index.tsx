/** The index of the examples: every state, language and theme as a link. */
import type { ComponentChildren, JSX } from "preact";
import { LANGUAGES, OWN_NAMES } from "@moien/kit/languages.ts";
import { addressOf, THEMES, type Choice } from "./place.ts";
import { GROUPS } from "./scenes.ts";

interface LinkProps {
  chosen: Choice;
  change: Partial<Choice>;
  children: ComponentChildren;
}

function Link({ chosen, change, children }: LinkProps): JSX.Element {
  const address = addressOf({ ...chosen, ...change });
  return (
    <a href={address} lang={change.language} aria-current={address === addressOf(chosen) ? "page" : undefined}>
      {children}
    </a>
  );
}

export function Index({ chosen }: { chosen: Choice }): JSX.Element {
  return (
    <main>
      <h1>Examples of the widget</h1>
      <p>
        Every part in every state, with the real components and without a gateway. The address names what is shown:
        <code> {addressOf(chosen)}</code>
      </p>
      <nav aria-label="Languages and themes">
        <ul>
          {LANGUAGES.map((language) => (
            <li key={language}>
              <Link chosen={chosen} change={{ language }}>
                {OWN_NAMES[language]}
              </Link>
            </li>
          ))}
          {THEMES.map((theme) => (
            <li key={theme}>
              <Link chosen={chosen} change={{ theme }}>
                {theme}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <nav aria-label="States">
        {Object.entries(GROUPS).map(([group, scenes]) => (
          <section key={group}>
            <h2>{group}</h2>
            <ul>
              {Object.keys(scenes).map((state) => (
                <li key={state}>
                  <Link chosen={chosen} change={{ state }}>
                    {state}
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
    </main>
  );
}
