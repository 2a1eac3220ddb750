/** The chat as a page of its own, `/chat/?site=demo&lang=fr`: for links in letters and for websites that embed nothing. */
import { firstSpoken } from "@moien/kit/languages.ts";
import "@moien/kit/tokens.css";
import "@moien/kit/page.css";
import { LAUNCHER_WORDS } from "@moien/widget/src/launcher/words.ts";

const asked = new URLSearchParams(location.search);
const language = firstSpoken([asked.get("lang"), ...navigator.languages]);
document.documentElement.lang = language;
document.title = LAUNCHER_WORDS[language].launcher_name;

const chat = document.createElement("moien-chat");
chat.dataset.full = "";
chat.dataset.site = asked.get("site") ?? "demo";
document.body.append(chat);

// As any website has it: the launcher, which then finds the element.
const launcher = "/widget.js";
await import(/* @vite-ignore */ launcher);
