/** Telephone numbers for people: from E.164 to groups that can be read out. */

/** `+352621123456` as `+352 621 123 456`; what is no E.164 number comes back as it is. */
export function phoneText(number: string): string {
  const match = /^\+(352|33|32|49|351|39|34|44|41|31)?(\d{4,14})$/.exec(number);
  if (!match) return number;
  const [, country, rest = ""] = match;
  return `+${country === undefined ? "" : `${country} `}${grouped(rest)}`;
}

/** Threes from the front; a remainder of one joins the last two groups as two and two. */
function grouped(digits: string): string {
  const groups = digits.match(/\d{1,3}/g) ?? [];
  if (groups.at(-1)?.length === 1 && groups.length > 1) {
    const tail = digits.slice(-4);
    groups.splice(-2, 2, tail.slice(0, 2), tail.slice(2));
  }
  return groups.join(" ");
}
