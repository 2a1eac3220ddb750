/** The fields of a form as an agent fills them in, and which of them only the citizen can give. */
import type { JSX } from "preact";
import { useId } from "preact/hooks";
import { Icon } from "@moien/kit/Icon.tsx";
import { useAssistWords } from "./assistWords.ts";
import { inputOf, isCitizens, type FormField, type ServiceForm } from "./forms.ts";

interface FormFieldsProps {
  form: ServiceForm;
  values: Readonly<Record<string, string>>;
  set: (name: string, value: string) => void;
}

export function FormFields({ form, values, set }: FormFieldsProps): JSX.Element {
  const { language, texts } = useAssistWords();
  const citizens = form.fields.filter(isCitizens);
  return (
    <>
      {form.fields
        .filter((field) => !isCitizens(field))
        .map((field) => (
          <Field key={field.name} field={field} value={values[field.name] ?? ""} set={set} />
        ))}
      {citizens.length > 0 && (
        <div class="citizens">
          <p class="label">{texts.service.citizens}</p>
          <ul>
            {citizens.map((field) => (
              <li key={field.name}>
                <Icon name={field.from_login ? "lock" : field.looked_up ? "search" : "document"} />
                <span>
                  {field.label[language]}{" "}
                  <span class="about">
                    {field.from_login
                      ? texts.service.from_login
                      : field.looked_up
                        ? texts.service.looked_up
                        : texts.service.file}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  );
}

interface FieldProps {
  field: FormField;
  value: string;
  set: (name: string, value: string) => void;
}

function Field({ field, value, set }: FieldProps): JSX.Element {
  const { language, texts } = useAssistWords();
  const id = useId();
  const { name, type, label, choices } = field;
  return (
    <div class="form-field">
      <label for={id}>{label[language]}</label>
      {type === "choice" ? (
        <select id={id} value={value} onChange={(event) => set(name, event.currentTarget.value)}>
          <option value="">{texts.service.nothing}</option>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label[language]}
            </option>
          ))}
        </select>
      ) : type === "text" ? (
        <textarea id={id} rows={2} value={value} onInput={(event) => set(name, event.currentTarget.value)} />
      ) : (
        <input id={id} {...inputOf(type)} value={value} onInput={(event) => set(name, event.currentTarget.value)} />
      )}
    </div>
  );
}
