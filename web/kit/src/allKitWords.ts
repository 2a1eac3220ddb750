/** Adds the shared wording in all four languages at once: for pages that need not be small. */
import { addKitWords } from "./kitWords.ts";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

addKitWords({ lb, fr, de, en });
