/** @file What the examples of each class count in the cost, from how often the training part has them. */
import { type Affine, type Dataset, exampleCount, type Values } from "../data/dataset.ts";
import { classCounts } from "../data/statistics.ts";
import type { Experiment } from "../experiment/types.ts";
import { type DType, toValue } from "../graph/dtype.ts";
import { constant } from "../ops/constant.ts";
import { add, cast, gather, mul, reshape, sum } from "../tensor/functions.ts";
import { Tensor } from "../tensor/tensor.ts";
import { UsageError } from "../util/errors.ts";
import { sizeOf } from "../util/shape.ts";

export interface ClassWeights {
  /** By class; 1 where the training part has no example. */
  readonly ofClass: Float64Array;
  /** Of an example of the training part. */
  ofExample(example: number): number;
}

/** The part of the cost that each class has: the same for all that have examples. Counts or shares will do. */
export function balancedShares(counts: ArrayLike<number>): number[] {
  const all = Array.from(counts);
  const present = all.filter((count) => count > 0).length;
  return all.map((count) => (count > 0 ? 1 / present : 0));
}

/** The means that target columns then have: of one column of two values, or of one-hot columns. */
export function balancedMeans(columns: readonly { readonly mean: number; readonly std: number }[]): number[] {
  if (columns.length > 1) return balancedShares(columns.map(({ mean }) => mean));
  return columns.map(({ mean, std }) => (std > 0 ? 0.5 : mean));
}

/**
 * n / (classes present · n_c), as scikit-learn's "balanced"; null where all examples count the same.
 *
 * @throws UsageError where the targets are no classes
 */
export function classWeights(
  { loss, data: { targetScaling } }: Pick<Experiment, "loss" | "data">,
  dataset: Dataset,
): ClassWeights | null {
  if (loss.classWeights !== "balanced") return null;
  const { targets } = dataset.train;
  const classOf = targets.kind === "labels" ? targets.labels : classesOfValues(targets, dataset.targetScaling);
  if (classOf === null) throw noClasses(targets as Values, targetScaling);
  const classes = targets.kind === "labels" ? targets.classes : Math.max(2, targets.width);
  const counts = classCounts({ kind: "labels", labels: classOf, classes });
  const examples = exampleCount(dataset.train);
  const ofClass = Float64Array.from(balancedShares(counts), (share, c) =>
    share > 0 ? (share * examples) / counts[c]! : 1,
  );
  return { ofClass, ofExample: (i) => ofClass[classOf[i]!]! };
}

/** Scaling rounds: −1 and 1 become 0 and 1 to within some 1e-16. */
const nearly = 1e-6;
const isNear = (x: number, to: number): boolean => Math.abs(x - to) < nearly;

/** The class of each row of 0 and 1, as the loss gets them: a single column, or the column of the only 1. */
function classesOfValues({ data, width }: Values, scaling: Affine): Int32Array | null {
  const of = (value: Affine["multiply"], j: number): number => (typeof value === "number" ? value : value[j]!);
  const classes = new Int32Array(data.length / width);
  for (let i = 0; i < classes.length; i++) {
    let ones = 0;
    for (let j = 0; j < width; j++) {
      const x = (data[i * width + j]! - of(scaling.subtract, j)) * of(scaling.multiply, j);
      if (isNear(x, 0)) continue;
      if (!isNear(x, 1)) return null;
      ones++;
      classes[i] = width === 1 ? 1 : j;
    }
    if (width > 1 && ones !== 1) return null;
  }
  return classes;
}

const noClasses = ({ width }: Values, targetScaling: string): UsageError =>
  new UsageError("The classes that loss.classWeights is to balance cannot be told from the targets", {
    where: "loss.classWeights",
    found: `${
      width === 1
        ? "a target column with other numbers than 0 and 1"
        : `rows of ${width} targets, not all with a single 1`
    }${targetScaling === "none" ? "" : ` (scaled: ${targetScaling})`}`,
    help: 'give labels, one-hot rows or one column of 0 and 1, or set loss.classWeights to "none"',
  });

/** What each row of a batch counts, [m], from its targets as the loss gets them. */
export function weightsOfRows({ ofClass }: ClassWeights, targets: Tensor, dtype: DType): Tensor {
  const weights = new Tensor(constant(toValue(dtype, [ofClass.length], ofClass)));
  const rows = targets.shape[0]!;
  if (sizeOf(targets.shape) !== rows) return sum(mul(cast(targets, dtype), weights), { axis: -1 });
  const each = reshape(targets, [rows]);
  if (each.dtype === "int32") return gather(weights, each);
  const [no, yes] = [ofClass[0]!, ofClass[1] ?? ofClass[0]!];
  return add(no, mul(yes - no, each));
}
