/** @file The forum's program with its backward pass written by hand, right and with one mistake at a time. */
import {
  type Dataset,
  type Formulas,
  type GradcheckResult,
  gradcheck,
  type ParameterCheck,
  type Tensor,
  type TensorsOf,
  cast, clip, div, dot, greater, mean, mul, neg, reshape, slice, sub, sum,
} from "evenkeel";
import { expect, test } from "vitest";
import { forward, heInit, layerDims, type Parameters, softmaxCost } from "../../examples/seed/forum.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";

type Weights = TensorsOf<Parameters>;

/** What a backward pass is made of; l counts from 0 as in the program. */
interface Steps {
  readonly atOutput: (a: Tensor, y: Tensor) => Tensor;
  readonly dw: (dz: Tensor, a: Tensor, at: At) => Tensor;
  readonly db: (dz: Tensor, at: At) => Tensor;
  /** dz of layer l − 1 from that of layer l. */
  readonly back: (dz: Tensor, at: At) => Tensor;
}

interface At {
  readonly l: number;
  readonly m: number;
  readonly w: readonly Tensor[];
  readonly z: readonly Tensor[];
  readonly a: readonly Tensor[];
  readonly dw: Tensor;
}

const mask = (z: Tensor): Tensor => cast(greater(z, 0), z.dtype);

const right: Steps = {
  atOutput: (a, y) => sub(a, y),
  dw: (dz, a, { m }) => mul(1 / m, dot(dz, a.T)),
  db: (dz, { m }) => mul(1 / m, sum(dz, { axis: 1, keepdims: true })),
  back: (dz, { l, w, z }) => mul(dot(w[l]!.T, dz), mask(z[l - 1]!)),
};

function backward(steps: Steps, x: Tensor, weights: Weights, y: Tensor): Weights {
  const { a, z } = forward(x, weights);
  const m = y.shape[1]!;
  const dw: Tensor[] = [];
  const db: Tensor[] = [];
  let dz = steps.atOutput(a.at(-1)!, y);
  for (let l = weights.w.length - 1; l >= 0; l--) {
    const at = { l, m, w: weights.w, z, a };
    dw[l] = steps.dw(dz, a[l]!, at as unknown as At);
    db[l] = steps.db(dz, at as unknown as At);
    if (l > 0) dz = steps.back(dz, { ...at, dw: dw[l]! });
  }
  return { w: dw, b: db };
}

function program(steps: Partial<Steps>, dims: readonly number[] = layerDims): Formulas<Parameters> {
  return {
    parameters: (random) => heInit(dims, random),
    cost: (weights, { x, y }) => softmaxCost(forward(x.T, weights).a.at(-1)!, y.T),
    gradients: (weights, { x, y }) => backward({ ...right, ...steps }, x.T, weights, y.T),
  };
}

/** Random images: 48 of 256 pixels are bytes, the others 0. */
function images(n: number, pixels: number): Dataset {
  const random = new RandomStream(5, streams.probe);
  const data = Uint8Array.from({ length: n * pixels }, () => (random.below(256) < 48 ? random.below(256) : 0));
  const labels = Int32Array.from({ length: n }, () => random.below(10));
  return {
    name: "random images",
    train: { inputs: { data, shape: [n, pixels] }, targets: { kind: "labels", labels, classes: 10 } },
    inputScaling: { subtract: 0, multiply: 1 / 255 },
    targetScaling: { subtract: 0, multiply: 1 },
    files: [],
  };
}

const dataset = images(60, 784);
const check = (steps: Partial<Steps>, options = {}): GradcheckResult =>
  gradcheck(program(steps), dataset, { batchSize: "full", learningRate: 0.01, ...options });

const _wrongOf = ({ parameters }: GradcheckResult): string[] =>
  parameters.filter(({ right: isRight }) => !isRight).map(({ name }) => name);
const _named = ({ parameters }: GradcheckResult, name: string): ParameterCheck =>
  parameters.find((each) => each.name === name)!;
const _weights = [0, 1, 2, 3, 4].map((l) => `w.${l}`);
const _biases = [0, 1, 2, 3, 4].map((l) => `b.${l}`);

const show = (title: string, r: GradcheckResult): void => {
  console.log(
    `== ${title}  right=${r.right} m=${r.examples} ${r.seconds.toFixed(2)} s fd=${r.confirmation.largestError.toExponential(1)} ${r.notes.join("; ")}`,
  );
  for (const p of r.parameters)
    if (!p.right)
      console.log(
        `   ${p.name} L${p.layer} dev=${p.deviation.toPrecision(3)} cos=${p.cosine.toFixed(3)} f=${p.factor.toPrecision(4)} ${p.mistake?.id} ${p.mistake?.certain ? "" : "?"} from=${p.mistake?.from} @${p.mistake?.site?.line} ${p.mistake?.detail}`,
      );
};
const at =
  (l: number, wrong: (typeof right)["back"]): Steps["back"] =>
  (dz, a) =>
    a.l === l ? wrong(dz, a) : right.back(dz, a);
