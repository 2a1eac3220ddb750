/** The calls of /api/staff/studio (twin of contracts/studio.py; the routes stand in docs/adr/0008-studio.md). */
import * as v from "valibot";
import { call, nothing, type Outcome } from "@moien/kit/staff/calls.ts";
import type { Language } from "@moien/kit/languages.ts";
import * as shapes from "./schemas.ts";

export type * from "./schemas.ts";

const ADDRESS = "/api/staff/studio";

/** Folders stay readable in the address; everything else is escaped. */
const at = (route: string, path: string) => `${ADDRESS}/${route}/${path.split("/").map(encodeURIComponent).join("/")}`;

/** One value that the form view changes: without `value` it goes. */
export interface Change {
  at: string;
  value?: unknown;
}

const files = v.object({ files: v.array(shapes.fileView) });

export async function fetchFiles(): Promise<Outcome<shapes.FileView[]>> {
  return inside(await call(`${ADDRESS}/files`, files), ({ files }) => files);
}

/** Being asked again every ten seconds tells the gateway who has the file open. */
export function fetchFile(path: string): Promise<Outcome<shapes.FileText>> {
  return call(at("files", path), shapes.fileText);
}

/** Either it is kept, or somebody else was faster and nothing is overwritten. */
export async function saveFile(
  path: string,
  text: string,
  revision: number,
): Promise<Outcome<shapes.Saved | shapes.Collision>> {
  return call(at("files", path), v.variant("type", [shapes.saved, shapes.collision]), {
    method: "PUT",
    body: { text, revision },
    also: 409,
  });
}

/** The file is to go with the next release; of a new one the draft goes. */
export function deleteFile(path: string, revision: number): Promise<Outcome<unknown>> {
  return call(`${at("files", path)}?revision=${revision}`, nothing, { method: "DELETE" });
}

export function discardDraft(path: string, revision: number): Promise<Outcome<unknown>> {
  return call(`${at("discard", path)}?revision=${revision}`, nothing, { method: "POST" });
}

export function checkText(path: string, text: string, signal: AbortSignal): Promise<Outcome<shapes.Checked>> {
  return call(at("check", path), shapes.checked, { method: "POST", body: { text }, signal });
}

export function editText(path: string, text: string, changes: readonly Change[]): Promise<Outcome<shapes.Edited>> {
  return call(at("edit", path), shapes.edited, { method: "POST", body: { text, changes } });
}

/** Answers `unknown`: JSON Schema is read by `schema.ts`. It explains in this language. */
export function fetchSchema(kind: shapes.Kind, language: Language): Promise<Outcome<unknown>> {
  return call(`${ADDRESS}/schemas/${kind}?language=${language}`, v.unknown());
}

/** Who drafts example sentences, and in which languages: none where no language model serves. */
export function fetchDrafters(): Promise<Outcome<shapes.Drafters>> {
  return call(`${ADDRESS}/drafted-examples`, shapes.drafters);
}

export interface WantedExamples {
  path: string;
  text: string;
  /** Place of the intent: `/intents/fee`. */
  at: string;
  language: Language;
}

export function draftExamples(wanted: WantedExamples): Promise<Outcome<shapes.DraftedExamples>> {
  return call(`${ADDRESS}/drafted-examples`, shapes.draftedExamples, { method: "POST", body: wanted });
}

const templates = v.object({ templates: v.array(shapes.template) });

export async function fetchTemplates(): Promise<Outcome<shapes.Template[]>> {
  return inside(await call(`${ADDRESS}/templates`, templates), ({ templates }) => templates);
}

export interface NewService {
  id: string;
  template: string;
  title: Record<Language, string>;
}

export function createService(service: NewService): Promise<Outcome<shapes.FileText>> {
  return call(`${ADDRESS}/services`, shapes.fileText, { method: "POST", body: service });
}

const reviews = v.object({ reviews: v.array(shapes.review) });
const review = (id: string, rest = "") => `${ADDRESS}/reviews/${encodeURIComponent(id)}${rest}`;

export async function fetchReviews(): Promise<Outcome<shapes.ReviewView[]>> {
  return inside(await call(`${ADDRESS}/reviews`, reviews), ({ reviews }) => reviews);
}

export function fetchReview(id: string): Promise<Outcome<shapes.ReviewView>> {
  return call(review(id), shapes.review);
}

export function submitReview(title: string, paths: readonly string[]): Promise<Outcome<shapes.ReviewView>> {
  return call(`${ADDRESS}/reviews`, shapes.review, { method: "POST", body: { title, paths } });
}

export function withdrawReview(id: string): Promise<Outcome<unknown>> {
  return call(review(id), nothing, { method: "DELETE" });
}

export interface Decision {
  approve: boolean;
  note: string;
  override: string;
  publish_at: string | null;
}

export function decideReview(id: string, decision: Decision): Promise<Outcome<unknown>> {
  return call(review(id, "/decision"), nothing, { method: "POST", body: decision });
}

export function publishReview(id: string): Promise<Outcome<shapes.ReleaseView>> {
  return call(review(id, "/publish"), shapes.release, { method: "POST" });
}

export function beginTrial(id: string): Promise<Outcome<shapes.TrialView>> {
  return call(review(id, "/trial"), shapes.trial, { method: "POST" });
}

export function cancelTrial(id: string): Promise<Outcome<unknown>> {
  return call(review(id, "/trial"), nothing, { method: "DELETE" });
}

const releases = v.object({ releases: v.array(shapes.release) });

export async function fetchReleases(): Promise<Outcome<shapes.ReleaseView[]>> {
  return inside(await call(`${ADDRESS}/releases`, releases), ({ releases }) => releases);
}

export function fetchReleasedFile(number: number, path: string): Promise<Outcome<shapes.ReleasedFile>> {
  return call(at(`releases/${number}/files`, path), shapes.releasedFile);
}

export function restoreRelease(number: number): Promise<Outcome<unknown>> {
  return call(`${ADDRESS}/releases/${number}/restore`, nothing, { method: "POST" });
}

const pauses = v.object({ pauses: v.array(shapes.pause) });

export async function fetchPauses(): Promise<Outcome<shapes.PauseView[]>> {
  return inside(await call(`${ADDRESS}/pauses`, pauses), ({ pauses }) => pauses);
}

export function pauseService(
  service: string,
  notice: Record<Language, string>,
  until: string | null,
): Promise<Outcome<unknown>> {
  return call(at("pauses", service), nothing, { method: "PUT", body: { notice, until } });
}

export function resumeService(service: string): Promise<Outcome<unknown>> {
  return call(at("pauses", service), nothing, { method: "DELETE" });
}

function inside<T, R>(outcome: Outcome<T>, take: (value: T) => R): Outcome<R> {
  return outcome.done ? { done: true, value: take(outcome.value) } : outcome;
}
