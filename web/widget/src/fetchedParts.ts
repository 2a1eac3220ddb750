/** Fetches what only some conversations need, when one first does: a form, a job, a login, a person, a score. */
import { later } from "./later.ts";

export const fetchedParts = later(() => import("./parts.ts"));
