/** @file What panels of layers share: a line a layer in its colour, tables, and names in sentences. */
import type { ChartSpec, Line } from "../charts/spec.ts";
import type { LayerField, Run } from "../model/run.ts";
import type { Picture, Shown, Table } from "./_panel.ts";

const colors = 8;
export const layerColor = (index: number): string => `--layer-${(index % colors) + 1}`;

/** Layers with weights: others have no gradient. */
export function layerLines({ layers, healthSteps }: Run, field: LayerField): readonly Line[] {
  const steps = healthSteps.values;
  return layers.flatMap((layer, i): Line[] => {
    const values = layer[field].values;
    if (values.every(Number.isNaN)) return [];
    return [{ name: layer.name, color: layerColor(i), steps, values, look: "line", told: true, railed: true }];
  });
}

/** Lines of the run, above the same of the run that it is compared with: those are dotted. */
export const beside = ({ run, compared }: Shown, linesOf: (run: Run) => readonly Line[]): readonly Line[] => [
  ...(compared ? linesOf(compared).map((line) => dotted(line, compared.name)) : []),
  ...linesOf(run),
];

const dotted = (line: Line, run: string): Line => ({
  ...line,
  name: `${line.name} of ${run}`,
  look: "dotted",
  told: false,
  railed: false,
});

/** What `beside` adds to a panel's note. */
export const noteBeside = (note: string, { compared }: Shown): string =>
  compared ? `dotted: ${compared.name} · ${note}` : note;

export const layerChart = (lines: readonly Line[], rest: Partial<ChartSpec>): ChartSpec => ({
  lines,
  axis: "log",
  levels: [],
  bands: [],
  flags: [],
  ...rest,
});

export const layerTable = ({ layers, healthSteps }: Run, field: LayerField): Table => ({
  head: ["step", ...layers.map(({ name }) => name)],
  rows: Array.from(healthSteps.values, (step, row) => [step, ...layers.map((layer) => layer[field].values[row]!)]),
});

export const noHealth = "No layer was measured.";

export const notMeasured = ({ end }: Run): Picture => ({
  kind: "nothing",
  why: end ? "The run ended before layers were measured." : "Layers are measured after the first steps.",
});
