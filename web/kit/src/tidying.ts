/** Writes what is typed into a box in its groups while it is typed, and keeps the caret where it belongs. */

/** How one kind of value is written. */
export interface Tidy {
  /** The value as it should stand there; what counts stays, in its order. */
  write: (value: string) => string;
  /** A character that counts, as opposed to what only groups. */
  counts: RegExp;
}

/** Tidy a box; returns the value that stands there then. */
export function tidyBox(box: HTMLInputElement, { write, counts }: Tidy): string {
  const tidied = write(box.value);
  if (tidied !== box.value) {
    const before = Array.from(box.value.slice(0, box.selectionStart ?? undefined)).filter((it) =>
      counts.test(it),
    ).length;
    box.value = tidied;
    const caret = placeBehind(tidied, before, counts);
    box.setSelectionRange(caret, caret);
  }
  return tidied;
}

/** Where the caret stands behind so many characters that count. */
function placeBehind(text: string, many: number, counts: RegExp): number {
  let seen = 0;
  for (let place = 0; place < text.length; place += 1) {
    if (seen === many) return place;
    if (counts.test(text.charAt(place))) seen += 1;
  }
  return text.length;
}
