/** Shows what a name means when the pointer rests on it. */
import { hoverTooltip } from "@codemirror/view";
import type { Extension } from "@codemirror/state";
import type { Language } from "@moien/kit/languages.ts";
import { schemaAt, type Schema } from "../form/schema.ts";
import { about, placeAt } from "./completion.ts";

export function schemaHover(root: Schema, language: Language): Extension {
  return hoverTooltip((view, at) => {
    const line = view.state.doc.lineAt(at);
    const place = placeAt(view.state.doc, line.number, line.length);
    if (place?.name === null || place === null) return null;
    const from = line.from + line.text.indexOf(place.name);
    const to = from + place.name.length;
    if (at < from || at > to) return null;
    const schema = schemaAt(root, [...place.parent, place.name]);
    const text = schema === null ? "" : about(root, schema);
    if (text === "") return null;
    return {
      pos: from,
      end: to,
      above: true,
      create: () => {
        const dom = document.createElement("div");
        dom.className = "cm-about";
        dom.lang = language;
        dom.textContent = text;
        return { dom };
      },
    };
  });
}
