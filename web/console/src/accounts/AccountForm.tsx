/** What an administrator decides about an account: name, roles, languages, services, capacity. */
import type { JSX } from "preact";
import { useId, useRef, useState } from "preact/hooks";
import { LEVELS, ROLES, type Role, type Spoken } from "@moien/kit/staff/account.ts";
import { Field, FieldProblem } from "@moien/kit/staff/Field.tsx";
import type { Loaded } from "@moien/kit/staff/useLoaded.ts";
import { kitWords } from "@moien/kit/kitWords.ts";
import { LANGUAGES, type Language } from "@moien/kit/languages.ts";
import type { Choices, ListedAccount, Skills } from "./accounts.ts";
import { useAccountsWords } from "./accountsWords.ts";
import { AdministrationsField, ServicesField } from "./MattersFields.tsx";

interface AccountFormProps {
  account: ListedAccount | null;
  choices: Loaded<Choices>;
  /** Why it could not be saved. */
  problem: string | null;
  send: (name: string, skills: Skills) => Promise<"name_taken" | null>;
  cancel: () => void;
}

/** Twin of `Name` in channels/staff/accounts.py. */
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** What a new account begins with: somebody who speaks all languages. */
const NEW: Skills = {
  display_name: "",
  roles: ["agent"],
  languages: { lb: "C1", fr: "C1", de: "C1", en: "C1" },
  services: [],
  administrations: [],
  capacity: 4,
};

type Faulty = Partial<Record<"name" | "display_name" | "roles" | "capacity", string>>;

export function AccountForm({ account, choices, problem, send, cancel }: AccountFormProps): JSX.Element {
  const { words } = useAccountsWords();
  const texts = words.form;
  const [name, setName] = useState(account?.name ?? "");
  const [skills, setSkills] = useState<Skills>(account ?? NEW);
  const [capacity, setCapacity] = useState(String(skills.capacity));
  const [faulty, setFaulty] = useState<Faulty>({});
  const [waiting, setWaiting] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const set = (change: Partial<Skills>) => setSkills({ ...skills, ...change });

  const refuse = (found: Faulty) => {
    setFaulty(found);
    // The fields are marked with the next render only.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus());
  };

  const submit = async () => {
    const display_name = skills.display_name.trim();
    const many = Number(capacity);
    const found: Faulty = {};
    if (account === null && !NAME.test(name)) found.name = texts.name_bad;
    if (display_name === "" || display_name.length > 128) found.display_name = texts.display_name_bad;
    if (skills.roles.length === 0) found.roles = texts.roles_bad;
    if (!Number.isInteger(many) || many < 1 || many > 20) found.capacity = texts.capacity_bad;
    refuse(found);
    if (Object.keys(found).length > 0) return;
    setWaiting(true);
    const { roles, languages, services, administrations } = skills;
    const refused = await send(name, { display_name, roles, languages, services, administrations, capacity: many });
    setWaiting(false);
    if (refused !== null) refuse({ name: texts.name_taken });
  };

  return (
    <form
      ref={form}
      class="block"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!waiting) void submit();
      }}
    >
      <Field
        label={texts.display_name}
        problem={faulty.display_name}
        name="display-name"
        autoComplete="off"
        required
        value={skills.display_name}
        set={(display_name) => set({ display_name })}
      />
      {account === null && (
        <Field
          label={texts.name}
          hint={texts.name_hint}
          problem={faulty.name}
          name="account-name"
          autoComplete="off"
          autoCapitalize="none"
          spellcheck={false}
          required
          value={name}
          set={setName}
        />
      )}
      <RolesField
        roles={skills.roles}
        fixed={account !== null && !account.local}
        problem={faulty.roles}
        set={(roles) => set({ roles })}
      />
      <LanguagesField languages={skills.languages} set={(languages) => set({ languages })} />
      <AdministrationsField
        choices={choices}
        chosen={skills.administrations}
        set={(administrations) => set({ administrations })}
      />
      <ServicesField choices={choices} chosen={skills.services} set={(services) => set({ services })} />
      <Field
        class="few"
        label={texts.capacity}
        problem={faulty.capacity}
        name="capacity"
        inputMode="numeric"
        autoComplete="off"
        required
        value={capacity}
        set={setCapacity}
      />
      <p class="notice-bad" role="alert">
        {problem}
      </p>
      <div class="acts">
        <button type="submit" class="button main" aria-disabled={waiting}>
          {account === null ? texts.create : texts.save}
        </button>
        <button type="button" class="button" onClick={cancel}>
          {texts.cancel}
        </button>
      </div>
    </form>
  );
}

interface RolesFieldProps {
  roles: readonly Role[];
  /** The administration's own sign-in decides them. */
  fixed: boolean;
  problem: string | undefined;
  set: (roles: Role[]) => void;
}

function RolesField({ roles, fixed, problem, set }: RolesFieldProps): JSX.Element {
  const { words, staff } = useAccountsWords();
  const id = useId();
  return (
    <fieldset class="field" aria-describedby={problem ? `${id}problem` : undefined}>
      <legend>{words.form.roles}</legend>
      {fixed && <p class="hint">{words.form.roles_elsewhere}</p>}
      {ROLES.map((role) => (
        <label key={role} class="choice role">
          <input
            type="checkbox"
            checked={roles.includes(role)}
            disabled={fixed}
            aria-invalid={problem ? "true" : undefined}
            onChange={(event) =>
              set(ROLES.filter((one) => (one === role ? event.currentTarget.checked : roles.includes(one))))
            }
          />
          <span>
            <strong>{staff.roles[role]}</strong>
            <span class="hint">{words.form.role_about[role]}</span>
          </span>
        </label>
      ))}
      <FieldProblem id={`${id}problem`} text={problem} />
    </fieldset>
  );
}

function LanguagesField({ languages, set }: { languages: Spoken; set: (languages: Spoken) => void }): JSX.Element {
  const { language, words } = useAccountsWords();
  const id = useId();
  return (
    <fieldset class="field" aria-describedby={`${id}hint`}>
      <legend>{words.form.languages}</legend>
      <p class="hint" id={`${id}hint`}>
        {words.form.languages_hint}
      </p>
      <div class="levels">
        {LANGUAGES.map((code) => (
          <div key={code}>
            <label for={`${id}${code}`}>{kitWords(language).language_names[code]}</label>
            <select
              id={`${id}${code}`}
              value={languages[code] ?? ""}
              onChange={(event) => set(withLevel(languages, code, event.currentTarget.value))}
            >
              <option value="">{words.form.no_level}</option>
              {LEVELS.map((level) => (
                <option key={level} value={level}>
                  {level === "C2" ? `${level} (${words.form.native})` : level}
                </option>
              ))}
            </select>
          </div>
        ))}
      </div>
    </fieldset>
  );
}

/** An empty level takes the language away. */
function withLevel(languages: Spoken, language: Language, chosen: string): Spoken {
  const level = LEVELS.find((one) => one === chosen);
  const others = Object.entries(languages).filter(([code]) => code !== language);
  return Object.fromEntries(level === undefined ? others : [...others, [language, level]]);
}
