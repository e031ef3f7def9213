/** @file The model cannot represent what the data ask for. */
import type { Experiment, LayerSpec } from "../../experiment/types.ts";
import type { Cause, Treatment } from "./_cause.ts";
import { hiddenStages, type NamedEdit, outputStage, present, shown, stages, treatment } from "./_edits.ts";
import { checkers } from "./_examples.ts";
import { hasLayers, percent, shortOfGoal, suspicion, withoutGradient } from "./_readings.ts";

/** Units of the narrowest hidden layer: one or two let one or two numbers through; 16 seldom limit small tables. */
const bottleneck = 2;
const narrow = 4;
const roomy = 64;

/** Share of the cost that a few examples leave after some hundred steps of Adam; models that are large enough leave below 1%. */
const leftOver = 0.1;

export const tooLittleCapacityCause: Cause = {
  id: "too-little-capacity",
  title: "The model is too small for these data",
  what: "The cost stops above what the data allow, in training as well: the model has too few hidden units, or none at all.",
  why: "Without a hidden layer the answer is Wx + b, a straight line, which gets exclusive or right in at most three of four cases. A layer of n relu units bends it in n places; a layer of one unit lets one number through, whatever comes after it.",
  remedy: "Twice to four times the hidden units, one hidden layer where there is none.",
  except:
    "A model that cannot fit even one batch of examples more often has an output or a loss that does not suit them. On data that a straight line answers more units change nothing.",
  severity: "error",
  references: [
    "Minsky and Papert, Perceptrons, 1969 (exclusive or)",
    "Cybenko, Approximation by superpositions of a sigmoidal function, 1989",
  ],
  explains: ["early-plateau", "small-batch-not-fitted", "accuracy-at-base-rate", "goal-missed"],
  examples: { bad: example(1), good: example(24) },
  weigh: shortOfGoal((evidence, experiment) => {
    if (!hasLayers(evidence) || outputStage(experiment) === null) return null;
    const { signal, smallBatch } = evidence;
    const hidden = hiddenStages(experiment);
    const width = Math.min(...hidden.map(({ dense }) => dense.units));
    const facts = [
      hidden.length === 0
        ? { label: "hidden layers", value: "none", normal: "1 to 3" }
        : { label: "units of the narrowest hidden layer", value: shown(width), normal: "16 or more" },
      smallBatch && {
        label: "cost left after fitting a few examples",
        value: percent(smallBatch.left),
        normal: "below 10%",
      },
    ];
    // A straight line as good as the nearest neighbours: then no curve is missing.
    const curved = signal === null || signal.method === "nearest neighbours";
    // What does not learn at all is no matter of size.
    const left = smallBatch === null || withoutGradient(evidence) ? null : smallBatch.left;
    const partly = left !== null && left > leftOver && left < 0.99;
    if (hidden.length === 0) {
      if (left === null) return suspicion(curved ? 0.4 : 0.2, facts);
      return suspicion(curved && partly ? 0.7 : curved ? 0.3 : 0.2, facts);
    }
    if (withoutGradient(evidence)) return width < roomy ? suspicion(width <= bottleneck ? 0.3 : 0.2, facts) : null;
    if (width <= bottleneck) return suspicion(signal !== null && curved ? 0.6 : 0.4, facts);
    if (width <= narrow) return suspicion(0.3, facts);
    return width < roomy ? suspicion(partly ? 0.3 : 0.2, facts) : null;
  }),
  treatments(experiment, evidence) {
    if (outputStage(experiment) === null) return [];
    const hidden = hiddenStages(experiment);
    if (hidden.length === 0) return present([16, 64].map((units) => withHiddenLayer(experiment, units)));
    const width = (factor: number, least: number): Treatment | null => {
      const wider = hidden.map(({ index, dense }) => ({
        path: `model[${index}].units`,
        to: Math.max(factor * dense.units, least),
      }));
      const from = hidden.map(({ dense }) => dense.units).join(", ");
      return treatment(experiment, "width", wider, {
        title: `hidden units ${from} → ${wider.map(({ to }) => to).join(", ")}`,
        value: factor,
      });
    };
    // Growing what is roomy already costs time and repairs nothing.
    const small = hidden.some(({ dense }) => dense.units < roomy) && evidence.data.examples > 0;
    return present(small ? [width(2, 16), width(4, 64)] : []);
  },
};

function withHiddenLayer(experiment: Experiment, units: number): Treatment | null {
  const added: LayerSpec = {
    type: "dense",
    units,
    activation: "relu",
    init: { name: "he-normal" },
    bias: true,
    biasInit: { name: "zeros" },
  };
  const insert = (changed: Experiment): NamedEdit[] => {
    const output = stages(changed).at(-1)!.index;
    return [{ path: "model", to: [...changed.model.slice(0, output), added, ...changed.model.slice(output)] }];
  };
  return treatment(experiment, "width", insert(experiment), {
    title: `hidden layers none → one of ${units} relu units`,
    value: units / 8,
    rebuild: insert,
  });
}

function example(units: number): unknown {
  return {
    data: checkers(),
    model: [
      { type: "dense", units, activation: "tanh" },
      { type: "dense", units: 1, activation: "sigmoid" },
    ],
    loss: "binary-cross-entropy",
    optimizer: { name: "adam", learningRate: 0.03 },
    batchSize: 20,
    epochs: 60,
    goal: { metric: "accuracy", atLeast: 0.93 },
  };
}
