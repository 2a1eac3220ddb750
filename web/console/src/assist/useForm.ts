/** The form of a service, for components; loaded once for the whole desk. */
import { useEffect, useState } from "preact/hooks";
import { useDesk } from "../context.ts";
import { useAssist } from "./assist.ts";
import type { ServiceForm } from "./forms.ts";

export interface LoadedForm {
  form: ServiceForm | null;
  failed: boolean;
  again: () => void;
}

/** `service`: null where there is none, or it has no form. */
export function useForm(service: string | null): LoadedForm {
  const desk = useDesk();
  const assist = useAssist();
  const [form, setForm] = useState<ServiceForm | null>(null);
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);

  useEffect(() => {
    setFailed(false);
    if (service === null) return;
    let wanted = true;
    void assist.form(service).then((outcome) => {
      if (!wanted) return;
      if (outcome.done) setForm(outcome.value);
      else if (outcome.code === "signed_out") desk.signedOut();
      else setFailed(true);
    });
    return () => {
      wanted = false;
    };
  }, [desk, assist, service, tries]);

  return { form: form?.service === service ? form : null, failed, again: () => setTries(tries + 1) };
}
