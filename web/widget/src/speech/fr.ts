/** What the widget says in one language, in one file for the network. */
import kit from "@moien/kit/words/fr.json";
import words from "../words/fr.json";

export default { kit, words };
