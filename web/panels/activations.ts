/** @file Panel: where the activations of one layer lie. */
import type { Line } from "../charts/spec.ts";
import { shown as written } from "../model/numbers.ts";
import type { LayerField } from "../model/run.ts";
import { noHealth } from "./_layers.ts";
import type { Panel } from "./_panel.ts";

const quantiles: readonly (readonly [name: string, field: LayerField, color: string, look: Line["look"]])[] = [
  ["max", "largest", "--grey", "line"],
  ["95%", "p95", "--layer-2", "line"],
  ["50%", "p50", "--text", "line"],
  ["5%", "p5", "--layer-1", "line"],
];

export const activations: Panel = {
  id: "activations",
  title: "Activations",
  place: "bottom",
  choosesLayer: true,
  note: () => "asinh axis",
  picture: ({ run, layer }) => {
    if (!layer || run.healthSteps.length === 0) return null;
    const steps = run.healthSteps.values;
    const lines = quantiles.map(
      ([name, field, color, look]): Line => ({
        name,
        color,
        look,
        steps,
        values: layer[field].values,
        told: true,
        railed: true,
      }),
    );
    const level = { value: 0, label: "", tone: "soft", inView: true } as const;
    return {
      kind: "chart",
      chart: { lines, axis: "asinh", levels: [level], bands: [], flags: [], fill: ["95%", "5%"] },
    };
  },
  sentence: ({ layer }) =>
    layer
      ? `${layer.name}: nine in ten lie from ${written(layer.p5.last)} to ${written(layer.p95.last)}, the largest is ${written(layer.largest.last)}.`
      : noHealth,
  table: ({ run, layer }) => ({
    head: ["step", ...quantiles.map(([name]) => name)],
    rows: layer
      ? Array.from(run.healthSteps.values, (step, row) => [
          step,
          ...quantiles.map(([, field]) => layer[field].values[row]!),
        ])
      : [],
  }),
};
