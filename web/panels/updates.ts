/** @file Panel: how far a step moves each layer's weights, relative to their size. */
import type { Line } from "../charts/spec.ts";
import { whole, shown as written } from "../model/numbers.ts";
import type { Run } from "../model/run.ts";
import { beside, layerChart, layerLines, layerTable, noHealth, noteBeside, notMeasured } from "./_layers.ts";
import type { Panel, Shown } from "./_panel.ts";

/** Healthy networks learn with 1e-4 to 3e-2; above 1e-1 a step replaces the weights. */
const typical = { from: 1e-4, to: 3e-2 };
const tooLarge = 1e-1;

function sentence({ run: { layers, healthSteps } }: Shown): string {
  let worst: { name: string; step: number; value: number } | null = null;
  for (const { name, updateRatio } of layers) {
    for (const [row, value] of updateRatio.values.entries()) {
      if (value > (worst?.value ?? -1)) worst = { name, step: healthSteps.values[row]!, value };
    }
  }
  if (!worst) return noHealth;
  const judged =
    worst.value > tooLarge
      ? "far above 0.1: the step replaced the weights"
      : worst.value > typical.to
        ? "above 0.03"
        : "below 0.03, as usual";
  return `Largest: ${written(worst.value)} in ${worst.name} at step ${whole(worst.step)}, ${judged}.`;
}

const linesOf = (run: Run): readonly Line[] => layerLines(run, "updateRatio");

export const updates: Panel = {
  id: "updates",
  title: "Update ÷ weight",
  place: "middle",
  note: (shown) => noteBeside("green: usual", shown),
  picture: (shown) =>
    shown.run.healthSteps.length === 0
      ? notMeasured(shown.run)
      : {
          kind: "chart",
          chart: layerChart(beside(shown, linesOf), {
            bands: [
              { ...typical, tone: "good" },
              { from: tooLarge, to: Number.MAX_VALUE, tone: "bad" },
            ],
          }),
        },
  sentence,
  table: ({ run }) => layerTable(run, "updateRatio"),
};
