/** What the panel's menu offers: to keep the conversation, to have it erased, and the pages about the chat. */
import type { JSX } from "preact";
import { Icon, type IconName } from "@moien/kit/Icon.tsx";
import { useSpeech } from "../context.ts";
import { saveExport } from "../keeping.ts";

/** What a dialog is about. */
export type Subject = "receipt" | "erase" | "erase_all" | "failed";

interface MenuListProps {
  id: string;
  /** Close the menu; what was chosen may need a dialog. */
  choose: (subject: Subject | null) => void;
}

export function MenuList({ id, choose }: MenuListProps): JSX.Element {
  const { session, words, language } = useSpeech();
  const texts = words.menu;
  const privacy = session.site.value?.privacy;

  const save = async (format: "html" | "json", of?: "all") => {
    choose(null);
    if (!(await saveExport(session.services.access(), format, of))) choose("failed");
  };
  const item = (icon: IconName, text: string, act: () => void) => (
    <li>
      <button type="button" onClick={act}>
        <Icon name={icon} />
        {text}
      </button>
    </li>
  );
  const page = (icon: IconName, text: string, address: string) => (
    <li>
      <a href={address} target="_blank" rel="noopener" onClick={() => choose(null)}>
        <Icon name={icon} />
        {text}
        <Icon name="out" />
      </a>
    </li>
  );

  return (
    <ul id={id} class="menu-list" aria-label={texts.name}>
      {item("download", texts.save_html, () => void save("html"))}
      {item("document", texts.save_json, () => void save("json"))}
      {item("printer", texts.print, () => {
        choose(null);
        print();
      })}
      {item("key", texts.receipt, () => choose("receipt"))}
      {item("bin", texts.erase, () => choose("erase"))}
      {session.view.value.loggedIn && (
        <>
          {item("download", texts.save_all, () => void save("html", "all"))}
          {item("bin", texts.erase_all, () => choose("erase_all"))}
        </>
      )}
      {privacy !== undefined && page("shield", words.privacy, privacy)}
      {page("agent", texts.accessibility, new URL(`/accessibility?lang=${language}`, session.server).href)}
    </ul>
  );
}
