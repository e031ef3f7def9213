/** @file The forum's program with its backward pass written by hand, right and with one mistake at a time. */
import {
  cast,
  clip,
  type Dataset,
  div,
  dot,
  type Formulas,
  gradcheck,
  greater,
  mul,
  neg,
  type RandomValues,
  reshape,
  slice,
  square,
  sub,
  sum,
  type Tensor,
  type TensorsOf,
} from "evenkeel";
import { describe, expect, test } from "vitest";
import { averaged, forgotten, forumProgram, forward, type Parameters, softmaxCost } from "../../examples/seed/forum.ts";
import { RandomStream, streams } from "../../src/util/philox.ts";
import { check, type Expected, expectFound, m, normalRows, oneHotRows } from "./planted.ts";

type Weights = TensorsOf<Parameters>;

/** Of the program at layer l, counted from 0. */
interface Forward {
  readonly l: number;
  readonly m: number;
  readonly w: readonly Tensor[];
  /** The inputs, then each layer's activation; each layer's sum. */
  readonly a: readonly Tensor[];
  readonly z: readonly Tensor[];
}

/** A backward pass in its steps. */
interface Steps {
  readonly atOutput: (a: Tensor, y: Tensor) => Tensor;
  readonly dw: (dz: Tensor, at: Forward) => Tensor;
  readonly db: (dz: Tensor, at: Forward) => Tensor;
  /** dz of layer l − 1 from that of layer l. */
  readonly back: (dz: Tensor, at: Forward, dw: Tensor) => Tensor;
}

const mask = (z: Tensor): Tensor => cast(greater(z, 0), z.dtype);
const sumOfExamples = (dz: Tensor): Tensor => sum(dz, { axis: 1, keepdims: true });

const right: Steps = {
  atOutput: (a, y) => sub(a, y),
  dw: (dz, { l, m, a }) => mul(1 / m, dot(dz, a[l]!.T)),
  db: (dz, { m }) => mul(1 / m, sumOfExamples(dz)),
  back: (dz, { l, w, z }) => mul(dot(w[l]!.T, dz), mask(z[l - 1]!)),
};

function backward(steps: Steps, x: Tensor, weights: Weights, y: Tensor): Weights {
  const passed = forward(x, weights);
  const dw: Tensor[] = [];
  const db: Tensor[] = [];
  let dz = steps.atOutput(passed.a.at(-1)!, y);
  for (let l = weights.w.length - 1; l >= 0; l--) {
    const at = { l, m: y.shape[1]!, w: weights.w, ...passed };
    dw[l] = steps.dw(dz, at);
    db[l] = steps.db(dz, at);
    if (l > 0) dz = steps.back(dz, at, dw[l]!);
  }
  return { w: dw, b: db };
}

/** As the forum's, smaller, with two layers of one width and biases that are not 0. */
const dims = [30, 24, 16, 16, 10];

function initial(random: RandomValues): Parameters {
  const w = dims.slice(1).map((nOut, l) => random.normal([nOut, dims[l]!]).times(Math.sqrt(2 / dims[l]!)));
  return { w, b: dims.slice(1).map((nOut) => random.normal([nOut, 1]).times(0.1)) };
}

const program = (steps: Partial<Steps>): Formulas<Parameters> => ({
  parameters: initial,
  cost: (weights, { x, y }) => softmaxCost(forward(x.T, weights).a.at(-1)!, y.T),
  gradients: (weights, { x, y }) => backward({ ...right, ...steps }, x.T, weights, y.T),
});

const rows = { x: normalRows(m, dims[0]!), y: oneHotRows(m, 10) };

/** A step that is wrong in one layer only. */
const backFrom =
  (layer: number, wrong: Steps["back"]): Steps["back"] =>
  (dz, at, dw) =>
    at.l === layer - 1 ? wrong(dz, at, dw) : right.back(dz, at, dw);
const dwOf =
  (layer: number, wrong: Steps["dw"]): Steps["dw"] =>
  (dz, at) =>
    at.l === layer - 1 ? wrong(dz, at) : right.dw(dz, at);
const dbOf =
  (layer: number, wrong: Steps["db"]): Steps["db"] =>
  (dz, at) =>
    at.l === layer - 1 ? wrong(dz, at) : right.db(dz, at);

const w = (...layers: number[]): string[] => layers.map((layer) => `w.${layer - 1}`);
const b = (...layers: number[]): string[] => layers.map((layer) => `b.${layer - 1}`);
const both = (...layers: number[]): string[] => [...w(...layers), ...b(...layers)];
const all = [1, 2, 3, 4];

