/** Jobs and the login that some need, in one file for the network. */
import { addIcons } from "@moien/kit/Icon.tsx";
import { APPLICATIONS_ICONS } from "@moien/kit/icons/applications.ts";
import { wear } from "../looks.ts";
import looks from "./applications.css?inline";

export { JobCard } from "./JobCard.tsx";
export { LoginPrompt } from "./LoginPrompt.tsx";

wear(looks);
addIcons(APPLICATIONS_ICONS);
