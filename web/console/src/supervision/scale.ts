/** Axes of plots: round steps from nought to what is largest. */

const COUNT_STEPS = [1, 2, 5];
/** Seconds that people call by a round name. */
const SECOND_STEPS = [1, 5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400];

/** Places of at most five lines, nought first; the last is at or above `largest`. */
export function ticks(largest: number, unit: "count" | "seconds"): number[] {
  const wanted = Math.max(largest, 1) / 4;
  const step = unit === "count" ? countStep(wanted) : secondStep(wanted);
  const lines = Math.max(1, Math.ceil(largest / step));
  return Array.from({ length: lines + 1 }, (_, line) => line * step);
}

function countStep(wanted: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(wanted)));
  const step = COUNT_STEPS.find((one) => one * power >= wanted) ?? 10;
  return step * power;
}

function secondStep(wanted: number): number {
  const known = SECOND_STEPS.find((one) => one >= wanted);
  return known ?? Math.ceil(wanted / 86_400) * 86_400;
}

/** Which of many things along an axis get a label: as many as there is room for, the last one always. */
export function labelled(count: number, room: number): number[] {
  const every = Math.max(1, Math.ceil(count / Math.max(1, room)));
  return Array.from({ length: count }, (_, place) => place).filter((place) => (count - 1 - place) % every === 0);
}
