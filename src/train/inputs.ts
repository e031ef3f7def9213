/** @file The data side of a training graph: rows gathered by index from the resident data set, cast and scaled. */
import type { Affine, Examples } from "../data/dataset.ts";
import { exampleCount, featureCount } from "../data/dataset.ts";
import type { DType, Value } from "../graph/dtype.ts";
import { toValue } from "../graph/dtype.ts";
import type { Node } from "../graph/node.ts";
import { cast } from "../ops/cast.ts";
import { constant } from "../ops/constant.ts";
import { gather } from "../ops/gather.ts";
import { input } from "../ops/input.ts";
import { mul } from "../ops/mul.ts";
import { oneHot } from "../ops/oneHot.ts";
import { sub } from "../ops/sub.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Batch } from "./model.ts";

export interface DataLayout {
  /** Classes where targets are labels, else null. */
  readonly classes: number | null;
  readonly inputScaling: Affine;
  readonly targetScaling: Affine;
  readonly targetEncoding: "raw" | "one-hot";
  readonly precision: "float32" | "float64";
}

/** Names of the data inputs of every training program. */
export const dataNames = { inputs: "data.inputs", targets: "data.targets", rows: "data.rows" } as const;

export interface DataInputs {
  /** Resident. */
  readonly inputs: Node;
  /** Resident. */
  readonly targets: Node;
  /** Per step: which examples. */
  readonly rows: Node;
}

/** The inputs and targets of one part of the data, by input name. */
export type ResidentData = Readonly<Record<string, Value>>;

/** One row an example: images are rows of pixels here. */
export function residentData(examples: Examples): ResidentData {
  const { inputs, targets } = examples;
  return {
    [dataNames.inputs]: {
      shape: [exampleCount(examples), featureCount(inputs)],
      dtype: storedType(inputs.data),
      data: inputs.data,
    },
    [dataNames.targets]:
      targets.kind === "labels"
        ? { shape: [targets.labels.length], dtype: "int32", data: targets.labels }
        : { shape: [exampleCount(examples), targets.width], dtype: storedType(targets.data), data: targets.data },
  };
}

const storedType = (data: Uint8Array | Float32Array | Float64Array): DType =>
  data instanceof Uint8Array ? "uint8" : data instanceof Float32Array ? "float32" : "float64";

/** Graph inputs for the data, and the batch of `rows` examples made from them. */
export function dataBatch(
  layout: DataLayout,
  data: ResidentData,
  rows: number,
): { readonly nodes: DataInputs; readonly batch: Batch } {
  const fed = (name: string): Node => input(name, data[name]!.dtype, data[name]!.shape);
  const nodes: DataInputs = {
    inputs: fed(dataNames.inputs),
    targets: fed(dataNames.targets),
    rows: input(dataNames.rows, "int32", [rows]),
  };
  const x = scaled(gather(nodes.inputs, nodes.rows, 0), layout.inputScaling, layout.precision);
  const picked = gather(nodes.targets, nodes.rows, 0);
  return { nodes, batch: { x: new Tensor(x), y: new Tensor(encoded(picked, layout)) } };
}

/** (x − subtract) · multiply in the experiment's precision; parts that change nothing are left out. */
export function scaled(x: Node, { subtract, multiply }: Affine, precision: "float32" | "float64"): Node {
  const width = x.shape.slice(1);
  const factor = (value: number | Float64Array): Node =>
    constant(typeof value === "number" ? toValue(precision, [], [value]) : toValue(precision, width, value));
  let result = cast(x, precision);
  if (isNot(subtract, 0)) result = sub(result, factor(subtract));
  if (isNot(multiply, 1)) result = mul(result, factor(multiply));
  return result;
}

const isNot = (value: number | Float64Array, neutral: number): boolean =>
  typeof value === "number" ? value !== neutral : value.some((v) => v !== neutral);

function encoded(picked: Node, { classes, targetEncoding, targetScaling, precision }: DataLayout): Node {
  if (classes === null) return scaled(picked, targetScaling, precision);
  return targetEncoding === "one-hot" ? oneHot(picked, classes, precision) : picked;
}
