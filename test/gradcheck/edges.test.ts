/** @file Where a gradient check could go wrong by itself: kinks, overflow, guards, penalties, few or fixed examples. */
import {
  add,
  cast,
  constantValue,
  type Dataset,
  div,
  exp,
  experimentOf,
  type Formulas,
  givenValue,
  gradcheck,
  greaterEqual,
  type InitialValue,
  log,
  matmul,
  mean,
  mul,
  neg,
  relu,
  square,
  sub,
  sum,
  type Tensor,
  tensor,
  UsageError,
} from "evenkeel";
import { expect, test } from "vitest";
import { gradientEvidence } from "../../src/doctor/gradcheck/evidence.ts";
import { m, normalRows, oneHotRows } from "./planted.ts";

type Line = Formulas<{ readonly w: InitialValue }>;
type W = { readonly w: Tensor };

const examples = (x: Tensor): number => x.shape[0]!;
const rows = { x: normalRows(40, 5), y: normalRows(40, 3) };
const classes = { x: normalRows(40, 5), y: oneHotRows(40, 3) };
const random =
  (scale = 1): Line["parameters"] =>
  (r) => ({ w: r.normal([5, 3]).times(scale) });

/** Mean over the examples of the squared error, with its gradient times a factor. */
const line = (factor: number): Line => ({
  parameters: random(),
  cost: ({ w }, { x, y }) => mean(sum(square(sub(matmul(x, w), y)), { axis: 1 })),
  gradients: ({ w }, { x, y }) => ({ w: mul((2 * factor) / examples(x), matmul(x.T, sub(matmul(x, w), y))) }),
});

test("a program without hand-written gradients is refused with what to write", () => {
  const { parameters, cost } = line(1);
  expect(() => gradcheck({ parameters, cost }, rows)).toThrow(UsageError);
  expect(() => gradcheck({ parameters, cost }, rows)).toThrow("There is no hand-written gradient to check");
});

test("a factor that is no known count is stated as it is", () => {
  const [w] = gradcheck(line(3.7), rows, { batchSize: 8 }).parameters;
  expect(w).toMatchObject({
    right: false,
    mistake: { id: "constant-factor", detail: "3.7 times too large", certain: true },
  });
  expect(w!.factor).toBeCloseTo(3.7, 10);
});

test("a limit on the norm is told from a factor by its round number", () => {
  const clipped: Line = {
    ...line(1),
    gradients: (p: W, batch) => {
      const { w } = line(1).gradients!(p, batch);
      return { w: mul(w, div(0.5, sum(square(w)).sqrt())) };
    },
  };
  expect(gradcheck(clipped, rows).parameters[0]!.mistake).toMatchObject({
    id: "clipped",
    detail: expect.stringMatching(/^its norm is 0\.5, that of the true one .* clipped by its norm$/),
  });
});

test("the cost is a sum and the gradient an average: that is said, and not that a 1/m is there twice", () => {
  const summed: Line = { ...line(0.5), cost: ({ w }, { x, y }) => mul(0.5, sum(square(sub(matmul(x, w), y)))) };
  expect(gradcheck(summed, rows, { batchSize: "full" }).parameters[0]!.mistake!.detail).toBe(
    "40 times too small in a batch of 40: it is averaged over the examples, and the cost is their sum (7 times with the 7 examples measured here)",
  );
});

test("a penalty in the cost that the gradient lacks, and half of it", () => {
  const penalised = (share: number): Line => ({
    ...line(1),
    cost: (p: W, batch) => add(line(1).cost(p, batch), mul(0.05, sum(square(p.w)))),
    gradients: (p: W, batch) => ({ w: add(line(1).gradients!(p, batch).w, mul(0.1 * share, p.w)) }),
  });
  const found = (share: number) => gradcheck(penalised(share), rows).parameters[0]!.mistake;
  expect(found(1)).toBeNull();
  expect(found(0)).toMatchObject({ id: "weight-penalty", detail: expect.stringMatching(/the gradient has none/) });
  expect(found(0.5)).toMatchObject({
    id: "weight-penalty",
    detail: expect.stringMatching(/^0\.05 times .* not in this/),
  });
});

