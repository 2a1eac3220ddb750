/** The communes that fit what is typed, above the input: a combobox with a list, after the ARIA Authoring Practices. */
import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { plural } from "@moien/kit/words.ts";
import { useSpeech } from "../context.ts";
import { later } from "../later.ts";
import { fetchCommunes, findCommunes, type Commune } from "./communes.ts";

/** Communes in the list at most: as many as a phone shows above its keyboard. */
const MOST = 5;

interface Combobox {
  /** What makes the input a combobox. */
  attributes: {
    role: "combobox";
    "aria-autocomplete": "list";
    "aria-expanded": boolean;
    "aria-controls": string;
    "aria-activedescendant": string | undefined;
    onKeyDown: (event: KeyboardEvent) => void;
  };
  /** Nobody is writing any longer. */
  leave: () => void;
  list: JSX.Element;
}

/** Each gateway has a list of its own. */
const communes = new Map<string, ReturnType<typeof later<Commune[]>>>();

/** `on`: the field asks for a commune; `choose` takes the name of one. */
export function useCommunes(on: boolean, id: string, value: string, choose: (name: string) => void): Combobox | null {
  const { session, words, language } = useSpeech();
  /** What was typed when the citizen closed the list, or took a name from it. */
  const [closedAt, setClosedAt] = useState<string | null>(null);
  const [active, setActive] = useState(-1);
  if (!on) return null;
  const { server } = session;
  const fetched = communes.get(server) ?? later(() => fetchCommunes(server));
  communes.set(server, fetched);
  const all = fetched();
  const found = !all || closedAt === value ? [] : findCommunes(all, value, language, MOST);
  const open = found.length > 0;
  const chosen = open ? Math.min(active, found.length - 1) : -1;
  const { found: counted, none } = words.fields.commune;

  const take = (name: string) => {
    setClosedAt(name);
    setActive(-1);
    choose(name);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && all) {
      event.preventDefault();
      if (!open) setClosedAt(null);
      // One place more than the list has: the input itself.
      else setActive(((chosen + 1 + step + found.length + 1) % (found.length + 1)) - 1);
    } else if (event.key === "Enter" && chosen >= 0) {
      event.preventDefault();
      take(found[chosen]?.name ?? value);
    } else if (event.key === "Escape" && open) {
      event.stopPropagation();
      event.preventDefault();
      setClosedAt(value);
      setActive(-1);
    }
  };

  return {
    attributes: {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": open,
      "aria-controls": `${id}communes`,
      "aria-activedescendant": chosen >= 0 ? `${id}commune${chosen}` : undefined,
      onKeyDown,
    },
    leave: () => setClosedAt(value),
    list: (
      <>
        <ul id={`${id}communes`} class="communes" role="listbox" aria-label={words.choices} hidden={!open}>
          {found.map(({ name, by }, index) => (
            <li
              key={name}
              id={`${id}commune${index}`}
              role="option"
              aria-selected={index === chosen}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => take(name)}
            >
              {name}
              {by !== null && <span class="by"> ({by})</span>}
            </li>
          ))}
        </ul>
        <p class={open || value === "" || !all || closedAt === value ? "unseen" : "count"} role="status">
          {open ? plural(language, found.length, counted) : value !== "" && all && closedAt !== value && none}
        </p>
      </>
    ),
  };
}
