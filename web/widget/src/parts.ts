/** All that only some conversations need, in one file for the network: packed together it is a sixth smaller. */
import { addIcons } from "@moien/kit/Icon.tsx";
import { APPLICATIONS_ICONS } from "@moien/kit/icons/applications.ts";
import { FORMS_ICONS } from "@moien/kit/icons/forms.ts";
import { MENU_ICONS } from "@moien/kit/icons/menu.ts";
import { PEOPLE_ICONS } from "@moien/kit/icons/people.ts";
import applications from "./applications/applications.css?inline";
import fields from "./fields/fields.css?inline";
import files from "./fields/files.css?inline";
import { wear } from "./looks.ts";
import menu from "./menu/menu.css?inline";
import people from "./people/people.css?inline";

export { JobCard } from "./applications/JobCard.tsx";
export { LoginPrompt } from "./applications/LoginPrompt.tsx";
export { FieldForm } from "./fields/FieldForm.tsx";
export { FileForm } from "./fields/FileForm.tsx";
export { MenuDialog } from "./menu/MenuDialog.tsx";
export { MenuList } from "./menu/MenuList.tsx";
export { CallbackForm } from "./people/CallbackForm.tsx";
export { ScoreForm } from "./people/Score.tsx";
export { Translated } from "./people/Translated.tsx";
export { Waiting } from "./people/Waiting.tsx";

wear(applications + fields + files + menu + people);
addIcons({ ...APPLICATIONS_ICONS, ...FORMS_ICONS, ...MENU_ICONS, ...PEOPLE_ICONS });
