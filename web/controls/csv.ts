/** @file All series of a run as comma-separated values, a row a step. */
import { layerFieldNames, type Run } from "../model/run.ts";

/** A name that a spreadsheet would take for a formula gets a quote in front. */
const quoted = (text: string): string => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;

export function csvOf(run: Run): string {
  const health = new Map(Array.from(run.healthSteps.values, (step, row) => [step, row]));
  const head = ["step", "cost", "learning rate", "largest logit", "largest logit gap"];
  const names = run.layers.flatMap(({ name }) => layerFieldNames.map((field) => quoted(`${name} ${field}`)));
  const empty = ["", "", ...run.layers.flatMap(() => layerFieldNames.map(() => ""))];
  const measured = (row: number): (number | string)[] => [
    run.largestLogit.values[row]!,
    run.logitGap.values[row]!,
    ...run.layers.flatMap((layer) => layerFieldNames.map((field) => layer[field].values[row]!)),
  ];
  const trained = new Map(Array.from(run.steps.values, (step, row) => [step, row]));
  const steps = [...new Set([...trained.keys(), ...health.keys()])].sort((a, b) => a - b);
  const lines = steps.map((step) => {
    const [row, at] = [trained.get(step), health.get(step)];
    const own = row === undefined ? ["", ""] : [run.cost.values[row]!, run.learningRate.values[row]!];
    return [step, ...own, ...(at === undefined ? empty : measured(at))].join(",");
  });
  return `${[[...head, ...names].join(","), ...lines].join("\n")}\n`;
}
