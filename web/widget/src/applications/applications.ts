/** Fetches how jobs and the login look, when the first one is there. */
import { later } from "../later.ts";

export const applications = later(() => import("./parts.ts"));
