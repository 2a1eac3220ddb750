/** For which administrations and services somebody is there: nothing chosen means all. */
import type { JSX } from "preact";
import { useId, useState } from "preact/hooks";
import type { Loaded } from "@moien/kit/staff/useLoaded.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { fill, plural } from "@moien/kit/words.ts";
import { serviceName } from "../ticket.ts";
import type { Choices } from "./accounts.ts";
import { useAccountsWords } from "./accountsWords.ts";

interface MattersFieldProps {
  choices: Loaded<Choices>;
  chosen: readonly string[];
  set: (chosen: string[]) => void;
}

export function AdministrationsField({ choices, chosen, set }: MattersFieldProps): JSX.Element | null {
  const { words } = useAccountsWords();
  const id = useId();
  const known = withChosen(choices.value?.administrations ?? [], chosen);
  if (known.length === 0) return null;
  return (
    <fieldset class="field" aria-describedby={`${id}hint`}>
      <legend>{words.form.administrations}</legend>
      <p class="hint" id={`${id}hint`}>
        {words.form.all_hint}
      </p>
      <div class="few-choices">
        {known.map((administration) => (
          <Choice
            key={administration}
            name={serviceName(administration)}
            checked={chosen.includes(administration)}
            set={(on) => set(toggled(chosen, administration, on))}
          />
        ))}
      </div>
    </fieldset>
  );
}

/** There are many services: they stand folded away, and can be searched. */
export function ServicesField({ choices, chosen, set }: MattersFieldProps): JSX.Element {
  const { language, words, staff } = useAccountsWords();
  const [wanted, setWanted] = useState("");
  const id = useId();
  const titles = new Map(choices.value?.services.map((service) => [service.id, service.title[language]]));
  const title = (service: string) => titles.get(service) ?? serviceName(service);
  const known = withChosen([...titles.keys()], chosen).sort((one, other) => (title(one) < title(other) ? -1 : 1));
  const found = known.filter((service) => title(service).toLowerCase().includes(wanted.trim().toLowerCase()));
  return (
    <details class="field services">
      <summary>
        <Icon name="back" />
        {fill(words.form.which, {
          which: chosen.length === 0 ? words.form.all : plural(language, chosen.length, words.form.chosen),
        })}
      </summary>
      {choices.standing === "failed" && (
        <p class="hint">
          {words.form.no_choices}{" "}
          <button type="button" class="button" onClick={choices.again}>
            {staff.try_again}
          </button>
        </p>
      )}
      {known.length > 0 && (
        <fieldset aria-describedby={`${id}hint`}>
          <legend class="unseen">{words.form.services}</legend>
          <p class="hint" id={`${id}hint`}>
            {words.form.all_hint}
          </p>
          <input
            type="search"
            aria-label={words.form.find_service}
            placeholder={words.form.find_service}
            value={wanted}
            onInput={(event) => setWanted(event.currentTarget.value)}
          />
          <div class="many-choices">
            {found.map((service) => (
              <Choice
                key={service}
                name={title(service)}
                checked={chosen.includes(service)}
                set={(on) => set(toggled(chosen, service, on))}
              />
            ))}
          </div>
        </fieldset>
      )}
    </details>
  );
}

interface ChoiceProps {
  name: string;
  checked: boolean;
  set: (on: boolean) => void;
}

function Choice({ name, checked, set }: ChoiceProps): JSX.Element {
  return (
    <label class="choice">
      <input type="checkbox" checked={checked} onChange={(event) => set(event.currentTarget.checked)} />
      {name}
    </label>
  );
}

/** What there is to choose from, and what was chosen when there was more. */
function withChosen(known: readonly string[], chosen: readonly string[]): string[] {
  return [...new Set([...known, ...chosen])];
}

function toggled(chosen: readonly string[], one: string, on: boolean): string[] {
  const others = chosen.filter((other) => other !== one);
  return on ? [...others, one] : others;
}
