/** Text of messages as nodes: the Markdown subset of the bot, and the plain text of people. */
import type { ComponentChildren, JSX } from "preact";
import { parseMarkdown, parsePlain, type Inline } from "./markdown.ts";

interface LinkProps {
  href: string;
  /** Language of the page behind the link. */
  hrefLang?: string;
  /** Said to screen readers after the link's text. */
  newTab: string;
  children: ComponentChildren;
}

/** A link that leaves the conversation open: the page goes to a new tab and learns nothing about this one. */
export function PageLink({ href, hrefLang, newTab, children }: LinkProps): JSX.Element {
  return (
    <a href={href} hrefLang={hrefLang} target="_blank" rel="noopener noreferrer nofollow">
      {children}
      <span class="unseen"> ({newTab})</span>
    </a>
  );
}

function Nodes({ nodes, newTab }: { nodes: readonly Inline[]; newTab: string }): JSX.Element {
  return <>{nodes.map((node, index) => inline(node, index, newTab))}</>;
}

function inline(node: Inline, key: number, newTab: string): ComponentChildren {
  switch (node.kind) {
    case "text":
      return node.text;
    case "break":
      return <br key={key} />;
    case "strong":
      return (
        <strong key={key}>
          <Nodes nodes={node.inside} newTab={newTab} />
        </strong>
      );
    case "emphasis":
      return (
        <em key={key}>
          <Nodes nodes={node.inside} newTab={newTab} />
        </em>
      );
    case "link":
      if (!node.href.startsWith("https:")) {
        return (
          <a key={key} href={node.href}>
            <Nodes nodes={node.inside} newTab={newTab} />
          </a>
        );
      }
      return (
        <PageLink key={key} href={node.href} newTab={newTab}>
          <Nodes nodes={node.inside} newTab={newTab} />
        </PageLink>
      );
  }
}

/** What the bot wrote. */
export function Markdown({ text, newTab }: { text: string; newTab: string }): JSX.Element {
  return (
    <>
      {parseMarkdown(text).map((block, index) => {
        if (block.kind === "paragraph") {
          return (
            <p key={index}>
              <Nodes nodes={block.inside} newTab={newTab} />
            </p>
          );
        }
        const items = block.items.map((item, place) => (
          <li key={place}>
            <Nodes nodes={item} newTab={newTab} />
          </li>
        ));
        return block.ordered ? <ol key={index}>{items}</ol> : <ul key={index}>{items}</ul>;
      })}
    </>
  );
}

/** What a person wrote: nothing is markup. */
export function PlainText({ text, newTab }: { text: string; newTab: string }): JSX.Element {
  return (
    <p>
      <Nodes nodes={parsePlain(text)} newTab={newTab} />
    </p>
  );
}
