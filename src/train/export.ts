/** @file A trained model as an ONNX model for prediction: raw data in, probabilities or values in their own units out. */
import { compile } from "../compile.ts";
import type { Affine, Dataset } from "../data/dataset.ts";
import { featureCount } from "../data/dataset.ts";
import { isFloat, toValue, type Value } from "../graph/dtype.ts";
import { type Graph, nodesOf } from "../graph/graph.ts";
import type { Node } from "../graph/node.ts";
import { losses } from "../nn/losses/index.ts";
import { type EncodeOptions, encodeGraph } from "../onnx/encode.ts";
import { add } from "../ops/add.ts";
import { constant } from "../ops/constant.ts";
import { div } from "../ops/div.ts";
import { input } from "../ops/input.ts";
import { batchDimension, cardMetadata, inputTensor, outputTensor } from "../predict/card.ts";
import { fuse } from "../rewrite/fuse.ts";
import { sigmoid, softmax } from "../tensor/functions.ts";
import { Tensor } from "../tensor/tensor.ts";
import { UsageError } from "../util/errors.ts";
import { cardOf, type ExportDetails } from "./exportCard.ts";
import { dataBatch, dataNames, residentData, scaled } from "./inputs.ts";
import type { ModelContext, ModelOutputs } from "./model.ts";
import type { Plan } from "./plan.ts";
import type { Blueprint } from "./programs.ts";

export type { ExportDetails } from "./exportCard.ts";

/** Two batch sizes that no other dimension is likely to have: what is the same for both holds for all. */
const batchSizes = [1009, 1013] as const;

/**
 * The bytes of an ONNX model with one input "input", [batch, features] of the data set's own dtype, and one output
 * "output". Its metadata say what goes in and what comes out; docs/model-format.md lists them.
 *
 * @throws UsageError where the model gives no prediction, or one that needs the targets
 */
export function exportModel(
  { blueprint }: Pick<Plan, "blueprint">,
  dataset: Dataset,
  parameters: Readonly<Record<string, Value>>,
  details: ExportDetails = {},
): Uint8Array {
  const constants = Object.fromEntries(
    blueprint.model.parameters.map(({ name }) => [name, givenParameter(parameters, name)]),
  );
  const encode = (batch: number, options: EncodeOptions): Uint8Array =>
    // A file that is passed on holds no paths of the machine that made it.
    encodeGraph(inferenceGraph(blueprint, dataset, batch), { name: "model", constants, sites: false, ...options });
  const metadata = (batch: "any" | "1"): Record<string, string> =>
    cardMetadata(
      cardOf(blueprint, dataset, { ...details, batch, probabilities: givesProbabilities(blueprint, dataset) }),
    );
  const anySize: EncodeOptions = { firstDimension: batchDimension, metadata: metadata("any") };
  const [first, second] = batchSizes.map((batch) => encode(batch, anySize)) as [Uint8Array, Uint8Array];
  return sameBytes(first, second) ? first : encode(1, { metadata: metadata("1") });
}

function givenParameter(parameters: Readonly<Record<string, Value>>, name: string): Value {
  const value = parameters[name];
  if (value) return value;
  throw new UsageError(`the model's parameter "${name}" has no value`, {
    found: Object.keys(parameters).join(", ") || "no parameters",
  });
}

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, i) => byte === b[i]);

