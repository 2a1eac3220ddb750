/**
 * What `<script src=".../widget.js" async data-site="..." data-name="..." data-language="lb">` runs: it puts
 * `<moien-chat>` at the end of a page that has none, with the script's own settings. The gateway is where the script
 * came from.
 */
import { MoienChat } from "./launcher/element.ts";
import type { PanelModule } from "./launcher/place.ts";

const TAG = "moien-chat";
const script = document.currentScript as HTMLScriptElement | null;

if (!customElements.get(TAG)) {
  if (script) MoienChat.server = new URL(script.src).origin;
  MoienChat.fetchPanel = async (server, language) => {
    const modules: unknown[] = await Promise.all(
      ["panel", `words/${language}`].map((name) => import(/* @vite-ignore */ `${server}/${name}.js`)),
    );
    return modules[0] as PanelModule;
  };
  customElements.define(TAG, MoienChat);
  const place = () => {
    if (document.querySelector(TAG)) return;
    const chat = document.createElement(TAG);
    for (const setting of ["site", "name", "language"] as const) {
      const value = script?.dataset[setting];
      if (value !== undefined) chat.dataset[setting] = value;
    }
    document.body.append(chat);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
}
