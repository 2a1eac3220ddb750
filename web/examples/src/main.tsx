/**
 * The examples page, `/examples/#state/language/theme`: the real widget in every state, for the eye, for the browser
 * tests and for the pictures in the docs. The root element's `data-shown` says what is shown, once it is.
 */
import { render } from "preact";
import "@moien/kit/tokens.css";
import "@moien/kit/page.css";
import "./examples.css";
import { MoienChat } from "@moien/widget/src/launcher/element.ts";
import type { Place } from "@moien/widget/src/launcher/place.ts";
import { mountPanel } from "@moien/widget/src/mount.tsx";
import { ExampleGateway } from "./gateway.ts";
import { Index } from "./Index.tsx";
import { addressOf, readChoice, type Choice } from "./place.ts";
import { sceneOf } from "./scenes.ts";
import { Stage } from "./stage.ts";
import { wear } from "./theme.ts";
import { EXAMPLE_WORDS } from "./words.ts";

const SITE = "examples";
/** The state in which the reader has not gone to the end. */
const READS_ON = "new-messages";
const root = document.documentElement;
const index = document.getElementById("page");
let gateway = new ExampleGateway();
let chat: HTMLElement | null = null;
let shown: Choice | null = null;

customElements.define("moien-chat", MoienChat);
MoienChat.fetchPanel = () =>
  Promise.resolve({
    mountPanel: (place: Place) => mountPanel(place, { openSocket: gateway.network.openSocket }),
  });

/** Nothing of the example before is left, and nothing else is touched. */
function forget(): void {
  chat?.remove();
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) if (key.startsWith(`moien:${SITE}:`)) storage.removeItem(key);
  }
}

function dress(theme: Choice["theme"]): void {
  const inside = chat?.shadowRoot?.adoptedStyleSheets ?? [];
  wear(theme, [...document.styleSheets, ...inside], chat ? [root, chat] : [root]);
}

async function show(): Promise<void> {
  const choice = readChoice(location.hash);
  const address = addressOf(choice);
  if (index) render(<Index chosen={choice} />, index);
  if (shown?.state === choice.state && shown.language === choice.language) {
    dress(choice.theme);
    root.dataset.shown = address;
    shown = choice;
    return;
  }
  delete root.dataset.shown;
  shown = choice;
  forget();
  gateway = new ExampleGateway();
  gateway.install();
  chat = document.createElement("moien-chat");
  chat.dataset.site = SITE;
  chat.dataset.language = choice.language;
  document.body.append(chat);
  const stage = new Stage(choice.language, EXAMPLE_WORDS[choice.language], gateway, chat);
  const scene = sceneOf(choice.state);
  if (scene === undefined) throw new Error(`no example is called ${choice.state}: choose one of the index`);
  dress(choice.theme);
  await scene(stage);
  if (choice.state !== READS_ON) await stage.readToEnd();
  dress(choice.theme);
  root.dataset.shown = address;
}

addEventListener("hashchange", () => void show());
await show();
