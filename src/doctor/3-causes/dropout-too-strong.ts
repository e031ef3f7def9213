/** @file Dropout takes away more than the rest of the layer can carry. */
import type { DropoutSpec, Experiment } from "../../experiment/types.ts";
import type { Cause } from "./_cause.ts";
import { present, shown, treatment } from "./_edits.ts";
import { wave } from "./_examples.ts";
import { hasLayers, shortOfGoal, suspicion } from "./_readings.ts";

interface Dropped {
  readonly index: number;
  readonly rate: number;
  /** Units of the dense layer before it; null where it drops inputs. */
  readonly units: number | null;
  readonly isLast: boolean;
}

function dropouts({ model }: Experiment): readonly Dropped[] {
  const lastDense = model.findLastIndex(({ type }) => type === "dense");
  return model.flatMap((layer, index): Dropped[] => {
    if (layer.type !== "dropout" || layer.rate === 0) return [];
    const before = model.slice(0, index).findLast(({ type }) => type === "dense");
    const units = before?.type === "dense" ? before.units : null;
    return [{ index, rate: (layer as DropoutSpec).rate, units, isLast: index > lastDense }];
  });
}

/** Units that stay on average: below a handful, whether any unit carries the signal is chance. */
const fewUnits = 8;

export const dropoutTooStrongCause: Cause = {
  id: "dropout-too-strong",
  title: "Dropout takes away too much",
  what: "Most of a layer's values are set to 0 in every step, or the layer is so narrow that nothing carries the signal. The network fits a blurred version of the data, in training too, and stops above the goal.",
  why: "A kept value is divided by 1 − p, so its mean stays, and its variance grows by p / (1 − p) times its square: 1 at p = 0.5, 9 at p = 0.9. A layer of n units averages that noise over n(1 − p) of them. On the output or on the inputs it is noise on the answer itself.",
  remedy: "No dropout until the training part is fitted; then 0.1 to 0.5 in wide layers, none on the output.",
  except: "0.5 is right for wide layers (hundreds of units) that overfit: good in training, worse on new data.",
  severity: "error",
  references: [
    "Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting, 2014, JMLR 15",
    "Stack Overflow 56103207, 44755431 (dropout on the logits)",
  ],
  explains: [
    "slow-learning",
    "early-plateau",
    "stuck-at-guessing",
    "not-learning",
    "accuracy-at-base-rate",
    "goal-missed",
  ],
  examples: { bad: example(0.8), good: example(0) },
  weigh: shortOfGoal((evidence, experiment) => {
    if (!hasLayers(evidence)) return null;
    const found = dropouts(experiment);
    if (found.length === 0) return null;
    const strongest = Math.max(...found.map(({ rate }) => rate));
    const left = Math.min(...found.map(({ rate, units }) => (units ?? evidence.data.features) * (1 - rate)));
    const facts = [
      { label: "dropout rate", value: shown(strongest), normal: "0.1 to 0.5" },
      { label: "units left on average in the narrowest layer", value: shown(left), normal: `${fewUnits} or more` },
    ];
    if (found.some(({ isLast }) => isLast)) {
      return suspicion(0.8, [{ label: "dropout after the output layer", value: "yes", normal: "no" }, ...facts]);
    }
    if (strongest >= 0.8 || (strongest >= 0.5 && left < fewUnits))
      return suspicion(strongest >= 0.8 ? 0.8 : 0.5, facts);
    return suspicion(strongest >= 0.5 ? 0.3 : 0.2, facts);
  }),
  treatments(experiment) {
    const found = dropouts(experiment);
    const edits = found.map(({ index }) => ({ path: `model[${index}].rate`, to: 0 }));
    const from = [...new Set(found.map(({ rate }) => shown(rate)))].join(", ");
    return present([treatment(experiment, "dropout", edits, { title: `dropout ${from} → 0` })]);
  },
};

function example(rate: number): unknown {
  return {
    data: wave(),
    model: [
      { type: "dense", units: 24, activation: "tanh" },
      { type: "dropout", rate },
      { type: "dense", units: 24, activation: "tanh" },
      { type: "dropout", rate },
      { type: "dense", units: 1 },
    ],
    loss: "mean-squared-error",
    optimizer: { name: "adam", learningRate: 0.01 },
    batchSize: 32,
    epochs: 150,
    goal: { metric: "relative-mse", atMost: 0.02 },
  };
}
