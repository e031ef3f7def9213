/** @file A program's cost and hand-written gradients as traced graphs on a sample of examples. */
import type { Value } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { input } from "../../ops/input.ts";
import { reshape } from "../../ops/reshape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { flattenTree, unflattenTree } from "../../tensor/tree.ts";
import type { Formulas, TensorsOf } from "../../train/formulaModel.ts";
import { InitialValue } from "../../train/initial.ts";
import { type DataLayout, dataBatch, dataNames, residentData } from "../../train/inputs.ts";
import { ShapeError, UsageError } from "../../util/errors.ts";
import { formatShape } from "../../util/shape.ts";
import type { Sample } from "./sample.ts";

export interface Program {
  readonly sample: Sample;
  /** Input nodes, in the order of the tree. */
  readonly parameters: ReadonlyMap<string, Node>;
  /** All input nodes. */
  readonly inputs: readonly Node[];
  /** The inputs that hold the examples, with their values. */
  readonly data: ReadonlyMap<Node, Value>;
  /** As the program sees them. */
  readonly x: Node;
  readonly y: Node;
  /** A scalar. */
  readonly cost: Node;
  /** What the hand-written function returned, of whatever shape; null where it returned nothing for a parameter. */
  readonly written: ReadonlyMap<string, Node | null>;
}

const isInitial = (x: unknown): x is InitialValue => x instanceof InitialValue;
const isTensorOrNothing = (x: unknown): x is Tensor | null | undefined =>
  x === null || x === undefined || x instanceof Tensor;

/** Names and shapes of the parameters. */
export const parameterShapes = (initial: unknown): { name: string; shape: readonly number[] }[] =>
  flattenTree(initial, isInitial).map(({ name, leaf }) => ({ name, shape: leaf.shape }));

/** What is traced: the formulas, the tree that their parameters are nested in, how the data reach them. */
export interface Source<P> {
  readonly formulas: Formulas<P>;
  readonly initial: P;
  readonly layout: Omit<DataLayout, "precision">;
}

/**
 * Traced in float64; where the program holds float32 tensors of its own, in float32, which the reference engine computes
 * in float64 all the same.
 *
 * @throws UsageError without hand-written gradients, and where the cost is no number
 */
export function traceProgram<P>(source: Source<P>, sample: Sample): Program {
  try {
    return traceAs("float64", source, sample);
  } catch (error) {
    if (!(error instanceof ShapeError && /dtype/.test(error.message))) throw error;
    return traceAs("float32", source, sample);
  }
}

function traceAs<P>(
  precision: "float32" | "float64",
  { formulas, initial, layout }: Source<P>,
  sample: Sample,
): Program {
  if (!formulas.gradients) throw noGradients();
  const resident = residentData(sample.examples);
  const { nodes, batch } = dataBatch({ ...layout, precision }, resident, sample.m);
  const shapes = parameterShapes(initial);
  const parameters = new Map(shapes.map(({ name, shape }) => [name, input(name, precision, shape) as Node]));
  const tensors = new Map([...parameters].map(([name, node]) => [name, new Tensor(node)]));
  const nested = unflattenTree(initial, isInitial, tensors) as TensorsOf<P>;
  const rows = Int32Array.from({ length: sample.m }, (_, i) => i);
  const data = new Map<Node, Value>([
    [nodes.inputs, resident[dataNames.inputs]!],
    [nodes.targets, resident[dataNames.targets]!],
    [nodes.rows, { dtype: "int32", shape: [sample.m], data: rows }],
  ]);
  return {
    sample,
    parameters,
    inputs: [...data.keys(), ...parameters.values()],
    data,
    x: batch.x.node,
    y: batch.y.node,
    cost: scalarCost(formulas.cost(nested, batch)),
    written: writtenGradients(formulas.gradients(nested, batch), shapes),
  };
}

export const noGradients = (where?: string): UsageError =>
  new UsageError("There is no hand-written gradient to check", {
    ...(where !== undefined && { where }),
    found: "the program leaves its gradients to be derived",
    help: "write model.gradients(parameters, batch), which returns a tree like the parameters; without it training uses derived gradients, which need no check",
  });

function scalarCost(cost: Tensor): Node {
  if (cost instanceof Tensor && cost.shape.every((d) => d === 1)) return reshape(cost.node, []);
  throw new UsageError("the cost must be one number", {
    found: cost instanceof Tensor ? `a tensor of shape ${formatShape(cost.shape)}` : String(cost),
    help: "sum or average it over the examples: mean(losses)",
  });
}

function writtenGradients(
  gradients: unknown,
  shapes: readonly { readonly name: string }[],
): ReadonlyMap<string, Node | null> {
  const given = new Map(flattenTree(gradients, isTensorOrNothing).map(({ name, leaf }) => [name, leaf?.node ?? null]));
  return new Map(shapes.map(({ name }) => [name, given.get(name) ?? null]));
}
