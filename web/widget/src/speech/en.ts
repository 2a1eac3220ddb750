/** What the widget says in one language, in one file for the network. */
import kit from "@moien/kit/words/en.json";
import words from "../words/en.json";

export default { kit, words };
