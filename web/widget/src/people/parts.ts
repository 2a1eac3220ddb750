/** All that concerns a person who helps, in one file for the network. */
import { addIcons } from "@moien/kit/Icon.tsx";
import { PEOPLE_ICONS } from "@moien/kit/icons/people.ts";
import { wear } from "../looks.ts";
import looks from "./people.css?inline";

export { CallbackForm } from "./CallbackForm.tsx";
export { ScoreForm } from "./Score.tsx";
export { Translated } from "./Translated.tsx";
export { Waiting } from "./Waiting.tsx";

wear(looks);
addIcons(PEOPLE_ICONS);
