/** All scenes, in the groups of the index. */
import { ASKING } from "./scenes/asking.ts";
import { KEEPING } from "./scenes/keeping.ts";
import type { Scene, Scenes } from "./scenes/scene.ts";
import { TALKING } from "./scenes/talking.ts";
import { WAITING } from "./scenes/waiting.ts";

export const GROUPS: Readonly<Record<string, Scenes>> = {
  Talking: TALKING,
  "Forms, applications, logins": ASKING,
  "People and connection": WAITING,
  Menu: KEEPING,
};

export function sceneOf(name: string): Scene | undefined {
  return Object.values(GROUPS).find((scenes) => Object.hasOwn(scenes, name))?.[name];
}