/** From raw inputs [batch, features] and the parameters to the prediction, compiled as an engine would run it. */
export function inferenceGraph(blueprint: Blueprint, dataset: Dataset, batch: number): Graph {
  const { inputs, targets, outputs, prediction } = applied(blueprint, dataset, batch);
  const logits = outputs.output ? lossTakesLogits(blueprint) : outputs.logits !== undefined;
  const told = logits ? (isOneOf(blueprint) ? softmax(prediction) : sigmoid(prediction)) : prediction;
  const output = blueprint.settings.task === "regression" ? unscaled(told.node, dataset.targetScaling) : told.node;
  const outputsOnly = new Map([[outputTensor, output]]);
  const { graph } = compile({ inputs: [...inputs, ...targets], outputs: outputsOnly, rewrites: "on" });
  const fused = fuse(graph);
  const used = new Set(nodesOf(fused));
  if (targets.some((node) => used.has(node))) {
    throw new UsageError("the model's prediction depends on the targets, which are not known when it predicts", {
      help: "compute the prediction from the inputs and the parameters alone",
    });
  }
  return { ...fused, inputs: inputs.filter((node, i) => i === 0 || used.has(node)) };
}

interface Applied {
  /** The raw inputs first, then the parameters. */
  readonly inputs: readonly Node[];
  /** What the batch's targets are made from. */
  readonly targets: readonly Node[];
  readonly outputs: ModelOutputs;
  /** The model's output, or the logits where it gives no output. */
  readonly prediction: Tensor;
}

function applied({ model, settings, layout }: Blueprint, dataset: Dataset, batch: number): Applied {
  const { train } = dataset;
  const data = residentData(train);
  const raw = input(inputTensor, data[dataNames.inputs]!.dtype, [batch, featureCount(train.inputs)]);
  const {
    nodes,
    batch: { y },
  } = dataBatch(layout, data, batch);
  const parameters = model.parameters.map(({ name, shape }) => input(name, settings.precision, shape));
  const context: ModelContext = {
    training: false,
    examples: batch,
    dropoutMask: (layer) => {
      throw new Error(`${layer} asks for a dropout mask outside training`);
    },
  };
  const outputs = model.apply(
    Object.fromEntries(parameters.map((node) => [node.attrs.name, new Tensor(node)])),
    { x: new Tensor(scaled(raw, layout.inputScaling, settings.precision)), y },
    context,
  );
  const prediction = outputs.output ?? outputs.logits;
  if (!prediction) {
    throw new UsageError("the model gives no prediction, so there is nothing to export", {
      help: "let the program return what it predicts, one row an example, next to its cost",
    });
  }
  if (prediction.shape[0] !== batch || !isFloat(prediction.dtype)) {
    throw new UsageError("a prediction must be one row of numbers an example", {
      found: `${prediction.dtype}[${prediction.shape.join(", ")}] for ${batch} examples`,
    });
  }
  return { inputs: [raw, ...parameters], targets: [nodes.inputs, nodes.targets, nodes.rows], outputs, prediction };
}

const lossTakesLogits = ({ settings }: Blueprint): boolean =>
  losses.find(({ name }) => name === settings.lossName)?.outputs === "logits";

/** Whether an example belongs to one of several classes. A loss on logits is a softmax whatever the task is called. */
const isOneOf = (blueprint: Blueprint): boolean =>
  blueprint.settings.task === "classification" || lossTakesLogits(blueprint);

/** Whether the output of a classifier is made of probabilities: by its last function, as far as that is known. */
function givesProbabilities(blueprint: Blueprint, dataset: Dataset): boolean {
  const { outputs } = applied(blueprint, dataset, 1);
  const last = outputs.taps.at(-1)?.activationName;
  return (
    !outputs.output || lossTakesLogits(blueprint) || last === undefined || last === "softmax" || last === "sigmoid"
  );
}

/** y / multiply + subtract: the inverse of a scaling. */
function unscaled(y: Node, { subtract, multiply }: Affine): Node {
  const of = (value: number | Float64Array): Node => {
    const numbers = typeof value === "number" ? [value] : value;
    return constant(toValue(y.dtype, numbers.length === 1 ? [] : [numbers.length], numbers));
  };
  const is = (value: number | Float64Array, neutral: number): boolean =>
    typeof value === "number" ? value === neutral : value.every((v) => v === neutral);
  const divided = is(multiply, 1) ? y : div(y, of(multiply));
  return is(subtract, 0) ? divided : add(divided, of(subtract));
}
