/** Scenes of forms: the input for every type of field, files, the answers on one look, applications, and logins. */
import { FakeRequest } from "@moien/kit/fakeRequest.ts";
import type { FieldPrompt, ShownEvent } from "@moien/kit/frames.ts";
import { fill } from "@moien/kit/words.ts";
import type { Stage } from "../stage.ts";
import type { Scene, Scenes } from "./scene.ts";

type FieldType = FieldPrompt["type"];
type Job = Partial<Extract<ShownEvent["data"], { kind: "job" }>>;

const TYPES: readonly FieldType[] = [
  "national_id",
  "date",
  "commune",
  "address",
  "postcode",
  "phone",
  "email",
  "iban",
  "plate",
  "amount",
  "choice",
  "text",
  "file",
];

/** Made up: both check digits are right, the person does not exist. */
const RIGHT_ID = "1985041212393";
const WRONG_ID = "1985041212394";

const SENT = { reference: "RC-2026-1" } as const;

const JOBS: Readonly<Record<string, Job>> = {
  "job-saved": { cancellable: true },
  "job-running": { state: "running" },
  "job-delayed": { delayed: true, cancellable: true },
  "job-rejected": { state: "rejected" },
  "job-failed": { state: "failed" },
  "job-cancelled": { state: "cancelled" },
  "job-taken-back": { state: "cancelled", ...SENT },
  "look-up": { job_kind: "look_up", state: "running" },
  "look-up-failed": { job_kind: "look_up", state: "failed" },
};

function prompt({ words }: Stage, type: FieldType, problem = false): FieldPrompt {
  const choices = [
    { value: "post", label: words.by_post },
    { value: "download", label: words.by_download },
  ];
  const place = { service: "residence_certificate", name: type, step: 2, steps: 4 };
  return { ...place, type, label: words.fields[type], choices: type === "choice" ? choices : [], problem };
}

/** The bot asks for a field. */
async function ask(stage: Stage, type: FieldType, problem = false): Promise<void> {
  await stage.begin();
  const field = prompt(stage, type, problem);
  const buttons = field.choices.map(({ label }) => ({ title: label }));
  const { please, wrong } = stage.words;
  stage.bot(fill(problem ? wrong : please, { label: field.label }), { field, buttons });
  await stage.find(type === "choice" ? ".choice" : type === "file" ? ".choose input" : "form .box");
}

/** A file was chosen and is on its way. */
async function upload(stage: Stage): Promise<void> {
  await ask(stage, "file");
  const input = await stage.find<HTMLInputElement>(".choose input");
  const chosen = new DataTransfer();
  chosen.items.add(new File(["%PDF-1.7"], stage.words.own_file, { type: "application/pdf" }));
  input.files = chosen.files;
  input.dispatchEvent(new Event("change", { bubbles: true }));
  await stage.find(".progress");
}

async function askLogin(stage: Stage): Promise<void> {
  await stage.begin();
  stage.bot(stage.words.log_in, { login: "residence_certificate" });
  await stage.find(".login button");
}

/** The login page is open in a window, or none could be opened. */
async function atLogin(stage: Stage, hasWindow: boolean): Promise<void> {
  const plain = window.open.bind(window);
  const still = () => undefined;
  const page = { body: document.createElement("body") };
  const elsewhere = { closed: false, close: still, document: page, location: { replace: still } };
  window.open = () => (hasWindow ? (elsewhere as unknown as Window) : null);
  await askLogin(stage);
  await stage.press(".login button");
  window.open = plain;
  stage.tell({ type: "login_at", url: `${location.origin}/auth/start/abc` });
  await stage.find(".login form");
}

const fieldScenes = TYPES.map((type): [string, Scene] => [`field-${type}`, (stage) => ask(stage, type)]);

const jobScenes = Object.entries(JOBS).map(([name, change]): [string, Scene] => [
  name,
  async (stage) => {
    await stage.begin();
    stage.job(change);
    await stage.find(".job");
  },
]);

export const ASKING: Scenes = {
  ...Object.fromEntries(fieldScenes),
  "id-complete": async (stage) => {
    await ask(stage, "national_id");
    await stage.write(".box input", RIGHT_ID);
    await stage.find(".count:not(:empty)");
  },
  "id-wrong": async (stage) => {
    await ask(stage, "national_id");
    await stage.write(".box input", WRONG_ID);
    await stage.find(".count.problem");
  },
  calendar: async (stage) => {
    await ask(stage, "date");
    await stage.write(".box input", "05.03.2026");
    await stage.press(".box .beside");
    await stage.find(".calendar [role=grid]");
  },
  communes: async (stage) => {
    await ask(stage, "commune");
    await stage.find("[role=combobox]");
    await stage.write(".box input", "esch");
    await stage.find(".communes:not([hidden]) [role=option]");
  },
  "field-refused": (stage) => ask(stage, "email", true),
  "file-on-its-way": async (stage) => {
    await upload(stage);
    FakeRequest.last.sent(4, 10);
  },
  "file-refused": async (stage) => {
    await upload(stage);
    FakeRequest.last.answer(422, { code: "file_unsafe", detail: "" });
    await stage.find(".said.problem");
  },
  "file-given": async (stage) => {
    await stage.begin();
    const { own_file: name } = stage.words;
    stage.citizen(name, { document: { id: "f", name, media_type: "application/pdf", size: 123_456 } });
  },
  summary: async (stage) => {
    await stage.begin();
    const { fields, street, by_post: post, right, send, change } = stage.words;
    stage.bot(right, {
      summary: [
        { field: "national_id", label: fields.national_id, value: "1985 04 12 123 93", from_login: true },
        { field: "address", label: fields.address, value: street, from_login: false },
        { field: "choice", label: fields.choice, value: post, from_login: false },
      ],
      buttons: [{ title: send }, { title: change }],
    });
    await stage.find(".choice");
  },
  ...Object.fromEntries(jobScenes),
  "job-done": async (stage) => {
    await stage.begin();
    const { document: name, done } = stage.words;
    const file = { id: "f", name, media_type: "application/pdf", size: 83_000 };
    stage.job({ state: "succeeded", undoable: true, document: file, ...SENT });
    stage.bot(done);
    await stage.find(".download");
  },
  "job-to-be-taken-back": async (stage) => {
    await stage.begin();
    stage.job({ state: "succeeded", undoable: true, ...SENT });
    await stage.press(".changes button");
    await stage.find(".changes.asked");
  },
  login: askLogin,
  "login-elsewhere": (stage) => atLogin(stage, true),
  "login-without-window": (stage) => atLogin(stage, false),
  "login-wrong-code": async (stage) => {
    await atLogin(stage, true);
    await stage.write(".login input", "K7QM");
    await stage.submit(".login form");
    stage.tell({ type: "error", code: "login_failed", detail: "" });
    await stage.find('.login input[aria-invalid="true"]');
  },
  "logged-in": async (stage) => {
    await stage.begin();
    stage.identity("logged_in");
    await stage.find(".logged-in");
  },
  "login-expired": async (stage) => {
    await stage.begin();
    stage.identity("logged_in");
    stage.identity("expired");
  },
};
