/** @file Examples written into the experiment itself. */
import type { InlineSpec, Precision } from "../../experiment/types.ts";
import type { Examples, Targets } from "../dataset.ts";
import { isLabelColumn, labelsFrom } from "../encoding.ts";
import { floatsOf } from "../floats.ts";

export function inlineExamples(spec: InlineSpec, precision: Precision): Examples {
  const width = spec.inputs[0]!.length;
  const inputs = floatsOf(spec.inputs.flat(), precision, (i) => `data.inputs[${Math.floor(i / width)}]`);
  return { inputs: { data: inputs, shape: [spec.inputs.length, width] }, targets: inlineTargets(spec, precision) };
}

function inlineTargets(spec: InlineSpec, precision: Precision): Targets {
  const first = spec.targets[0]!;
  const width = typeof first === "number" ? 1 : first.length;
  const where = (i: number): string => `data.targets[${Math.floor(i / width)}]`;
  const numbers = spec.targets.flat();
  if (isLabelColumn(spec, width))
    return labelsFrom(numbers, spec.classes ?? spec.labelClasses ?? null, where, spec.firstLabel);
  return { kind: "values", data: floatsOf(numbers, precision, where), width };
}
