/** Makes all icons known: for pages that need not be small. */
import { addIcons } from "./Icon.tsx";
import { APPLICATIONS_ICONS } from "./icons/applications.ts";
import { FORMS_ICONS } from "./icons/forms.ts";
import { MENU_ICONS } from "./icons/menu.ts";
import { PEOPLE_ICONS } from "./icons/people.ts";
import { STAFF_ICONS } from "./icons/staff.ts";

addIcons({ ...APPLICATIONS_ICONS, ...FORMS_ICONS, ...MENU_ICONS, ...PEOPLE_ICONS, ...STAFF_ICONS });
