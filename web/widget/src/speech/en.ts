/** What the widget says in one language, in one file for the network. */
import { addKitWords } from "@moien/kit/kitWords.ts";
import kit from "@moien/kit/words/en.json";
import words from "../words/en.json";

addKitWords({ en: kit });

export default words;
