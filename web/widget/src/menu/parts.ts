/** What the menu fetches when it is opened for the first time, in one file for the network. */
import { addIcons } from "@moien/kit/Icon.tsx";
import { MENU_ICONS } from "@moien/kit/icons/menu.ts";
import { wear } from "../looks.ts";
import looks from "./menu.css?inline";

export { MenuDialog } from "./MenuDialog.tsx";
export { MenuList } from "./MenuList.tsx";

wear(looks);
addIcons(MENU_ICONS);
