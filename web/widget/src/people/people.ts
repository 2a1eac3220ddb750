/** Fetches what concerns a person who helps, when the first one is asked for or a score is given. */
import { later } from "../later.ts";

export const people = later(() => import("./parts.ts"));
