/** What the widget says in one language, in one file for the network. */
import kit from "@moien/kit/words/de.json";
import words from "../words/de.json";

export default { kit, words };