const dwAt =
  (l: number, wrong: Steps["dw"]): Steps["dw"] =>
  (dz, a, x) =>
    x.l === l ? wrong(dz, a, x) : right.dw(dz, a, x);
const dbAt =
  (l: number, wrong: Steps["db"]): Steps["db"] =>
  (dz, x) =>
    x.l === l ? wrong(dz, x) : right.db(dz, x);
const planted: Record<string, Partial<Steps>> = {
  none: {},
  "no 1/m in dw": { dw: (dz, a) => dot(dz, a.T) },
  "no 1/m at all": { dw: (dz, a) => dot(dz, a.T), db: (dz) => sum(dz, { axis: 1, keepdims: true }) },
  "no 1/m in db.2": { db: dbAt(2, (dz) => sum(dz, { axis: 1, keepdims: true })) },
  "1/m twice": { atOutput: (a, y) => mul(1 / y.shape[1]!, sub(a, y)) },
  "hard coded 60": { dw: (dz, a) => mul(1 / 60, dot(dz, a.T)) },
  "2": { atOutput: (a, y) => mul(2, sub(a, y)) },
  "lr in dw": { dw: (dz, a, { m }) => mul(0.01 / m, dot(dz, a.T)) },
  sign: { atOutput: (a, y) => sub(y, a) },
  "no mask": { back: (dz, { l, w }) => dot(w[l]!.T, dz) },
  "no mask at 3": { back: at(3, (dz, { l, w }) => dot(w[l]!.T, dz)) },
  "mask a>=0": { back: (dz, { l, w, a }) => mul(dot(w[l]!.T, dz), cast(greater(a[l]!, -1e-30), dz.dtype)) },
  "mask inverted": { back: at(2, (dz, { l, w, z }) => mul(dot(w[l]!.T, dz), sub(1, mask(z[l - 1]!)))) },
  "mask by gradient": {
    back: at(4, (dz, { l, w }) => {
      const da = dot(w[l]!.T, dz);
      return mul(da, mask(da));
    }),
  },
  "tanh derivative": { back: at(2, (dz, { l, w, a }) => mul(dot(w[l]!.T, dz), sub(1, mul(a[l]!, a[l]!)))) },
  "jacobian forgotten": { atOutput: (a, y) => neg(div(y, a)) },
  "jacobian diagonal": { atOutput: (a, y) => mul(neg(div(y, a)), mul(a, sub(1, a))) },
  "sigmoid derivative on top": { atOutput: (a, y) => mul(sub(a, y), mul(a, sub(1, a))) },
  "bias unsummed mean of all": {
    db: dbAt(3, (dz, { m }) => mul(mul(1 / m, sum(dz)), sum(mul(dz, 0), { axis: 1, keepdims: true }).add(1))),
  },
  "bias axis 0": { db: dbAt(1, (dz, { m }) => mul(1 / m, sum(dz, { axis: 0, keepdims: true }))) },
  "bias unsummed": { db: dbAt(1, (dz, { m }) => mul(1 / m, dz)) },
  "bias one column": { db: dbAt(0, (dz) => slice(dz, [0, 0], [undefined, 1])) },
  "bias last column": { db: (dz) => slice(dz, [0, -1]) },
  "dw one example": { dw: dwAt(2, (dz, a) => dot(slice(dz, [0, -1]), slice(a, [0, -1]).T)) },
  "clip dw": { dw: (dz, a, { m }) => clip(mul(1 / m, dot(dz, a.T)), -0.005, 0.005) },
  "clip dz": { back: at(3, (dz, x) => clip(right.back(dz, x), -0.02, 0.02)) },
  zero: { dw: dwAt(0, (dz, a, { m }) => mul(0, dot(dz, a.T))) },
  "updated weights": { back: (dz, { l, w, z, dw }) => mul(dot(sub(w[l]!, mul(0.01, dw)).T, dz), mask(z[l - 1]!)) },
  "z for a": { dw: (dz, a, x) => right.dw(dz, x.l === 0 ? a : x.z[x.l - 1]!, x) },
  "dw from da": { dw: dwAt(4, (dz, a, x) => right.dw(dz, a, x)), db: right.db },
  decay: { dw: (dz, a, x) => right.dw(dz, a, x).add(mul(0.001, x.w[x.l]!)) },
  "transposed, reshaped": { dw: dwAt(3, (dz, a, { m, w }) => reshape(mul(1 / m, dot(a, dz.T)), w[3]!.shape)) },
  transposed: { dw: dwAt(3, (dz, a, { m }) => mul(1 / m, dot(a, dz.T))) },
  square: { atOutput: (a, y) => mul(sub(a, y), sub(a, y)) },
  "not y": { atOutput: (a) => a },
  "mean for sum": { db: (dz) => mean(dz) as never },
  odd: { back: at(2, (dz, x) => mul(right.back(dz, x), mul(x.z[1]!, x.z[1]!).add(0.3))) },
};
test.each(Object.entries(planted))(
  "%s",
  (title, steps) => {
    show(title, check(steps));
  },
  30000,
);
