/** The few figures that matter most, large. */
import type { JSX } from "preact";
import { Icon } from "@moien/kit/Icon.tsx";

export interface TileProps {
  name: string;
  value: string;
  /** What belongs to it, small. */
  aside?: string | undefined;
  /** Whether it is as it should be; never said by colour alone. */
  look?: "good" | "bad";
}

export function Tiles({ tiles }: { tiles: readonly TileProps[] }): JSX.Element {
  return (
    <dl class={tiles.length > 6 ? "tiles many" : "tiles"}>
      {tiles.map(({ name, value, aside, look }) => (
        <div key={name} class={look === undefined ? "tile" : `tile ${look}`}>
          <dt>{name}</dt>
          <dd>
            {look !== undefined && <Icon name={look === "good" ? "check" : "alert"} />}
            <strong>{value}</strong>
            {aside !== undefined && <span>{aside}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
