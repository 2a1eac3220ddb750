/** What the widget says in one language, in one file for the network. */
import { addKitWords } from "@moien/kit/kitWords.ts";
import kit from "@moien/kit/words/fr.json";
import words from "../words/fr.json";

addKitWords({ fr: kit });

export default words;
