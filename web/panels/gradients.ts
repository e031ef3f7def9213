/** @file Panel: the norm of each layer's gradient; exact zeros on rails at the foot. */
import type { Line } from "../charts/spec.ts";
import { listed, whole, shown as written } from "../model/numbers.ts";
import type { Run } from "../model/run.ts";
import { beside, layerChart, layerLines, layerTable, noHealth, noteBeside, notMeasured } from "./_layers.ts";
import type { Panel, Shown } from "./_panel.ts";

function sentence({ run: { layers, healthSteps } }: Shown): string {
  const measured = healthSteps.length;
  if (measured === 0) return noHealth;
  const zeros = layers.flatMap(({ name, gradientNorm }) => {
    const count = gradientNorm.values.filter((norm) => norm === 0).length;
    return count > 0 ? [`${name} ${count}`] : [];
  });
  if (zeros.length > 0) return `Exactly 0 in so many of ${whole(measured)} measurements: ${listed(zeros)}.`;
  const [first, last] = [layers[0]!, layers.at(-1)!];
  if (first === last) return `The gradient of ${first.name} is ${written(first.gradientNorm.last)} now.`;
  const ratio = first.gradientNorm.last / last.gradientNorm.last;
  return `Now ${written(first.gradientNorm.last)} in ${first.name}, ${written(ratio)} times that of ${last.name}; none was 0.`;
}

const linesOf = (run: Run): readonly Line[] => layerLines(run, "gradientNorm");

export const gradients: Panel = {
  id: "gradients",
  title: "Gradient norm",
  place: "middle",
  note: (shown) => noteBeside("bars: exactly 0", shown),
  picture: (shown) =>
    shown.run.healthSteps.length === 0
      ? notMeasured(shown.run)
      : { kind: "chart", chart: layerChart(beside(shown, linesOf), {}) },
  sentence,
  table: ({ run }) => layerTable(run, "gradientNorm"),
};
