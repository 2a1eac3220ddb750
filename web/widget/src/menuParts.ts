/** What the menu fetches when it is opened for the first time, in one file for the network. */
export { MenuDialog } from "./MenuDialog.tsx";
export { dress, MenuList } from "./MenuList.tsx";
