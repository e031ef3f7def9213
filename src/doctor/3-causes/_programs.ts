/** @file Example programs with hand-written gradients: a linear model whose backward pass is right or not. */

/** A program as `train PROGRAM.ts` reads it; `gradient` is its line for the weights, of x, error (both [m, …]) and m. */
export const linearProgram = (gradient: string): { readonly program: string } => ({
  program: `import { add, constantValue, div, dot, mean, mul, neg, square, sub, sum } from "evenkeel";

const inputs = Array.from({ length: 60 }, (_, i) => [Math.sin(i), Math.cos(1.7 * i)]);
const targets = inputs.map(([a, b]) => [1.5 * a - 0.5 * b + 0.2]);

const predict = (p, x) => add(dot(x, p.w), p.b);

export default {
  data: { source: "inline", inputs, targets },
  task: "regression",
  model: {
    parameters: (random) => ({ w: random.normal([2, 1]), b: constantValue([1], 0) }),
    predict,
    cost: (p, { x, y }) => mean(square(sub(predict(p, x), y))),
    gradients: (p, { x, y }) => {
      const m = x.shape[0];
      const error = mul(sub(predict(p, x), y), 2);
      return { w: ${gradient}, b: div(sum(error, { axis: 0 }), m) };
    },
  },
  optimizer: { name: "sgd", learningRate: 0.1 },
  batchSize: 20,
  epochs: 40,
  goal: { metric: "relative-mse", atMost: 0.01 },
};
`,
});

/** ∂cost/∂w = xᵀ · 2 (prediction − y) / m. */
export const rightGradient = "div(dot(x.T, error), m)";
