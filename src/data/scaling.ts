/** @file Scalings as affine maps, computed from the training part; the graph applies them. */
import type { InputScaling, TargetScaling } from "../experiment/types.ts";
import { DataError } from "../util/errors.ts";
import type { Affine, Inputs, Targets } from "./dataset.ts";
import { featureCount, identity } from "./dataset.ts";
import type { FeatureStatistics } from "./statistics.ts";
import { inputStatistics, overall, targetStatistics } from "./statistics.ts";

/** `together`: one pair of numbers for all features, as for the pixels of an image. */
export function inputAffine(scaling: InputScaling, inputs: Inputs, together: boolean): Affine {
  if (typeof scaling === "object") return givenAffine(scaling, featureCount(inputs));
  if (scaling === "none") return identity;
  if (scaling === "unit" && inputs.data instanceof Uint8Array) return { subtract: 0, multiply: 1 / 255 };
  const statistics = inputStatistics(inputs);
  if (!together) return columnAffine(scaling, statistics);
  const { min, max, mean, std } = overall(statistics);
  const one = (x: number): Float64Array => Float64Array.of(x);
  const all = { ...statistics, min: one(min), max: one(max), mean: one(mean), std: one(std) };
  const { subtract, multiply } = columnAffine(scaling, all);
  return { subtract: (subtract as Float64Array)[0]!, multiply: (multiply as Float64Array)[0]! };
}

export function targetAffine(scaling: TargetScaling, targets: Targets): Affine {
  if (scaling === "none" || targets.kind === "labels") return identity;
  return columnAffine(scaling, targetStatistics(targets));
}

function columnAffine(scaling: "unit" | "standardize" | "minmax", { min, max, mean, std }: FeatureStatistics): Affine {
  // A constant column has no spread to divide by: it is shifted only.
  const inverse = (spread: number): number => (spread > 0 ? 1 / spread : 1);
  switch (scaling) {
    case "unit":
      return {
        subtract: new Float64Array(max.length),
        multiply: max.map((x, j) => inverse(Math.max(Math.abs(x), Math.abs(min[j]!)))),
      };
    case "standardize":
      return { subtract: mean, multiply: std.map(inverse) };
    case "minmax":
      return { subtract: min, multiply: max.map((x, j) => inverse(x - min[j]!)) };
  }
}

function givenAffine(scaling: Exclude<InputScaling, string>, features: number): Affine {
  if ("divideBy" in scaling) return { subtract: 0, multiply: 1 / scaling.divideBy };
  for (const [name, numbers] of Object.entries(scaling) as [string, number | readonly number[]][]) {
    if (typeof numbers === "number" || numbers.length === features) continue;
    throw new DataError(`data.inputScaling.${name} does not fit the data`, {
      found: `${numbers.length} numbers for ${features} features`,
      help: "give one number, or one for each feature",
    });
  }
  const { mean, std } = scaling;
  return {
    subtract: typeof mean === "number" ? mean : Float64Array.from(mean),
    multiply: typeof std === "number" ? 1 / std : Float64Array.from(std, (s) => 1 / s),
  };
}
