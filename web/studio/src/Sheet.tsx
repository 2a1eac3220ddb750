/** The frame of a page that is read from top to bottom: heading, acts, and what is loaded, on its way or not there. */
import type { ComponentChildren, JSX } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Loaded } from "@moien/kit/staff/useLoaded.ts";
import { useWords } from "./studioWords.ts";

interface SheetProps {
  heading: string;
  about?: string | undefined;
  acts?: ComponentChildren;
  /** To the page above this one. */
  back?: { href: string; name: string };
  children: ComponentChildren;
}

export function Sheet({ heading, about, acts, back, children }: SheetProps): JSX.Element {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${heading} · Moien Studio`;
  }, [heading]);
  // Whoever changes the page by keyboard reads on from its heading.
  useLayoutEffect(() => title.current?.focus(), []);
  return (
    <section class="sheet">
      <div class="inside">
        {back && (
          <p class="back">
            <a href={back.href}>← {back.name}</a>
          </p>
        )}
        <div class="head">
          <div>
            <h1 ref={title} tabIndex={-1}>
              {heading}
            </h1>
            {about !== undefined && <p class="about">{about}</p>}
          </div>
          {acts}
        </div>
        {children}
      </div>
    </section>
  );
}

/** While there is nothing to show yet: on its way, or a way to try again. */
export function Waiting({ loaded }: { loaded: Pick<Loaded<unknown>, "standing" | "again"> }): JSX.Element {
  const { staff } = useWords();
  const failed = loaded.standing === "failed";
  return (
    <>
      <p class={failed ? "notice-bad" : "about"} role="status">
        {failed ? staff.failed : staff.loading}
      </p>
      {failed && (
        <button type="button" class="button" onClick={loaded.again}>
          {staff.try_again}
        </button>
      )}
    </>
  );
}
