/** The few icons of all pages: strokes in the colour of the text, hidden from screen readers. */
import type { JSX } from "preact";
import type { APPLICATIONS_ICONS } from "./icons/applications.ts";
import { COMMON_ICONS } from "./icons/common.ts";
import type { FORMS_ICONS } from "./icons/forms.ts";
import type { MENU_ICONS } from "./icons/menu.ts";
import type { PEOPLE_ICONS } from "./icons/people.ts";
import type { STAFF_ICONS } from "./icons/staff.ts";

export type IconName = keyof (typeof COMMON_ICONS &
  typeof APPLICATIONS_ICONS &
  typeof FORMS_ICONS &
  typeof MENU_ICONS &
  typeof PEOPLE_ICONS &
  typeof STAFF_ICONS);

const paths: Partial<Record<IconName, string>> = { ...COMMON_ICONS };

/** Make icons known that not every page shows. */
export function addIcons(more: Partial<Record<IconName, string>>): void {
  Object.assign(paths, more);
}

export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}
