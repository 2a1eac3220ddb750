/** Adds the shared wording in all four languages at once, with what only staff can be refused: for their pages. */
import { addKitWords } from "./kitWords.ts";
import deErrors from "./staff/errors/de.json";
import enErrors from "./staff/errors/en.json";
import frErrors from "./staff/errors/fr.json";
import lbErrors from "./staff/errors/lb.json";
import de from "./words/de.json";
import en from "./words/en.json";
import fr from "./words/fr.json";
import lb from "./words/lb.json";

addKitWords({
  lb: { ...lb, errors: { ...lb.errors, ...lbErrors } },
  fr: { ...fr, errors: { ...fr.errors, ...frErrors } },
  de: { ...de, errors: { ...de.errors, ...deErrors } },
  en: { ...en, errors: { ...en.errors, ...enErrors } },
});
