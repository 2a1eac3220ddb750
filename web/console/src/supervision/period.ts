/** Periods of days, as somebody chooses them. */

export const PERIODS = [7, 28, 90] as const;

/** Days of a period at most, the last one included (twin of channels/supervision/history.py). */
export const LONGEST_PERIOD = 366;

export interface Period {
  /** ISO dates; both included. */
  from: string;
  to: string;
}

const DAY = 86_400_000;

/** The last days up to today, as the calendar of the device counts them. */
export function lastDays(days: number, now: Date): Period {
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  return { from: isoDay(today - (days - 1) * DAY), to: isoDay(today) };
}

/** Whether a period can be asked for. */
export function isPeriod({ from, to }: Period): boolean {
  const days = (Date.parse(to) - Date.parse(from)) / DAY + 1;
  return days >= 1 && days <= LONGEST_PERIOD;
}

function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
