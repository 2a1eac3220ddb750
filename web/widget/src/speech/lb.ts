/** What the widget says in one language, in one file for the network. */
import kit from "@moien/kit/words/lb.json";
import words from "../words/lb.json";

export default { kit, words };
