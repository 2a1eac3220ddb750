/** The studio: which services the bot knows, how complete each language is, what is wrong, and how to change it. */
import type { ComponentChildren, JSX } from "preact";
import { useCallback, useEffect, useState } from "preact/hooks";
import { writtenDay } from "@moien/kit/dates.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { KIT_WORDS } from "@moien/kit/kitWords.ts";
import { LANGUAGES, type Language } from "@moien/kit/languages.ts";
import { safeAddress } from "@moien/kit/markdown.ts";
import { MyAccount } from "@moien/kit/staff/MyAccount.tsx";
import { STAFF_WORDS } from "@moien/kit/staff/staffWords.ts";
import { ME, StaffPage, useLanguage } from "@moien/kit/staff/StaffPage.tsx";
import { PageLink } from "@moien/kit/Text.tsx";
import { fill, plural, type Tables } from "@moien/kit/words.ts";
import { fetchCatalogue, type Catalogue, type Service } from "./catalogue.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

const WORDS: Tables<typeof lb> = { lb, fr, de, en };

export function Studio(): JSX.Element {
  const place = usePlace();
  return (
    <StaffPage name="Studio" roles={["owner", "publisher"]} status={place === ME && <WayBack />}>
      {(account, leave) =>
        place === ME ? <MyAccount account={account} signedOut={leave} /> : <Overview leave={leave} />
      }
    </StaffPage>
  );
}

/** From the own account to the catalogue. */
function WayBack(): JSX.Element {
  return <a href="#services">{WORDS[useLanguage()].heading}</a>;
}

/** What stands behind `#` in the address; the link to the content leads to no other place. */
function usePlace(): string {
  const [place, setPlace] = useState(() => location.hash);
  useEffect(() => {
    const read = () => {
      if (location.hash !== "#content") setPlace(location.hash);
    };
    addEventListener("hashchange", read);
    return () => removeEventListener("hashchange", read);
  }, []);
  return place;
}

function Overview({ leave }: { leave: () => void }): JSX.Element {
  const language = useLanguage();
  const words = WORDS[language];
  const [catalogue, setCatalogue] = useState<Catalogue | "loading" | "failed">("loading");

  const load = useCallback(() => {
    setCatalogue("loading");
    void fetchCatalogue().then((answer) => {
      if ("catalogue" in answer) setCatalogue(answer.catalogue);
      else if (answer.problem === "signed_out") leave();
      else setCatalogue("failed");
    });
    // Signing out by itself does not call for the catalogue again.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, []);

  useEffect(load, [load]);
  useEffect(() => {
    document.title = `${words.title} · Moien`;
  }, [words]);

  return (
    <div class="overview">
      <h1>{words.heading}</h1>
      <p class="lead">{words.lead}</p>
      <div role="status">
        {catalogue === "loading" && <p>{STAFF_WORDS[language].loading}</p>}
        {catalogue === "failed" && <p class="failed">{words.failed}</p>}
      </div>
      {catalogue === "failed" && (
        <button type="button" class="button" onClick={load}>
          {words.again}
        </button>
      )}
      {typeof catalogue === "object" && <State catalogue={catalogue} language={language} />}
      <HowToEdit language={language} />
    </div>
  );
}

function State({ catalogue, language }: { catalogue: Catalogue; language: Language }): JSX.Element {
  const words = WORDS[language];
  const { services } = catalogue;
  const problems = [...services.flatMap((service) => service.problems), ...catalogue.problems];
  return (
    <>
      <p class="sum">
        <strong>{plural(language, services.length, words.state.services)}</strong>
        <Health problems={problems.length} language={language} />
      </p>
      <div class="wide" role="region" aria-labelledby="services" tabIndex={0}>
        <table>
          <caption id="services" class="unseen">
            {words.heading}
          </caption>
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                {words.table.service}
              </th>
              <th scope="colgroup" colSpan={LANGUAGES.length}>
                {words.table.examples}
              </th>
              <th scope="col" rowSpan={2}>
                {words.table.form}
              </th>
              <th scope="col" rowSpan={2}>
                {words.table.checked}
              </th>
              <th scope="col" rowSpan={2}>
                {words.table.health}
              </th>
            </tr>
            <tr>
              {LANGUAGES.map((code) => (
                <th key={code} scope="col">
                  <abbr title={KIT_WORDS[language].language_names[code]}>{code}</abbr>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {services.map((service) => (
              <ServiceRow key={service.id} service={service} language={language} />
            ))}
          </tbody>
        </table>
      </div>
      <h2>{words.problems.heading}</h2>
      {problems.length === 0 ? (
        <p>{words.problems.none}</p>
      ) : (
        <ul class="problems">
          {problems.map((problem) => (
            <li key={`${problem.path}:${problem.line}:${problem.code}:${problem.message}`}>
              <p>
                <strong>{fill(words.problems.place, { path: problem.path, line: problem.line })}</strong>{" "}
                <code>{problem.code}</code>
              </p>
              <p lang="en">{problem.message}</p>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function ServiceRow({ service, language }: { service: Service; language: Language }): JSX.Element {
  const words = WORDS[language];
  const page = officialPage(service, language);
  return (
    <tr>
      <th scope="row">
        {service.title[language]}
        <span class="id">{pathOf(service.id)}</span>
        {page && (
          <PageLink href={page.address} hrefLang={page.language} newTab={KIT_WORDS[language].source.new_tab}>
            {words.table.official}
          </PageLink>
        )}
      </th>
      {LANGUAGES.map((code) => (
        <td key={code} class={service.examples[code] === 0 ? "number none" : "number"}>
          {service.examples[code]}
        </td>
      ))}
      <td>{service.has_form ? words.table.has_form : words.table.no_form}</td>
      <td>{writtenDay(language, service.checked)}</td>
      <td>
        <Health problems={service.problems.length} language={language} />
      </td>
    </tr>
  );
}

function pathOf(id: string): string {
  return `bot/catalogue/${id}.yaml`;
}

/** The official page in the reader's language where there is one, else in any. */
function officialPage({ link }: Service, language: Language): { address: string; language: string } | null {
  const found = language in link ? language : Object.keys(link)[0];
  const address = found === undefined ? null : safeAddress(link[found] ?? "");
  return found === undefined || address === null ? null : { address, language: found };
}

function Health({ problems, language }: { problems: number; language: Language }): JSX.Element {
  const { state } = WORDS[language];
  return (
    <span class={problems === 0 ? "health good" : "health bad"}>
      <Icon name={problems === 0 ? "check" : "alert"} />
      {problems === 0 ? state.healthy : plural(language, problems, state.problems)}
    </span>
  );
}

function HowToEdit({ language }: { language: Language }): JSX.Element {
  const { edit } = WORDS[language];
  return (
    <section aria-labelledby="edit">
      <h2 id="edit">{edit.heading}</h2>
      <ol class="edit">
        <li>{withCode(edit.file, "path", pathOf("…"))}</li>
        <li>{withCode(edit.check, "command", "./moien check")}</li>
        <li>{withCode(edit.train, "command", "./moien train")}</li>
      </ol>
    </section>
  );
}

/** A sentence in which one value is code. */
function withCode(template: string, name: string, code: string): ComponentChildren {
  const [before, after] = template.split(`{${name}}`);
  return (
    <>
      {before}
      <code>{code}</code>
      {after}
    </>
  );
}
