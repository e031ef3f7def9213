/** @file Puts what a source says into the page's state. */
import { batch } from "@preact/signals";
import { eventsOf } from "../model/lines.ts";
import { Run } from "../model/run.ts";
import { diagnosis, hovered, replay, revision, run, state, views, zoom } from "../state.ts";
import { parseDiagnosis } from "./diagnosis.ts";
import type { ExportedRun } from "./exported.ts";
import { parseViews } from "./views.ts";

export function addLines(to: Run, lines: readonly string[]): void {
  for (const event of eventsOf(lines)) to.add(event);
  revision.value++;
}

/** Begins a run with nothing in it. */
export function beginRun(name: string): Run {
  const begun = new Run(name);
  batch(() => {
    run.value = begun;
    replay.value = null;
    diagnosis.value = null;
    views.value = null;
    zoom.value = null;
    hovered.value = null;
  });
  return begun;
}

function runOf(name: string, record: string): Run {
  const made = new Run(name);
  for (const event of eventsOf(record.split("\n"))) made.add(event);
  return made;
}

export function showExported(exported: ExportedRun): void {
  batch(() => {
    const shown = beginRun(exported.name);
    addLines(shown, exported.record.split("\n"));
    if (exported.replay) replay.value = runOf("replay", exported.replay);
    diagnosis.value = parseDiagnosis(exported.diagnosis);
    views.value = parseViews(exported.views);
    state.value = exported.state ?? stateOf(shown);
  });
}

/** What a record says of how its run went. */
export const stateOf = ({ start, end }: Run): string => end?.stopped ?? (start ? "unfinished" : "no run");
