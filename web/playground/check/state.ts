/** @file What the panel of the checker shows: the files that were given, how far their check is, and what it found. */
import { type Signal, signal } from "@preact/signals";
import type { CheckAsked, CheckedModel, CheckStage, RepairedModel } from "../../workers/checked.ts";
import type { FromChecker, Refusal } from "../../workers/protocol.ts";
import { askChecker } from "./checkerClient.ts";

export const files: Signal<readonly File[]> = signal([]);
/** What the worker is at; null where it is not at work. */
export const stage: Signal<CheckStage | null> = signal(null);

interface Found {
  readonly checked: CheckedModel;
  readonly text: string;
  readonly report: Blob;
}
export const found: Signal<Found | null> = signal(null);
export const repaired: Signal<RepairedModel | null> = signal(null);

interface Refused {
  readonly refusal: Refusal;
  readonly missing: readonly string[];
}
export const refused: Signal<Refused | null> = signal(null);

let end: () => void = () => {};

/** Checks other files, with the ranges that they state. */
export function checkFiles(given: readonly File[]): void {
  if (given.length === 0) return;
  files.value = given;
  found.value = null;
  ask({ files: given, ranges: null, dims: {}, flushToZero: false });
}

/** The files so far, and some that were missing. */
export const addFiles = (more: readonly File[]): void => checkFiles([...files.value, ...more]);

/** The same model, with other assumptions. */
export const checkAgain = (assumed: Omit<CheckAsked, "files">): void => ask({ files: files.value, ...assumed });

function ask(asked: CheckAsked): void {
  end();
  refused.value = null;
  repaired.value = null;
  stage.value = "reading";
  end = askChecker(asked, take);
}

/** Ends what goes on; what was found stays. */
export function stop(): void {
  end();
  stage.value = null;
}

function take(said: FromChecker): void {
  switch (said.t) {
    case "stage":
      stage.value = said.stage;
      break;
    case "checked":
      found.value = said;
      break;
    case "repaired":
      repaired.value = said.repaired;
      stage.value = null;
      break;
    case "refused":
      refused.value = said;
      stage.value = null;
  }
}
