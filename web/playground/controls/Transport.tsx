/** @file Play, pause, single step, reset, and how far the run is. */
import type { VNode } from "preact";
import { whole } from "../../model/numbers.ts";
import { replay, revision, run } from "../../state.ts";
import { playOrPause, reset, step } from "../session.ts";
import { asks, phase, repairing } from "../state.ts";

export function Transport(): VNode {
  const isRunning = phase.value === "running";
  return (
    <fieldset class="transport" aria-label="Run" disabled={asks.value} title={asks.value ? "Guess first" : undefined}>
      <button type="button" class="play" onClick={playOrPause} aria-keyshortcuts="Space">
        <span aria-hidden="true">{isRunning ? "❚❚" : "▶"}</span> {isRunning ? "Pause" : "Play"}
      </button>
      <button type="button" onClick={step} title="one step (.)" aria-keyshortcuts=".">
        Step
      </button>
      <button type="button" onClick={reset} title="begin anew (R)" aria-keyshortcuts="R">
        Reset
      </button>
      <span class="progress">{progress()}</span>
    </fieldset>
  );
}

const waits: Readonly<Record<string, string>> = {
  waiting: "",
  preparing: "getting ready",
  paused: " · paused",
  running: "",
  ended: "",
};

/** "step 240 of 468 · epoch 2 of 3". */
function progress(): string {
  revision.value;
  const shown = repairing.value ? replay.value : run.value;
  const start = shown?.start;
  if (!shown || !start) return waits[phase.value] ?? "";
  const done = Math.max(shown.end?.step ?? 0, shown.steps.length > 0 ? shown.steps.last + 1 : 0);
  const epoch = Math.min(start.experiment.epochs, Math.floor(done / start.stepsPerEpoch) + 1);
  const steps = `step ${whole(done)} of ${whole(start.totalSteps)} · epoch ${epoch} of ${start.experiment.epochs}`;
  return `${repairing.value ? "repair: " : ""}${steps}${phase.value === "paused" ? " · paused" : ""}`;
}