/** Softmax by hand, as rows, with an epsilon in the logarithm. */
const softmaxLine = (scale: number, epsilon: number, dz: (a: Tensor, y: Tensor) => Tensor): Line => {
  const softmax = (z: Tensor): Tensor => div(exp(z), sum(exp(z), { axis: 1, keepdims: true }));
  return {
    parameters: random(scale),
    cost: ({ w }, { x, y }) => neg(mean(sum(mul(y, log(add(softmax(matmul(x, w)), epsilon))), { axis: 1 }))),
    gradients: ({ w }, { x, y }) => ({ w: div(matmul(x.T, dz(softmax(matmul(x, w)), y)), examples(x)) }),
  };
};

test("a guard in the logarithm makes neither the plain gradient wrong nor the one with the guard", () => {
  const epsilon = 1e-4;
  const guarded = (a: Tensor, y: Tensor): Tensor => {
    const da = neg(div(y, add(a, epsilon)));
    return mul(a, sub(da, sum(mul(a, da), { axis: 1, keepdims: true })));
  };
  for (const dz of [sub, guarded]) {
    expect(gradcheck(softmaxLine(1, epsilon, dz), classes)).toMatchObject({ right: true, notes: [] });
  }
  const [w] = gradcheck(
    softmaxLine(1, epsilon, (a, y) => sub(y, a)),
    classes,
  ).parameters;
  expect(w!.mistake!.id).toBe("sign");
});

test("a formula that overflows as it is written is compared at smaller weights, and that is noted", () => {
  const result = gradcheck(softmaxLine(400, 0, sub), classes);
  expect(result).toMatchObject({
    right: true,
    notes: ["at the first weights the gradient overflows as it is written: it was compared at 0.1 of them"],
  });
  const [w] = gradcheck(
    softmaxLine(400, 0, (a, y) => sub(y, a)),
    classes,
  ).parameters;
  expect(w!.mistake!.id).toBe("sign");
});

test.each([0, 1])("values on the kink of relu make no mask wrong, be it z > 0 or z >= 0 (weights of %i)", (weight) => {
  const kinked: Formulas<{ readonly w: InitialValue; readonly v: InitialValue }> = {
    // two equal inputs with weights 1 and −1 give sums of exactly 0
    parameters: () => ({
      w: givenValue(
        [2, 4],
        [1, 1, 1, 1, -1, -1, -1, -1].map((x) => weight * x),
      ),
      v: givenValue([4, 1], [1, -2, 0.5, 3]),
    }),
    cost: ({ w, v }, { x, y }) => mean(square(sub(matmul(relu(matmul(x, w)), v), y))),
    gradients: ({ w, v }, { x, y }) => {
      const z = matmul(x, w);
      const dy = mul(2 / examples(x), sub(matmul(relu(z), v), y));
      return { w: matmul(x.T, mul(matmul(dy, v.T), cast(greaterEqual(z, 0), z.dtype))), v: matmul(relu(z).T, dy) };
    },
  };
  const x = normalRows(20, 1).map(([v]) => [v!, v!]);
  expect(gradcheck(kinked, { x, y: normalRows(20, 1) })).toMatchObject({
    right: true,
    notes: [],
    confirmation: { confirmed: true },
  });
});

test("a program that is written for one batch size is checked with it", () => {
  const fixed: Line = {
    ...line(1),
    cost: ({ w }, { x, y }) => add(line(1).cost({ w }, { x, y }), mul(0, sum(mul(x, ones8)))),
  };
  const ones8 = tensor(
    Array.from({ length: 8 }, () => [1, 1, 1, 1, 1]),
    undefined,
    "float64",
  );
  const result = gradcheck(fixed, rows, { batchSize: 8 });
  expect(result).toMatchObject({
    right: true,
    examples: 8,
    notes: [expect.stringMatching(/8 examples at a time only/)],
  });
});

test("a program that holds float32 tensors of its own is computed in float64 all the same", () => {
  const scale = tensor([1, 2, 3]);
  const scaled: Line = {
    parameters: random(),
    cost: ({ w }, { x, y }) => mean(sum(mul(scale, square(sub(matmul(x, w), y))), { axis: 1 })),
    gradients: ({ w }, { x, y }) => ({ w: mul(2 / examples(x), matmul(x.T, mul(scale, sub(matmul(x, w), y)))) }),
  };
  const { right, parameters } = gradcheck(scaled, rows);
  expect(right).toBe(true);
  // 2/7 was rounded to float32 as the program says
  expect(parameters[0]!.deviation).toBeLessThan(1e-7);
});

