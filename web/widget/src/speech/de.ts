/** What the widget says in one language, in one file for the network. */
import { addKitWords } from "@moien/kit/kitWords.ts";
import kit from "@moien/kit/words/de.json";
import words from "../words/de.json";

addKitWords({ de: kit });

export default words;
