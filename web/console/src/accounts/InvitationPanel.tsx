/** A link for whoever is invited: shown once, to be copied. */
import type { JSX } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { momentOf } from "@moien/kit/dates.ts";
import { Copy } from "@moien/kit/staff/Copy.tsx";
import { fill } from "@moien/kit/words.ts";
import type { Link } from "./accounts.ts";
import { useAccountsWords } from "./accountsWords.ts";

interface InvitationPanelProps {
  link: Link;
  name: string;
  close: () => void;
}

export function InvitationPanel({ link, name, close }: InvitationPanelProps): JSX.Element {
  const { language, words } = useAccountsWords();
  const texts = words.invitation;
  const heading = useRef<HTMLHeadingElement>(null);

  // It must not be overlooked: nobody can show it again.
  useLayoutEffect(() => heading.current?.focus(), [link]);

  return (
    <section class="block once" aria-labelledby="invitation">
      <h2 id="invitation" ref={heading} tabIndex={-1}>
        {fill(texts.heading, { name })}
      </h2>
      <p class="about">{texts.about}</p>
      <Copy label={texts.link} text={link.invitation} />
      <p class="about">{fill(texts.until, { when: momentOf(language, link.expires_at, new Date()) })}</p>
      <button type="button" class="button" onClick={close}>
        {texts.close}
      </button>
    </section>
  );
}
