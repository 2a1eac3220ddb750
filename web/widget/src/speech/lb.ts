/** What the widget says in one language, in one file for the network. */
import { addKitWords } from "@moien/kit/kitWords.ts";
import kit from "@moien/kit/words/lb.json";
import words from "../words/lb.json";

addKitWords({ lb: kit });

export default words;