const planted: Record<string, readonly [Partial<Steps>, Expected]> = {
  "the 1/m is missing in dW": [
    { dw: (dz, { l, a }) => dot(dz, a[l]!.T) },
    {
      mistake: "constant-factor",
      wrong: w(...all),
      layers: all,
      factor: m,
      detail: /^100 times too large in a batch of 100: the 1\/m is missing \(7 times/,
    },
  ],
  "the 1/m is missing in db of layer 2": [
    { db: dbOf(2, sumOfExamples) },
    {
      mistake: "constant-factor",
      wrong: b(2),
      layers: [2],
      factor: m,
      detail: /^100 times too large .*the 1\/m is missing/,
    },
  ],
  "1/m twice": [
    { atOutput: (a, y) => mul(1 / y.shape[1]!, sub(a, y)) },
    {
      mistake: "constant-factor",
      wrong: both(...all),
      layers: [4],
      factor: 1 / m,
      detail: /^100 times too small .*the 1\/m is there twice/,
    },
  ],
  "a fixed batch size": [
    { dw: (dz, { l, a }) => mul(1 / 100, dot(dz, a[l]!.T)) },
    {
      mistake: "constant-factor",
      wrong: w(...all),
      layers: all,
      factor: m / 100,
      detail: /divided by the batch size, in place of the m examples/,
    },
  ],
  "a 2": [
    { atOutput: (a, y) => mul(2, sub(a, y)) },
    {
      mistake: "constant-factor",
      wrong: both(...all),
      layers: [4],
      factor: 2,
      detail: /^2 times too large: a 2 is there that the cost does not have/,
    },
  ],
  "the learning rate": [
    { dw: (dz, at) => mul(0.03, right.dw(dz, at)) },
    {
      mistake: "constant-factor",
      wrong: w(...all),
      layers: all,
      factor: 0.03,
      detail: /^33\.33 times too small: the learning rate is in it/,
    },
  ],
  "y − a": [
    { atOutput: (a, y) => sub(y, a) },
    { mistake: "sign", wrong: both(...all), layers: [4], factor: -1, detail: /opposite sign$/ },
  ],
  "no mask of relu in layer 2": [
    { back: backFrom(3, (dz, { l, w }) => dot(w[l]!.T, dz)) },
    { mistake: "missing-activation-derivative", wrong: both(1, 2), layers: [2], detail: /relu of layer 2 is left out/ },
  ],
  "no mask of relu in any layer": [
    { back: (dz, { l, w }) => dot(w[l]!.T, dz) },
    {
      mistake: "missing-activation-derivative",
      wrong: both(1, 2, 3),
      layers: [1, 2, 3],
      detail: /relu of layer [123] is left out/,
    },
  ],
  "a mask a >= 0, which is true everywhere": [
    { back: (dz, { l, w, a }) => mul(dot(w[l]!.T, dz), cast(greater(a[l]!, -1e-9), dz.dtype)) },
    {
      mistake: "missing-activation-derivative",
      wrong: both(1, 2, 3),
      layers: [1, 2, 3],
      detail: /a >= 0 does the same/,
    },
  ],
  "the mask of the layer below": [
    { back: backFrom(4, (dz, { l, w, z }) => mul(dot(w[l]!.T, dz), mask(z[l - 2]!))) },
    {
      mistake: "wrong-mask",
      wrong: both(1, 2, 3),
      layers: [3],
      detail: /mask of layer 3 is (z|relu\(z\)) of layer 2 > 0; \d+ of 112 elements/,
    },
  ],
  "a mask of the gradient": [
    {
      back: backFrom(2, (dz, { l, w }) => {
        const da = dot(w[l]!.T, dz);
        return mul(da, mask(da));
      }),
    },
    { mistake: "wrong-mask", wrong: both(1), layers: [1], detail: /mask of layer 1 is the gradient that arrives > 0/ },
  ],
  "an inverted mask": [
    { back: backFrom(3, (dz, { l, w, z }) => mul(dot(w[l]!.T, dz), sub(1, mask(z[l - 1]!)))) },
    {
      mistake: "wrong-activation-derivative",
      wrong: both(1, 2),
      layers: [2],
      detail: /mask z < 0 stands for .* of layer 2, the wrong way round/,
    },
  ],
  "da taken for dz": [
    { atOutput: (a, y) => neg(div(y, a)) },
    { mistake: "softmax-jacobian", wrong: both(...all), layers: [4], detail: /^dz = da: .* −y \/ a$/ },
  ],
  "the diagonal of the Jacobian": [
    { atOutput: (a, y) => mul(neg(div(y, a)), mul(a, sub(1, a))) },
    { mistake: "softmax-jacobian", wrong: both(...all), layers: [4], detail: /only the diagonal/ },
  ],
  "a sigmoid's derivative on top": [
    { atOutput: (a, y) => mul(sub(a, y), mul(a, sub(1, a))) },
    {
      mistake: "wrong-activation-derivative",
      wrong: both(...all),
      layers: [4],
      detail: /multiplied by a \(1 − a\) of its softmax as well/,
    },
  ],
  "(a − y)²": [
    { atOutput: (a, y) => square(sub(a, y)) },
    { mistake: "wrong-loss-gradient", wrong: both(...all), layers: [4], detail: /the cost and not its derivative$/ },
  ],
  "the bias summed over units": [
    { db: dbOf(3, (dz, { m }) => mul(1 / m, sum(dz, { axis: 0, keepdims: true }))) },
    { mistake: "wrong-axis", wrong: b(3), layers: [3], detail: /summed over axis 0, the units, .*shape \[1, 7\]/ },
  ],
  "the bias summed over both": [
    { db: dbOf(2, (dz, { m }) => mul(mul(1 / m, sum(dz)), cast(greater(sumOfExamples(square(dz)), -1), dz.dtype))) },
    { mistake: "wrong-axis", wrong: b(2), layers: [2], detail: /every unit gets the same number/ },
  ],
  "the bias not summed": [
    { db: dbOf(2, (dz, { m }) => mul(1 / m, dz)) },
    { mistake: "missing-sum", wrong: b(2), layers: [2], detail: /dz as it is, \[16, 7\]/ },
  ],
  "the last example's bias": [
    { db: dbOf(1, (dz) => slice(dz, [0, -1])) },
    { mistake: "missing-sum", wrong: b(1), layers: [1], detail: /only one example counts, the last of 7$/ },
  ],
  "the first example's weights": [
    { dw: dwOf(2, (dz, { l, a }) => dot(slice(dz, [0, 0], [undefined, 1]), slice(a[l]!, [0, 0], [undefined, 1]).T)) },
    { mistake: "missing-sum", wrong: w(2), layers: [2], detail: /only one example counts, the first of 7$/ },
  ],
  "transposed in the layer with as many units as inputs": [
    { dw: dwOf(3, (dz, { l, m, a }) => mul(1 / m, dot(a[l]!, dz.T))) },
    { mistake: "transposed", wrong: w(3), layers: [3], detail: /^it is the transpose$/ },
  ],
  "transposed, and of another shape": [
    { dw: dwOf(2, (dz, { l, m, a }) => mul(1 / m, dot(a[l]!, dz.T))) },
    { mistake: "transposed", wrong: w(2), layers: [2], detail: /its shape is \[24, 16\], the parameter's \[16, 24\]/ },
  ],
  "transposed, and reshaped": [
    { dw: dwOf(2, (dz, { l, m, a }) => reshape(mul(1 / m, dot(a[l]!, dz.T)), [16, 24])) },
    { mistake: "transposed", wrong: w(2), layers: [2], detail: /reshaped and not transposed back/ },
  ],
  "W dz for Wᵀ dz where W is square": [
    { back: backFrom(3, (dz, { l, w, z }) => mul(dot(w[l]!, dz), mask(z[l - 1]!))) },
    {
      mistake: "missing-chain-factor",
      wrong: both(1, 2),
      layers: [2],
      detail: /way back to layer 2 w\.2 is used the wrong way round/,
    },
  ],
  "dz without W": [
    { back: backFrom(3, (dz, { l, z }) => mul(dz, mask(z[l - 1]!))) },
    { mistake: "missing-chain-factor", wrong: both(1, 2), layers: [2], detail: /the factor w\.2 is missing$/ },
  ],
  "weights that were updated first": [
    { back: (dz, { l, w, z }, dw) => mul(dot(sub(w[l]!, mul(0.01, dw)).T, dz), mask(z[l - 1]!)) },
    {
      mistake: "updated-weights",
      wrong: both(1, 2, 3),
      layers: [1, 2, 3],
      detail: /^w\.\d − 0\.01 times its gradient is used/,
    },
  ],
  "z for a": [
    { dw: dwOf(3, (dz, { l, m, z }) => mul(1 / m, dot(dz, z[l - 1]!.T))) },
    {
      mistake: "wrong-operand",
      wrong: w(3),
      layers: [3],
      detail: /^z of layer 2 is used in the place of relu\(z\) of layer 2$/,
    },
  ],
  "clipped weights": [
    { dw: dwOf(1, (dz, at) => clip(right.dw(dz, at), -0.01, 0.01)) },
    { mistake: "clipped", wrong: w(1), layers: [1], detail: /% of its elements stand at ±0\.01/ },
  ],
  "a clip that leaves the signs": [
    { dw: dwOf(4, (dz, at) => clip(right.dw(dz, at), -1e-9, 1e-9)) },
    { mistake: "clipped", wrong: w(4), layers: [4], detail: /elements stand at ±1\.000e-9/ },
  ],
  "a clipped dz": [
    { back: backFrom(4, (dz, at, dw) => clip(right.back(dz, at, dw), -0.05, 0.05)) },
    { mistake: "clipped", wrong: both(1, 2, 3), layers: [3], detail: /dz of layer 3: .* stand at ±0\.05/ },
  ],
  "a clip that leaves nothing": [
    { dw: dwOf(2, (dz, at) => clip(right.dw(dz, at), 0, 0)) },
    { mistake: "always-zero", wrong: w(2), layers: [2], detail: /all 384 elements are 0/ },
  ],
  "weight decay that the cost does not have": [
    { dw: (dz, at) => right.dw(dz, at).add(mul(0.001, at.w[at.l]!)) },
    {
      mistake: "weight-penalty",
      wrong: w(...all),
      layers: all,
      detail: /^0\.001 times the parameter itself is in the gradient/,
    },
  ],
  "a hole in the list": [
    { dw: dwOf(1, () => undefined as never) },
    { mistake: "not-returned", wrong: w(1), layers: [1], detail: /nothing is there/ },
  ],
};

test.each(Object.entries(planted))("%s", (_, [steps, expected]) => {
  expectFound(program({}), program(steps), rows, expected);
});

test("the right backward pass is found right, and nothing is said", () => {
  const { right: isRight, parameters, notes, confirmation } = check(program({}), rows);
  expect({ isRight, notes, confirmed: confirmation.confirmed }).toEqual({ isRight: true, notes: [], confirmed: true });
  expect(parameters.every(({ mistake, deviation }) => mistake === null && deviation < 1e-12)).toBe(true);
  expect(parameters.map(({ layer, layers }) => `${layer} of ${layers}`).slice(0, 4)).toEqual(
    all.map((l) => `${l} of 4`),
  );
});

test("a mistake in each of two layers: both are named, and the lower one is not blamed for the upper", () => {
  const steps: Partial<Steps> = {
    atOutput: (a, y) => sub(y, a),
    back: backFrom(3, (dz, { l, w }) => dot(w[l]!.T, dz)),
  };
  const { parameters } = check(program(steps), rows);
  const found = new Map(parameters.map(({ name, mistake }) => [name, `${mistake?.id} from ${mistake?.from}`]));
  expect(found.get("w.3")).toBe("sign from null");
  expect(found.get("w.2")).toBe("sign from 4");
  expect(found.get("w.1")).toBe("missing-activation-derivative from null");
  expect(found.get("w.0")).toBe("missing-activation-derivative from 2");
});

test("a mistake of its own is not guessed at: it is unknown, with the line where dz is formed", () => {
  const odd = backFrom(3, (dz, at, dw) => mul(right.back(dz, at, dw), square(at.z[at.l - 1]!).add(0.3)));
  const { parameters } = check(program({ back: odd }), rows);
  const { mistake, site } = parameters.find(({ name }) => name === "w.1")!;
  expect(mistake).toMatchObject({ id: "unknown", certain: false, from: null });
  expect(mistake!.site!.line).not.toBe(site!.line);
  expect(parameters.find(({ name }) => name === "w.0")!.mistake).toMatchObject({ id: "unknown", from: 2 });
});

describe("the forum's program itself, in its full size", { timeout: 60_000 }, () => {
  /** Random images: 48 of 256 pixels are bytes, the others 0. */
  const images = (n: number): Dataset => {
    const random = new RandomStream(5, streams.probe);
    const data = Uint8Array.from({ length: n * 784 }, () => (random.below(256) < 48 ? random.below(256) : 0));
    const labels = Int32Array.from({ length: n }, () => random.below(10));
    return {
      name: "random images",
      train: { inputs: { data, shape: [n, 784] }, targets: { kind: "labels", labels, classes: 10 } },
      inputScaling: { subtract: 0, multiply: 1 / 255 },
      targetScaling: { subtract: 0, multiply: 1 },
      files: [],
    };
  };

  test("with its 1/m it is right; forgotten, it is named with its size in a batch of 60", () => {
    const options = { batchSize: "full" } as const;
    expect(gradcheck(forumProgram(averaged), images(60), options)).toMatchObject({ right: true, examples: m });
    const { parameters } = gradcheck(forumProgram(forgotten), images(60), options);
    const wrong = parameters.filter((each) => !each.right);
    expect(wrong.map(({ name, factor }) => [name, Math.round(factor)])).toEqual(
      [0, 1, 2, 3, 4].map((l) => [`w.${l}`, m]),
    );
    for (const { mistake } of wrong) {
      expect(mistake!.detail).toBe(
        "60 times too large in a batch of 60: the 1/m is missing (7 times with the 7 examples measured here)",
      );
      expect(mistake!.site!.file).toMatch(/examples\/seed\/forum\.ts$/);
    }
  });
});