test("four examples are enough, and the number of examples can be chosen", () => {
  const few = { x: classes.x.slice(0, 4), y: classes.y.slice(0, 4) };
  expect(gradcheck(line(1), few)).toMatchObject({ right: true, examples: 2 });
  expect(gradcheck(line(1), rows, { examples: 16 })).toMatchObject({ right: true, examples: 16 });
  expect(() => gradcheck(line(1), rows, { examples: 0 })).toThrow("the number of examples must be a whole number");
});

test("a gradient that is not finite is told from one that is wrong", () => {
  const infinite: Line = { ...line(1), gradients: ({ w }) => ({ w: div(w, 0) }) };
  const [w] = gradcheck(infinite, rows).parameters;
  expect(w).toMatchObject({
    right: false,
    mistake: { id: "not-finite", detail: "15 of 15 elements are NaN or infinite" },
  });
});

test("gradients that two parameters exchanged are named by the other's name", () => {
  const pair: Formulas<{ readonly u: InitialValue; readonly v: InitialValue }> = {
    parameters: (r) => ({ u: r.normal([5, 3]), v: r.normal([5, 3]) }),
    cost: ({ u, v }, { x, y }) => mean(square(sub(add(matmul(x, u), matmul(square(x), v)), y))),
    gradients: ({ u, v }, { x, y }) => {
      const dz = mul(2 / (3 * examples(x)), sub(add(matmul(x, u), matmul(square(x), v)), y));
      return { u: matmul(square(x).T, dz), v: matmul(x.T, dz) };
    },
  };
  const details = gradcheck(pair, rows).parameters.map(({ mistake }) => `${mistake?.id}: ${mistake?.detail}`);
  expect(details).toEqual(["swapped: it is the gradient of v", "swapped: it is the gradient of u"]);
});

/** Labels as the data hold them, and a bias of zeros. */
const labelled: Dataset = {
  name: "labels",
  train: {
    inputs: { data: Float32Array.from(rows.x.flat()), shape: [40, 5] },
    targets: { kind: "labels", labels: Int32Array.from({ length: 40 }, (_, i) => i % 3), classes: 3 },
  },
  inputScaling: { subtract: 0, multiply: 1 },
  targetScaling: { subtract: 0, multiply: 1 },
  files: [],
};

const classifier = (sign: number): Formulas<{ readonly w: InitialValue; readonly b: InitialValue }> => ({
  parameters: (r) => ({ w: r.normal([5, 3]), b: constantValue([3], 0) }),
  cost: ({ w, b }, { x, y }) => {
    const e = exp(add(matmul(x, w), b));
    return neg(mean(sum(mul(y, log(div(e, sum(e, { axis: 1, keepdims: true })))), { axis: 1 })));
  },
  gradients: ({ w, b }, { x, y }) => {
    const e = exp(add(matmul(x, w), b));
    const dz = mul(sign / examples(x), sub(div(e, sum(e, { axis: 1, keepdims: true })), y));
    return { w: matmul(x.T, dz), b: sum(dz, { axis: 0 }) };
  },
});

test("the doctor's evidence holds each parameter's deviation and the mistake's id", async () => {
  const data = { source: "inline", inputs: rows.x, targets: rows.x.map((_, i) => i % 3), targetEncoding: "one-hot" };
  const evidence = (sign: number) => {
    const model = classifier(sign);
    return gradientEvidence(model as never, labelled, experimentOf(model, data, { optimizer: "sgd" }));
  };
  expect((await evidence(1)).parameters).toMatchObject([
    { name: "w", right: true, mistake: null, detail: null },
    { name: "b", right: true, mistake: null, detail: null },
  ]);
  const wrong = (await evidence(-1)).parameters;
  expect(wrong.map(({ name, right, mistake }) => ({ name, right, mistake }))).toEqual(
    ["w", "b"].map((name) => ({ name, right: false, mistake: "sign" })),
  );
  expect(wrong.every(({ deviation }) => Math.abs(deviation - 2) < 1e-9)).toBe(true);
});

test("m is a prime that no dimension of the program has", () => {
  const seven: Line = { ...line(1), parameters: (r) => ({ w: r.normal([5, 7]) }) };
  const result = gradcheck(seven, { x: rows.x, y: normalRows(40, 7) });
  expect(m).toBe(7);
  expect(result.examples).toBe(11);
});
