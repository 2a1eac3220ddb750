/** What is fetched when the chat is first opened: puts the panel into the place that the launcher has made for it. */
import { effect, signal } from "@moien/kit/signals.ts";
import { render } from "preact";
import type { Language } from "@moien/kit/languages.ts";
import { languageAround, watchAround } from "./launcher/around.ts";
import { dress } from "./looks.ts";
import type { MountedPanel, Place } from "./launcher/place.ts";
import { Session, type SessionOptions } from "./session.ts";
import { Store } from "./store.ts";
import { Widget } from "./Widget.tsx";
import { loadWords } from "./widgetWords.ts";
// Last, so that the style sheet lies behind the code: gzip finds what is alike within 32 kB only.
import { PANEL_LOOKS } from "./panelLooks.ts";

/** Rejects where the words cannot be fetched. Nothing is stored and nobody connected before the first opening. */
export async function mountPanel(
  place: Place,
  options: Pick<SessionOptions, "openSocket"> = {},
): Promise<MountedPanel> {
  const { element, root, box, server, site } = place;
  const pageLanguage = signal(languageAround(element));
  await loadWords(pageLanguage.value);
  const stopWatching = watchAround(element, () => (pageLanguage.value = languageAround(element)));
  const store = new Store(site);
  const session = new Session({ ...options, server, site, store, pageLanguage });
  const spoken = signal(pageLanguage.value);
  const stopSpeaking = effect(() => void speak(session.language.value));
  const door = { open: signal(false), quiet: false };

  async function speak(language: Language): Promise<void> {
    try {
      await loadWords(language);
      if (session.language.peek() === language) spoken.value = language;
    } catch (error) {
      console.error(error);
    }
  }

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(PANEL_LOOKS);
  root.adoptedStyleSheets.push(sheet);
  const undress = dress(root);
  const surroundings = { session, spoken, easy: session.easy };
  let drawn = false;

  const setOpen = (open: boolean, quiet: boolean) => {
    door.quiet = quiet;
    if (open !== door.open.value) element.dispatchEvent(new Event(open ? "moien-open" : "moien-close"));
    door.open.value = open;
    store.open = open;
    // Once the launcher is touched the panel is drawn, unseen; nobody is connected until it has opened.
    if (!drawn) render(<Widget place={place} surroundings={surroundings} door={door} close={close} />, box);
    drawn = true;
  };
  const close = () => setOpen(false, false);

  return {
    setOpen,
    end: () => {
      stopWatching();
      stopSpeaking();
      undress();
      session.stop();
      render(null, box);
    },
  };
}
