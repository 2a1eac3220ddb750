/** What a scene is: everything that happens until the widget is in one state. */
import type { Stage } from "../stage.ts";

export type Scene = (stage: Stage) => Promise<void>;

/** By the name in the page's address. */
export type Scenes = Readonly<Record<string, Scene>>;
