/** A calendar in the language of the chat to choose a day from: a dialog with a grid, after the ARIA Authoring Practices. */
import type { JSX } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { monthNames, weekdayName, weekdayOf, wholeDay } from "@moien/kit/dates.ts";
import { Icon } from "@moien/kit/Icon.tsx";
import { useSpeech } from "../context.ts";
import { daysAfter, isoToday, monthsAfter } from "./days.ts";

/** The years that the bot takes. */
const FIRST = "1900-01-01";
const LAST = "2099-12-31";

/** Monday first. */
const WEEKDAYS = [1, 2, 3, 4, 5, 6, 0];

interface CalendarProps {
  /** ISO date of the day that is chosen so far. */
  day: string | null;
  /** Null when nothing was chosen. */
  close: (chosen: string | null) => void;
}

export function Calendar({ day, close }: CalendarProps): JSX.Element {
  const { words, language } = useSpeech();
  const texts = words.fields.date;
  const today = isoToday(new Date());
  /** The day that has, or would have, the focus in the grid; its month is shown. */
  const [at, setAt] = useState(day ?? today);
  const dialog = useRef<HTMLDialogElement>(null);
  const inGrid = useRef(true);
  const id = useId();
  const [year, month] = at.split("-").map(Number) as [number, number, number];
  const shown = `${monthNames(language)[month - 1]} ${year}`;

  useLayoutEffect(() => {
    if (!dialog.current?.open) dialog.current?.showModal();
    if (inGrid.current) dialog.current?.querySelector<HTMLElement>("td [tabindex='0']")?.focus();
  }, [at]);

  const leave = (chosen: string | null) => {
    // As long as it is open, nothing outside can have the focus.
    dialog.current?.close();
    close(chosen);
  };

  const go = (to: string, grid: boolean) => {
    inGrid.current = grid;
    setAt(to < FIRST ? FIRST : to > LAST ? LAST : to);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const weekday = (weekdayOf(at) + 6) % 7;
    const to = {
      ArrowLeft: () => daysAfter(at, -1),
      ArrowRight: () => daysAfter(at, 1),
      ArrowUp: () => daysAfter(at, -7),
      ArrowDown: () => daysAfter(at, 7),
      Home: () => daysAfter(at, -weekday),
      End: () => daysAfter(at, 6 - weekday),
      PageUp: () => monthsAfter(at, event.shiftKey ? -12 : -1),
      PageDown: () => monthsAfter(at, event.shiftKey ? 12 : 1),
    }[event.key];
    if (!to) return;
    event.preventDefault();
    go(to(), true);
  };

  const step = (name: string, months: number) => (
    <button
      type="button"
      class={months < 0 ? "turn" : "turn on"}
      aria-label={name}
      title={name}
      onClick={() => go(monthsAfter(at, months), false)}
    >
      <Icon name="back" />
    </button>
  );

  return (
    <dialog
      class="calendar"
      ref={dialog}
      aria-labelledby={`${id}title`}
      onCancel={(event) => {
        event.preventDefault();
        leave(null);
      }}
      onKeyDown={(event) => {
        // The panel would close as well.
        if (event.key === "Escape") event.stopPropagation();
      }}
      onClick={(event) => {
        if (event.target === dialog.current) leave(null);
      }}
    >
      <div>
        <h3 id={`${id}title`}>{texts.open}</h3>
        <div class="turns">
          {step(texts.before, -1)}
          <select
            aria-label={texts.month}
            value={month}
            onChange={(event) => go(monthsAfter(at, Number(event.currentTarget.value) - month), false)}
          >
            {monthNames(language).map((name, index) => (
              <option key={name} value={index + 1}>
                {name}
              </option>
            ))}
          </select>
          <select
            aria-label={texts.year}
            value={year}
            onChange={(event) => go(monthsAfter(at, 12 * (Number(event.currentTarget.value) - year)), false)}
          >
            {Array.from({ length: 200 }, (_, index) => (
              <option key={index}>{1900 + index}</option>
            ))}
          </select>
          {step(texts.after, 1)}
        </div>
        {/* Whoever goes from day to day hears the month with each of them. */}
        <p class="unseen" role="status">
          {!inGrid.current && shown}
        </p>
        <table role="grid" aria-label={shown} onKeyDown={onKeyDown}>
          <thead>
            <tr>
              {WEEKDAYS.map((weekday) => (
                <th key={weekday} scope="col" abbr={weekdayName(language, weekday)}>
                  {weekdayName(language, weekday).slice(0, 2)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {weeksOf(at).map((week) => (
              <tr key={week[0]}>
                {week.map((one) => (
                  <td key={one} role="gridcell" aria-selected={one === day}>
                    {one.slice(0, 7) === at.slice(0, 7) && (
                      <button
                        type="button"
                        tabIndex={one === at ? 0 : -1}
                        aria-label={wholeDay(language, one)}
                        aria-current={one === today ? "date" : undefined}
                        onClick={() => leave(one)}
                      >
                        {/* What is seen is part of what is said: voice control goes by it. */}
                        {language === "fr" && one.endsWith("-01") ? "1er" : Number(one.slice(8))}
                      </button>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        <button type="button" class="small" onClick={() => leave(null)}>
          {words.upload.cancel}
        </button>
      </div>
    </dialog>
  );
}

/** The weeks, Monday first, that hold a day of this month; their days as ISO dates. */
function weeksOf(isoDate: string): string[][] {
  const first = `${isoDate.slice(0, 7)}-01`;
  const monday = daysAfter(first, -((weekdayOf(first) + 6) % 7));
  const end = monthsAfter(first, 1);
  const weeks: string[][] = [];
  for (let start = monday; start < end; start = daysAfter(start, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, index) => daysAfter(start, index)));
  }
  return weeks;
}
