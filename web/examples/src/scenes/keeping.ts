/** Scenes of the menu: what a citizen may do with the conversation that is kept. */
import type { Stage } from "../stage.ts";
import type { Scenes } from "./scene.ts";

async function openMenu(stage: Stage): Promise<void> {
  await stage.begin();
  await stage.press(".menu > button");
  await stage.find(".menu-list");
}

export const KEEPING: Scenes = {
  menu: openMenu,
  receipt: async (stage) => {
    await openMenu(stage);
    await stage.press(".menu-list li:nth-child(4) button");
    await stage.find(".receipt-code");
  },
  erase: async (stage) => {
    await openMenu(stage);
    await stage.press(".menu-list li:nth-child(5) button");
    await stage.find(".menu-dialog");
  },
};
