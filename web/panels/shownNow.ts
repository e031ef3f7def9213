/** @file What the panels are to show now, from the page's signals. */
import * as page from "../state.ts";
import type { Shown } from "./_panel.ts";

/** null where no run is open. */
export function shownNow(): Shown | null {
  page.revision.value;
  const run = page.run.value;
  if (!run) return null;
  const named = run.layers.find(({ name }) => name === page.layer.value);
  // The last hidden layer: the output has no activations to speak of.
  const layer = named ?? run.layers.at(-2) ?? run.layers.at(-1) ?? null;
  return {
    run,
    layer,
    replay: page.replay.value,
    compared: page.compared.value,
    views: page.views.value,
    smoothing: page.smoothing.value,
    logarithmicCost: page.logarithmicCost.value,
  };
}
