/** Asks whose data it is about: by number, receipt or login, checked while it is typed. */
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { DIGITS, digitsOf, judgeNationalId, NATIONAL_ID } from "@moien/kit/nationalId.ts";
import { Field } from "@moien/kit/staff/Field.tsx";
import type { Tidy } from "@moien/kit/tidying.ts";
import { fill } from "@moien/kit/words.ts";
import { refusalOf, usePrivacyWords, type PrivacyWords } from "./privacyWords.ts";
import { judgeReceipt, LENGTH, lettersOf, RECEIPT_CODE } from "./receiptCode.ts";
import { findKept, WAYS, type Asked, type Found, type Way } from "./requests.ts";

const LONGEST = 255;

const TIDIES: Partial<Record<Way, Tidy>> = { national_id: NATIONAL_ID, receipt: RECEIPT_CODE };

interface SearchFormProps {
  found: (asked: Asked, conversations: Found[]) => void;
  /** What was found is not what stands in the form any more. */
  changed: () => void;
  signedOut: () => void;
}

export function SearchForm({ found, changed, signedOut }: SearchFormProps): JSX.Element {
  const own = usePrivacyWords();
  const { words, staff } = own;
  const texts = words.search;
  const [asked, setAsked] = useState<Asked>({ by: "national_id", value: "" });
  const [left, setLeft] = useState(false);
  const [tried, setTried] = useState(false);
  const [waiting, setWaiting] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const box = useRef<HTMLInputElement>(null);
  const newest = useRef(0);
  const id = useId();
  const tidy = TIDIES[asked.by];
  const said = sayOf(asked, left || tried, words);
  const problem = asked.value.trim() === "" ? (tried ? texts.empty : null) : said?.problem ? said.text : null;

  const put = (next: Asked) => {
    newest.current += 1;
    setAsked(next);
    setLeft(false);
    setTried(false);
    setWaiting(false);
    setRefusal(null);
    changed();
  };

  const send = async () => {
    setTried(true);
    if (asked.value.trim() === "" || sayOf(asked, true, words)?.incomplete) {
      box.current?.focus();
      return;
    }
    setWaiting(true);
    setRefusal(null);
    changed();
    const number = (newest.current += 1);
    const outcome = await findKept(asked);
    // Somebody else may stand in the form by now.
    if (number !== newest.current) return;
    setWaiting(false);
    if (outcome.done) found(asked, outcome.value);
    else if (outcome.code === "signed_out") signedOut();
    else setRefusal(refusalOf(own, outcome.code));
  };

  return (
    <form
      class="block request"
      noValidate
      autocomplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        if (!waiting) void send();
      }}
    >
      <fieldset class="plain ways-by">
        <legend>{texts.by}</legend>
        <div class="ways-to-find">
          {WAYS.map((way) => (
            <label key={way} class="choice">
              <input
                type="radio"
                name={`${id}by`}
                checked={way === asked.by}
                onChange={() => put({ by: way, value: "" })}
              />
              {texts[way]}
            </label>
          ))}
        </div>
      </fieldset>
      <Field
        key={asked.by}
        label={texts[asked.by]}
        hint={texts[`${asked.by}_hint`]}
        problem={problem}
        value={asked.value}
        set={(value) => put({ ...asked, value })}
        input={box}
        autoComplete="off"
        autoCapitalize="none"
        spellcheck={false}
        maxLength={LONGEST}
        onBlur={() => setLeft(true)}
        {...(asked.by === "national_id" && { inputMode: "numeric" })}
        {...(tidy && { tidy })}
      />
      <p class="fits" role="status">
        {said && !said.problem && (
          <>
            <Icon name="check" />
            {said.text}
          </>
        )}
      </p>
      <div class="acts">
        <button type="submit" class="button main" aria-disabled={waiting}>
          <Icon name="search" />
          {texts.find}
        </button>
      </div>
      <p class="notice-bad" role="alert">
        {refusal}
      </p>
      <p class="unseen" role="status">
        {waiting && staff.loading}
      </p>
    </form>
  );
}

interface Said {
  text: string;
  problem: boolean;
  /** It cannot be found at all; what only does not fit can still be asked for, since the gateway knows better. */
  incomplete: boolean;
}

/** What is to be said of a value while it is typed. */
function sayOf({ by, value }: Asked, left: boolean, { search }: PrivacyWords): Said | null {
  if (by === "subject") return null;
  const [standing, n, all] =
    by === "national_id"
      ? [judgeNationalId(value, left), digitsOf(value).length, DIGITS]
      : [judgeReceipt(value, left), lettersOf(value).length, LENGTH];
  const texts = search[`${by}_check`];
  switch (standing) {
    case null:
      // A text without a single digit is no number.
      return left && value.trim() !== ""
        ? { text: fill(texts.miscounted, { n, all }), problem: true, incomplete: true }
        : null;
    case "miscounted":
      return { text: fill(texts.miscounted, { n, all }), problem: true, incomplete: true };
    case "wrong":
      return { text: texts.wrong, problem: true, incomplete: by === "receipt" };
    case "right":
      return { text: texts.right, problem: false, incomplete: false };
  }
}
