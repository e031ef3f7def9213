/** @file What the page shows now, as signals: the runs, the visible steps, the hovered step, and the controls. */
import { computed, type Signal, signal } from "@preact/signals";
import type { Diagnosis } from "../src/doctor/5-report/diagnosis.ts";
import type { Run } from "./model/run.ts";
import type { Span } from "./model/thin.ts";
import type { RunEntry, Source } from "./source/source.ts";
import type { Views } from "./source/views.ts";

export const source: Signal<Source | null> = signal(null);
export const runs: Signal<readonly RunEntry[]> = signal([]);

export const run: Signal<Run | null> = signal(null);
/** The proposed fix, trained; another run to compare with. */
export const replay: Signal<Run | null> = signal(null);
export const compared: Signal<Run | null> = signal(null);
/** Runs grow in place: this counts up when one has. */
export const revision: Signal<number> = signal(0);

export const diagnosis: Signal<Diagnosis | null> = signal(null);
export const views: Signal<Views | null> = signal(null);
/** As the server says, or as the record does: "running", "done", "diverged". */
export const state: Signal<string> = signal("loading");
/** What is going on, for a moment: a replay, a diagnosis, a failure. */
export const notice: Signal<string | null> = signal(null);

/** Steps that are shown; null for all. */
export const zoom: Signal<Span | null> = signal(null);
export const hovered: Signal<number | null> = signal(null);
export const logarithmicSteps: Signal<boolean> = signal(true);
export const logarithmicCost: Signal<boolean> = signal(true);
export const smoothing: Signal<number> = signal(0.6);
export const layer: Signal<string | null> = signal(null);
/** Counts up when the theme has changed: canvases are painted again. */
export const painted: Signal<number> = signal(0);

export const span: Signal<Span> = computed(() => {
  revision.value;
  if (zoom.value) return zoom.value;
  const last = Math.max(run.value?.lastStep ?? 0, compared.value?.lastStep ?? 0);
  return { from: 0, to: Math.max(1, last) };
});

/** Shows `step` in the middle of what is visible, with as much before it as after. */
export function jumpTo(step: number): void {
  const last = run.value?.lastStep ?? step;
  const reach = Math.max(8, Math.round(step / 2), Math.round(last / 50));
  zoom.value = { from: Math.max(0, step - reach), to: Math.max(step + 1, Math.min(last, step + reach)) };
  hovered.value = step;
}
