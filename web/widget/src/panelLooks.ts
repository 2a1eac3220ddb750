/** How the panel looks, in one style sheet: style sheets that lie side by side are packed smaller. */
import colours from "@moien/kit/colours.css?inline";
import carried from "./carried.css?inline";
import composer from "./composer.css?inline";
import easy from "./easy.css?inline";
import frame from "./frame.css?inline";
import log from "./log.css?inline";
import messages from "./messages.css?inline";
import printed from "./print.css?inline";

/** In this order: what comes later has the last word. */
export const PANEL_LOOKS = colours + frame + log + messages + composer + carried + easy + printed;
