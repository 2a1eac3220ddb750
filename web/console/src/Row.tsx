/** One thing that is known, with its name, in a list of them. */
import type { ComponentChildren, JSX } from "preact";
import type { Language } from "@moien/kit/languages.ts";

interface RowProps {
  name: string;
  /** Language of the name where it is not that of the page. */
  lang?: Language | null;
  children: ComponentChildren;
}

export function Row({ name, lang = null, children }: RowProps): JSX.Element {
  return (
    <div>
      <dt lang={lang ?? undefined}>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
