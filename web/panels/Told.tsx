/** @file The hovered step in words. */
import type { VNode } from "preact";
import { nearest } from "../model/column.ts";
import { shown as written } from "../model/numbers.ts";
import * as page from "../state.ts";

/** The values at the hovered step, for who does not see the lines. */
export function Told(): VNode {
  const [run, step] = [page.run.value, page.hovered.value];
  const row = run && step !== null ? nearest(run.steps.values, step) : -1;
  return (
    <p class="unseen" aria-live="polite">
      {run && row >= 0 ? `step ${run.steps.values[row]}: cost ${written(run.cost.values[row]!)}` : ""}
    </p>
  );
}
