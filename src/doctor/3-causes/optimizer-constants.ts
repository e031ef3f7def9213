/** @file Constants of the optimizer other than its rate: epsilon, betas, rho, momentum, clipping. */
import type { Experiment, OptimizerSpec } from "../../experiment/types.ts";
import type { Evidence } from "../1-evidence/evidence.ts";
import type { Fact } from "../fact.ts";
import type { Cause, Edit, Knob } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { wave } from "./_examples.ts";
import { instability, shortOfGoal, suspicion, swinging } from "./_readings.ts";

/** A constant outside of its range: how sure, what was found, and the usual value. */
interface Odd {
  readonly weight: number;
  readonly fact: Fact;
  readonly knob: Knob;
  readonly edits: readonly Edit[];
}

const odd = (name: string, value: number, to: number | null, normal: string, weight: number): Odd => ({
  weight,
  fact: { label: name, value: shown(value), normal },
  knob: name.startsWith("clip") ? "gradient limit" : "optimizer constants",
  edits: [{ path: `optimizer.${name}`, to }],
});

/** Root mean squares of gradients lie between 1e-5 and 1: an epsilon of that size takes the place of the denominator. */
function epsilons(optimizer: OptimizerSpec): Odd[] {
  if (!("epsilon" in optimizer)) return [];
  const { epsilon } = optimizer;
  const normal = "1e-8 to 1e-6";
  if (epsilon >= 0.01) return [odd("epsilon", epsilon, 1e-7, normal, epsilon >= 0.1 ? 1 : 0.8)];
  if (epsilon >= 1e-4) return [odd("epsilon", epsilon, 1e-7, normal, 0.5)];
  // Below this a gradient of 1e-20, whose square is 0 in float32, makes steps as large as the rate.
  return epsilon < 1e-20 ? [odd("epsilon", epsilon, 1e-7, normal, 0.3)] : [];
}

/** Adam's proof of convergence needs β1² < √β2 (Kingma and Ba, theorem 4.1); a β of 0.99 averages over 100 steps. */
function betas(optimizer: OptimizerSpec): Odd[] {
  if (!("beta1" in optimizer)) {
    return optimizer.name === "rmsprop" && optimizer.rho < 0.5
      ? [odd("rho", optimizer.rho, 0.9, "0.9 to 0.99", 0.5)]
      : [];
  }
  const { beta1, beta2 } = optimizer;
  if (beta1 * beta1 >= Math.sqrt(beta2)) {
    const both = [odd("beta1", beta1, 0.9, "0.9", 1), odd("beta2", beta2, 0.999, "0.99 to 0.999", 1)];
    return [{ ...both[0]!, edits: both.flatMap(({ edits }) => edits) }, both[1]!];
  }
  return [
    ...(beta1 > 0.95 ? [odd("beta1", beta1, 0.9, "0.9", beta1 >= 0.99 ? 0.8 : 0.5)] : []),
    ...(beta2 < 0.9 ? [odd("beta2", beta2, 0.999, "0.99 to 0.999", 0.5)] : []),
  ];
}

/** Momentum β multiplies the rate by 1 / (1 − β) in the long run: 10 for 0.9, 100 for 0.99. */
function momenta(optimizer: OptimizerSpec, unsteady: boolean): Odd[] {
  if (!("momentum" in optimizer) || optimizer.momentum === 0) return [];
  const { momentum } = optimizer;
  const normal = "0 to 0.95";
  if (momentum >= 0.99) return [odd("momentum", momentum, 0.9, normal, 0.8)];
  if (momentum > 0.95) return [odd("momentum", momentum, 0.9, normal, 0.5)];
  return unsteady && momentum >= 0.5 ? [odd("momentum", momentum, 0, normal, 0.2)] : [];
}

/** Gradients of a healthy run have norms of 0.01 to 10: a limit below that is a second, smaller learning rate. */
function limits({ name, clipNorm, clipValue }: OptimizerSpec): Odd[] {
  const weight = name === "sgd" ? 0.5 : 0.2;
  return [
    ...(clipNorm !== null && clipNorm < 0.01 ? [odd("clipNorm", clipNorm, 1, "about 1", weight)] : []),
    ...(clipValue !== null && clipValue < 0.001 ? [odd("clipValue", clipValue, 0.5, "about 0.5", weight)] : []),
  ];
}

function oddities({ optimizer }: Experiment, { course }: Evidence): readonly Odd[] {
  const unsteady = instability(course) !== null || swinging(course) !== null;
  return [...epsilons(optimizer), ...betas(optimizer), ...momenta(optimizer, unsteady), ...limits(optimizer)].sort(
    (a, b) => b.weight - a.weight,
  );
}

export const optimizerConstantsCause: Cause = {
  id: "optimizer-constants",
  title: "Constants of the optimizer are out of their usual range",
  what: "Epsilon, a beta, rho, the momentum or a clipping limit is so far from its usual value that the optimizer no longer does what its name says: steps are far too small, or the memory of old gradients carries the weights past the minimum.",
  why: "Adam steps by rate · m̂ / (√v̂ + ε). With ε ≫ √v̂ that is rate · m̂ / ε, gradient descent with the rate divided by ε: with ε = 1 and a rate of 0.001 a thousandth of the gradient. Momentum β sums 1 / (1 − β) gradients; swapped betas (0.999, 0.9) follow the mean of a thousand old gradients.",
  remedy: "epsilon 1e-7, beta1 0.9, beta2 0.999, rho 0.9, momentum 0.9 or less, clipNorm about 1.",
  except:
    "Epsilon of 0.1 to 1 is used on purpose with rates a hundred times higher (Inception on ImageNet); momentum 0.99 with rates ten times lower.",
  severity: "error",
  references: [
    "Kingma and Ba, Adam: a method for stochastic optimization, 2015, arXiv 1412.6980",
    "Reddi, Kale and Kumar, On the convergence of Adam and beyond, 2018, arXiv 1904.09237",
    "Goh, Why momentum really works, Distill, 2017",
  ],
  explains: [
    "slow-learning",
    "small-updates",
    "rising-cost",
    "oscillating-cost",
    "dead-units",
    "stuck-at-guessing",
    "not-learning",
    "goal-missed",
  ],
  examples: { bad: example(1), good: example(1e-7) },
  weigh: shortOfGoal((evidence, experiment) => {
    const found = oddities(experiment, evidence);
    return found.length === 0
      ? null
      : suspicion(
          found[0]!.weight,
          found.map(({ fact }) => fact),
        );
  }),
  treatments(experiment, evidence) {
    return present(oddities(experiment, evidence).map(({ knob, edits }) => treatment(experiment, knob, edits)));
  },
};

function example(epsilon: number): unknown {
  return {
    data: wave(),
    model: [
      { type: "dense", units: 16, activation: "tanh" },
      { type: "dense", units: 1 },
    ],
    loss: "mean-squared-error",
    optimizer: { name: "adam", learningRate: 0.01, epsilon },
    batchSize: 32,
    epochs: 100,
    goal: { metric: "relative-mse", atMost: 0.05 },
  };
}
