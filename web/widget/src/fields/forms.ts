/** All that asks for one field of a form, in one file for the network. */
import { addIcons } from "@moien/kit/Icon.tsx";
import { FORMS_ICONS } from "@moien/kit/icons/forms.ts";
import { wear } from "../looks.ts";
import looks from "./fields.css?inline";
import filesLooks from "./files.css?inline";

export { FileForm } from "./FileForm.tsx";
export { FieldForm } from "./FieldForm.tsx";

wear(looks);
wear(filesLooks);
addIcons(FORMS_ICONS);
