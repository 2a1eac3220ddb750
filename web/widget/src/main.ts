/**
 * What `<script src=".../widget.js" async data-site="..." data-name="..." data-language="lb">` runs: it puts
 * `<moien-chat>` at the end of the page and hands its own settings on. The gateway is where the script came from.
 */
import { MoienChat } from "./element.tsx";

const TAG = "moien-chat";
const script = document.currentScript as HTMLScriptElement | null;

if (!customElements.get(TAG)) {
  customElements.define(TAG, MoienChat);
  const chat = document.createElement(TAG);
  for (const setting of ["site", "name", "language"] as const) {
    const value = script?.dataset[setting];
    if (value !== undefined) chat.dataset[setting] = value;
  }
  if (script) chat.dataset.server = new URL(script.src).origin;
  const place = () => document.body.append(chat);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", place);
  else place();
}
