/** @file Measures a part of the data with the current parameters, in tiles. */
import type { Engine, Executable } from "../engine/engine.ts";
import type { MetricName } from "../experiment/types.ts";
import { metrics as metricRegistry } from "../nn/metrics/index.ts";
import { lookUp } from "../util/lookup.ts";
import { dataNames, type ResidentData } from "./inputs.ts";
import { type Blueprint, evaluateProgram, metricOutput } from "./programs.ts";
import { tileRows } from "./stepper.ts";

/** Examples a tile: as fast as larger ones, and 20 MB of activations at most for this network. */
const evaluationTile = 2000;

/** Metric → value; "loss" is always there. */
export type Metrics = Readonly<Partial<Record<MetricName, number>>>;

export interface Evaluator {
  /** Reads the parameters from the executable that holds them. */
  measure(owner: Executable): Promise<Metrics>;
  dispose(): Promise<void>;
}

/** @param data the resident inputs and targets of the part */
export async function evaluatorFor(engine: Engine, blueprint: Blueprint, data: ResidentData): Promise<Evaluator> {
  const examples = data[dataNames.inputs]!.shape[0]!;
  const tile = tileRows(examples, evaluationTile);
  const names = Object.fromEntries(blueprint.model.parameters.map(({ name }) => [name, name]));
  const parts = [
    { rows: tile, steps: Math.floor(examples / tile), start: 0 },
    { rows: examples % tile, steps: 1, start: examples - (examples % tile) },
  ].filter(({ rows }) => rows > 0);
  const executables = await Promise.all(
    parts.map(({ rows }) => engine.compile(evaluateProgram(blueprint, data, rows))),
  );
  for (const executable of executables) await executable.bind(data);
  return {
    measure: async (owner) => {
      const totals = new Map<string, number>();
      for (const [i, { rows, steps, start }] of parts.entries()) {
        await executables[i]!.link(owner, names);
        const order = Int32Array.from({ length: rows * steps }, (_, k) => start + k);
        const outputs = await executables[i]!.run(steps, { [dataNames.rows]: order });
        for (const [name, { data: values }] of Object.entries(outputs)) {
          // A cost of its own making counts for the rows of its tile.
          const weight = name === "cost" ? rows : 1;
          totals.set(
            name,
            Array.from(values).reduce((sum, x) => sum + weight * x, totals.get(name) ?? 0),
          );
        }
      }
      return finishMetrics(blueprint, totals, examples);
    },
    dispose: async () => {
      for (const executable of executables) await executable.dispose();
    },
  };
}

/** Metrics from sums over `examples`. */
export function finishMetrics(
  { settings, metricContext }: Blueprint,
  sums: ReadonlyMap<string, number>,
  examples: number,
): Metrics {
  const result: Partial<Record<MetricName, number>> = {};
  result.loss = (sums.get(metricOutput("loss")) ?? sums.get("cost")!) / examples;
  for (const name of settings.metrics) {
    const sum = sums.get(metricOutput(name));
    if (sum !== undefined) result[name] = lookUp("metric", metricRegistry, name).finish(sum / examples, metricContext);
  }
  return result;
}
