/** The state of the catalogue as the gateway reports it: GET /api/staff/catalogue. */
import * as v from "valibot";

const inEachLanguage = <S extends v.GenericSchema>(schema: S) =>
  v.object({ lb: schema, fr: schema, de: schema, en: schema });

const problem = v.object({
  path: v.string(),
  line: v.number(),
  code: v.string(),
  message: v.string(),
});

const service = v.object({
  /** Also the name of its file in bot/catalogue. */
  id: v.string(),
  /** Empty where a language is missing. */
  title: inEachLanguage(v.string()),
  /** ISO date; empty where it is missing. */
  checked: v.string(),
  /** Official page by the language of the page. */
  link: v.record(v.string(), v.string()),
  has_form: v.boolean(),
  examples: inEachLanguage(v.number()),
  problems: v.array(problem),
});

const catalogue = v.object({
  services: v.array(service),
  /** Of files that are no service. */
  problems: v.array(problem),
});

export type Problem = v.InferOutput<typeof problem>;
export type Service = v.InferOutput<typeof service>;
export type Catalogue = v.InferOutput<typeof catalogue>;

export type Answer = { catalogue: Catalogue } | { problem: "signed_out" | "failed" };

export async function fetchCatalogue(): Promise<Answer> {
  try {
    const response = await fetch("/api/staff/catalogue");
    if (response.status === 401) return { problem: "signed_out" };
    if (!response.ok) return { problem: "failed" };
    const body: unknown = await response.json();
    const read = v.safeParse(catalogue, body);
    if (read.success) return { catalogue: read.output };
    console.error(`/api/staff/catalogue, at ${v.getDotPath(read.issues[0]) ?? "its top"}: ${read.issues[0].message}`);
    return { problem: "failed" };
  } catch {
    return { problem: "failed" };
  }
}
