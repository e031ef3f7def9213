/** @file The training model of a program: the user's formulas as functions of traced tensors and a tree of parameters. */
import type { Value } from "../graph/dtype.ts";
import { toValue } from "../graph/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";
import { flattenTree, type MapLeaves, unflattenTree } from "../tensor/tree.ts";
import { UsageError } from "../util/errors.ts";
import { formatShape, sameShape } from "../util/shape.ts";
import { InitialValue, RandomValues } from "./initial.ts";
import type { Batch, ModelContext, ModelOutputs, TrainingModel } from "./model.ts";

/** Parameters as tensors, nested as their first values are. */
export type TensorsOf<P> = MapLeaves<P, InitialValue, Tensor>;

/** A model as formulas. Rows are examples: x is [m, features], y is [m, classes] or [m, width]. */
export interface Formulas<P> {
  /** First values, nested in arrays and records: `{ w: random.normal([10, 784]), b: constantValue([10], 0) }`. */
  parameters(random: RandomValues): P;
  /**
   * The number to minimise, a scalar (or one element) of a batch. Make it an average over the examples: parts of the
   * data are measured in tiles, whose costs are weighted by their rows. A full batch is computed at once, as written.
   */
  cost(parameters: NoInfer<TensorsOf<P>>, batch: Batch): Tensor;
  /** What the model says for inputs, [m, …]: for accuracy, prediction and export. */
  predict?(parameters: NoInfer<TensorsOf<P>>, x: Tensor): Tensor;
  /** A hand-written backward pass, nested as the parameters; used in the place of the derived gradients. */
  gradients?(parameters: NoInfer<TensorsOf<P>>, batch: Batch): NoInfer<TensorsOf<P>>;
}

const isInitial = (x: unknown): x is InitialValue => x instanceof InitialValue;
const isTensor = (x: unknown): x is Tensor => x instanceof Tensor;

/** @throws UsageError where a function gives something of another shape than is needed */
export function formulaModel<P>(formulas: Formulas<P>): TrainingModel {
  const structure = formulas.parameters(new RandomValues(0));
  const shapes = flattenTree(structure, isInitial).map(({ name, leaf }) => ({ name, shape: leaf.shape }));
  const nest = (parameters: Readonly<Record<string, Tensor>>): TensorsOf<P> =>
    unflattenTree(structure, isInitial, new Map(Object.entries(parameters))) as TensorsOf<P>;
  return {
    // Weight decay acts on matrices, as it does on the weights of layers.
    parameters: shapes.map(({ name, shape }) => ({ name, shape, decay: shape.filter((d) => d > 1).length > 1 })),
    additive: false,
    initialize: (seed, dtype) => initialValues(formulas, seed, dtype),
    apply: (flat, batch, _context: ModelContext): ModelOutputs => {
      const parameters = nest(flat);
      const output = formulas.predict?.(parameters, batch.x);
      return {
        cost: scalarCost(formulas.cost(parameters, batch)),
        ...(output && { output: checkedOutput(output, batch) }),
        ...(formulas.gradients && { gradients: checkedGradients(formulas.gradients(parameters, batch), shapes) }),
        taps: [],
      };
    },
  };
}

function initialValues<P>(formulas: Formulas<P>, seed: number, dtype: "float32" | "float64"): Record<string, Value> {
  const values = flattenTree(formulas.parameters(new RandomValues(seed)), isInitial);
  return Object.fromEntries(values.map(({ name, leaf }) => [name, toValue(dtype, leaf.shape, leaf.data)]));
}

function scalarCost(cost: Tensor): Tensor {
  if (!isTensor(cost) || cost.shape.some((d) => d !== 1)) {
    throw new UsageError("the cost must be one number", {
      found: isTensor(cost) ? `a tensor of shape ${formatShape(cost.shape)}` : String(cost),
      help: "sum or average it over the examples: mean(losses)",
    });
  }
  return cost.reshape([]);
}

function checkedOutput(output: Tensor, { x }: Batch): Tensor {
  if (output.shape[0] === x.shape[0]) return output;
  throw new UsageError("predict must give one row an example", {
    found: `${formatShape(output.shape)} for inputs of ${formatShape(x.shape)}`,
    help: "transpose it where examples are columns: output.T",
  });
}

function checkedGradients(
  gradients: unknown,
  shapes: readonly { name: string; shape: readonly number[] }[],
): Record<string, Tensor> {
  const given = new Map(flattenTree(gradients, isTensor).map(({ name, leaf }) => [name, leaf]));
  for (const { name, shape } of shapes) {
    const gradient = given.get(name);
    if (gradient && sameShape(gradient.shape, shape)) continue;
    throw new UsageError(`the hand-written gradient of "${name}" does not fit its parameter`, {
      found: gradient
        ? `${formatShape(gradient.shape)} for a parameter of ${formatShape(shape)}`
        : "no gradient of that name",
      help: "return a tree like the parameters, each gradient with its parameter's shape",
    });
  }
  return Object.fromEntries(given);
}
