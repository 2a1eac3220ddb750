/** A list of texts, such as example sentences: one field each; Enter begins the next, several lines can be pasted. */
import type { JSX } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import type { Language } from "@moien/kit/languages.ts";
import { fill } from "@moien/kit/words.ts";
import { useWords } from "../studioWords.ts";
import { useForm } from "./context.ts";
import { listChanges } from "./listChanges.ts";
import { pointer, type Path } from "./schema.ts";
import { textOf, useReveal } from "./TextValue.tsx";
import { useLocal } from "./useLocal.ts";

interface TextsValueProps {
  path: Path;
  value: unknown;
  /** What the list is called, for screen readers. */
  label: string;
  language?: Language;
}

export function TextsValue({ path, value, label, language }: TextsValueProps): JSX.Element {
  const { words } = useWords();
  const { change } = useForm();
  const place = pointer(path);
  const list = useReveal<HTMLDivElement>(place);
  const focusAt = useRef<number | null>(null);
  const given = useStable(Array.isArray(value) ? value.map(textOf) : []);
  const local = useLocal(given, same, (before, after) => change(listChanges(place, before, filled(after))));
  const items = local.shown;

  const fieldAt = (at: number) => list.current?.querySelectorAll("textarea")[at];
  useEffect(() => {
    if (focusAt.current === null) return;
    fieldAt(focusAt.current)?.focus();
    focusAt.current = null;
  });

  const put = (at: number, text: string) => {
    const lines = text.split(/\r?\n/);
    if (lines.length > 1) focusAt.current = at + lines.length - 1;
    local.type([...items.slice(0, at), ...lines, ...items.slice(at + 1)]);
  };
  const add = (at: number) => {
    focusAt.current = at;
    local.type([...items.slice(0, at), "", ...items.slice(at)]);
  };
  const remove = (at: number) => {
    focusAt.current = Math.max(at - 1, 0);
    local.type(
      items.filter((_, place) => place !== at),
      true,
    );
  };

  return (
    <div
      class="texts"
      ref={list}
      role="group"
      aria-label={label}
      tabIndex={-1}
      onFocusCapture={() => local.focused(true)}
      onBlurCapture={(event) => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) local.focused(false);
      }}
    >
      {items.map((item, at) => (
        <div class="text-row" key={at}>
          <textarea
            class="grows"
            rows={1}
            lang={language}
            value={item}
            aria-label={fill(words.form.item, { name: label, n: at + 1 })}
            onInput={(event) => put(at, event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.isComposing) return;
              if (event.key === "Enter") {
                event.preventDefault();
                add(at + 1);
              } else if (event.key === "Backspace" && item === "" && items.length > 1) {
                event.preventDefault();
                remove(at);
              }
            }}
          />
          <button
            type="button"
            class="button quiet square small"
            aria-label={fill(words.form.remove_item, { name: label, n: at + 1 })}
            title={words.form.remove}
            onClick={() => remove(at)}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
      <button type="button" class="button quiet small add" onClick={() => add(items.length)}>
        <Icon name="plus" />
        {words.form.add_item}
        <span class="unseen"> {label}</span>
      </button>
    </div>
  );
}

/** Lines that are still empty are not written into the file. */
function filled(items: readonly string[]): string[] {
  return items.filter((item) => item.trim() !== "");
}

/** Lists are the same when they read the same once what is empty is left out. */
function same(one: readonly string[], other: readonly string[]): boolean {
  const [a, b] = [filled(one), filled(other)];
  return a.length === b.length && a.every((item, place) => item === b[place]);
}

/** The list of before as long as it reads the same. */
function useStable(list: string[]): string[] {
  const kept = useRef(list);
  if (kept.current.length !== list.length || kept.current.some((item, at) => item !== list[at])) kept.current = list;
  return kept.current;
}
