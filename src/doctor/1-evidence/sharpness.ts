/**
 * @file Measures the sharpness: the largest eigenvalue of the Hessian of the first batch's cost at the first weights.
 */
import { differentiate } from "../../autodiff/differentiate.ts";
import { compile } from "../../compile.ts";
import type { Program } from "../../engine/engine.ts";
import type { OptimizerSpec } from "../../experiment/types.ts";
import { allocate, toValue } from "../../graph/dtype.ts";
import type { Node } from "../../graph/node.ts";
import { input } from "../../ops/input.ts";
import { globalNorm } from "../../optim/clipping.ts";
import { add, div, maximum, mul, sub, sum } from "../../tensor/functions.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { dataNames } from "../../train/inputs.ts";
import { type Blueprint, traceModel } from "../../train/programs.ts";
import { RandomStream, streams } from "../../util/philox.ts";
import { sizeOf } from "../../util/shape.ts";
import { largestEigenvalue, type Tridiagonal, unbroken } from "./_lanczos.ts";
import { firstBatch, type Model, type Sample, sampleOf, type Values } from "./_model.ts";
import type { SharpnessEvidence } from "./evidence.ts";

const mostRows = 128;
const mostSteps = 20;
const stepsAtOnce = 5;
/** Change of the eigenvalue in so many steps at which it counts as found. */
const settled = 0.01;

/** @param reductionFactor of the cost: of larger batches a part is looked at, and sums are scaled up */
export async function measureSharpness(model: Model, reductionFactor: number): Promise<SharpnessEvidence | null> {
  const { size, examples } = firstBatch(model, mostRows);
  const sample = sampleOf(model.dataset, examples);
  const found = await iterate(model, sample);
  if (!Number.isFinite(found)) return null;
  const lambdaMax = found * (reductionFactor === 1 ? 1 : size / sample.rows);
  const { optimizer } = model.experiment;
  const limit = limitOf(optimizer);
  return {
    lambdaMax,
    learningRate: optimizer.learningRate,
    limit,
    ratio: limit === null ? null : (optimizer.learningRate * lambdaMax) / limit,
    largestStableRate: limit === null || lambdaMax <= 0 ? null : limit / lambdaMax,
  };
}

/**
 * On a quadratic of curvature λ: |1 − ηλ| < 1 for gradient descent; with momentum the roots of z² − (1 + β − ηλ) z + β,
 * with Nesterov's look-ahead of z² − (1 + β)(1 − ηλ) z + β (1 − ηλ), lie inside the unit circle (Cohen et al., Gradient
 * descent on neural networks typically occurs at the edge of stability, 2021, appendix B).
 */
function limitOf(optimizer: OptimizerSpec): number | null {
  if (optimizer.name !== "sgd") return null;
  const { momentum: beta, nesterov } = optimizer;
  return (2 * (1 + beta)) / (nesterov ? 1 + 2 * beta : 1);
}

/** Lanczos' iteration: after k steps the largest of all vectors that k products with the Hessian can reach. */
async function iterate({ engine, plan, initial }: Model, sample: Sample): Promise<number> {
  const executable = await engine.compile(lanczosProgram(plan.blueprint, sample));
  try {
    await executable.bind({
      ...sample.data,
      ...initial,
      [dataNames.rows]: { dtype: "int32", shape: [sample.rows], data: sample.order },
      ...startVectors(plan.blueprint),
    });
    const matrix = { diagonal: [] as number[], beside: [] as number[] };
    let last = Number.NaN;
    while (matrix.diagonal.length < mostSteps) {
      const { alpha, beta } = await executable.run(stepsAtOnce);
      matrix.diagonal.push(...alpha!.data);
      matrix.beside.push(...beta!.data);
      const known: Tridiagonal = unbroken(matrix);
      const found = largestEigenvalue(known);
      if (known.diagonal.length < matrix.diagonal.length || !Number.isFinite(found)) return found;
      if (Math.abs(found - last) <= settled * Math.abs(found)) return found;
      last = found;
    }
    return last;
  } finally {
    await executable.dispose();
  }
}

const currentName = (parameter: string): string => `${parameter} direction`;
const previousName = (parameter: string): string => `${parameter} direction before`;
const next = (name: string): string => `${name} next`;
const link = "link";

/**
 * One step: w = H v − β u; α = v·w; w ← w − α v; β ← ‖w‖; u ← v; v ← w / β, H v being the gradient of ∇cost · v.
 * State: v, u and β. Resident: data and parameters.
 */
function lanczosProgram(blueprint: Blueprint, { data, rows }: Sample): Program {
  const { model, settings } = blueprint;
  const traced = traceModel({ ...blueprint, settings: { ...settings, metrics: [] } }, data, rows, rows, false);
  const { precision } = settings;
  const vectors = (name: (parameter: string) => string): Node[] =>
    model.parameters.map((parameter) => input(name(parameter.name), precision, parameter.shape));
  const [current, previous, beta] = [vectors(currentName), vectors(previousName), input(link, precision, [])];
  const parameters = model.parameters.map(({ name }) => traced.parameters[name]!.node);
  const { graph } = compile({
    inputs: [...traced.inputs, ...current, ...previous, beta],
    outputs: new Map([["cost", traced.outputs.cost.node]]),
    rewrites: settings.rewrites,
    gradient: {
      of: "cost",
      parameters,
      finish: (gradients) => {
        const v = current.map((node) => new Tensor(node));
        const slope = inner(
          gradients.map((node) => new Tensor(node)),
          v,
        );
        const products = differentiate(slope.node, parameters).map((node) => new Tensor(node));
        const w = products.map((product, i) => sub(product, mul(new Tensor(previous[i]!), new Tensor(beta))));
        const alpha = inner(v, w);
        const rest = w.map((part, i) => sub(part, mul(v[i]!, alpha)));
        const norm = globalNorm(rest);
        const outputs = new Map([
          ["alpha", alpha.node],
          ["beta", norm.node],
          [next(link), mul(norm, 1).node],
        ]);
        model.parameters.forEach(({ name }, i) => {
          outputs.set(next(currentName(name)), div(rest[i]!, maximum(norm, 1e-30)).node);
          outputs.set(next(previousName(name)), mul(v[i]!, 1).node);
        });
        return outputs;
      },
    },
  });
  const state = [...current, ...previous, beta].map((node) => (node.attrs as { readonly name: string }).name);
  return {
    name: "sharpness",
    graph,
    state: new Map(state.map((name) => [name, next(name)])),
    perStep: [],
    resident: [dataNames.inputs, dataNames.targets, dataNames.rows, ...model.parameters.map(({ name }) => name)],
  };
}

const inner = (a: readonly Tensor[], b: readonly Tensor[]): Tensor =>
  a.map((part, i) => sum(mul(part, b[i]!))).reduce((x, y) => add(x, y));

/** A random direction of length 1; the one before it is 0. */
function startVectors({ model, settings }: Blueprint): Values {
  const random = new RandomStream(0, streams.probe, 6);
  const values = model.parameters.map(({ shape }) => Array.from({ length: sizeOf(shape) }, () => random.normal()));
  const norm = Math.sqrt(values.reduce((total, part) => total + part.reduce((a, x) => a + x * x, 0), 0));
  const dtype = settings.precision;
  return {
    [link]: allocate({ shape: [], dtype }),
    ...Object.fromEntries(
      model.parameters.flatMap(({ name, shape }, i) => [
        [
          currentName(name),
          toValue(
            dtype,
            shape,
            values[i]!.map((x) => x / norm),
          ),
        ],
        [previousName(name), allocate({ shape, dtype })],
      ]),
    ),
  };
}
