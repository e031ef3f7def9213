/** @file The model cannot represent what the data ask for. */
import type { Experiment, LayerSpec } from "../../experiment/types.ts";
import type { Cause, Treatment } from "./_cause.ts";
import { hiddenActivationEdits, hiddenStages, outputStage, present, shown, stages, treatment } from "./_edits.ts";
import { checkers } from "./_examples.ts";
import { hasLayers, percent, shortOfGoal, suspicion } from "./_readings.ts";

/** Units of the narrowest hidden layer: one or two let one or two numbers through; 16 seldom limit small tables. */
const bottleneck = 2;
const narrow = 4;
const roomy = 64;

/** Hidden layers without a curve: together with the output one linear map, whatever their number. */
const isLinear = (experiment: Experiment): boolean =>
  hiddenStages(experiment).every(({ activations }) => activations.every(({ name }) => name === "linear"));

/** Share of the cost that a few examples leave after 100s of Adam steps, above which a model cannot fit them. */
const leftOver = 0.5;

export const tooLittleCapacityCause: Cause = {
  id: "too-little-capacity",
  title: "The model is too small for these data",
  what: "The cost stops above what the data allow, in training as well: the model has too few hidden units, none at all, or hidden layers without an activation function.",
  why: "Layers without a curve between them multiply to one: W₂(W₁x + b₁) + b₂ = Wx + b, a straight line, which cannot separate exclusive or at better than 75%. A layer of n relu units bends it in n places; a layer of one unit lets one number through, whatever comes after it.",
  remedy:
    "Twice to four times the hidden units, one hidden layer where there is none, relu or tanh where the hidden layers are linear.",
  except:
    "A model that cannot fit even one batch of examples more often has an output or a loss that does not suit them. On data that a straight line answers more units change nothing.",
  severity: "error",
  references: [
    "Minsky and Papert, Perceptrons, 1969 (exclusive or)",
    "Cybenko, Approximation by superpositions of a sigmoidal function, 1989",
  ],
  explains: [],
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
    if (isLinear(experiment)) {
      const linear = { label: "hidden layers with a curve", value: "0", normal: "all" };
      const sure = signal !== null && curved && signal.learnable === "yes";
      return suspicion(sure ? 0.6 : curved ? 0.4 : 0.2, hidden.length === 0 ? facts : [linear, ...facts]);
    }
    const cannotFit = smallBatch !== null && smallBatch.left > leftOver;
    if (width <= bottleneck) return suspicion(cannotFit || curved ? 0.5 : 0.3, facts);
    if (width <= narrow) return suspicion(0.3, facts);
    return width < roomy ? suspicion(0.2, facts) : null;
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
    const curve = (name: "relu" | "tanh"): Treatment | null =>
      isLinear(experiment)
        ? treatment(experiment, "hidden activation", hiddenActivationEdits(experiment, name, ["linear"]), {
            title: `hidden activation linear → ${name}`,
          })
        : null;
    // Growing what is roomy already costs time and repairs nothing.
    const small = hidden.some(({ dense }) => dense.units < roomy) && evidence.data.examples > 0;
    return present([curve("relu"), curve("tanh"), ...(small ? [width(2, 16), width(4, 64)] : [])]);
  },
};

function withHiddenLayer(experiment: Experiment, units: number): Treatment | null {
  const output = stages(experiment).at(-1)!.index;
  const added: LayerSpec = {
    type: "dense",
    units,
    activation: "relu",
    init: { name: "he-normal" },
    bias: true,
    biasInit: { name: "zeros" },
  };
  const model = [...experiment.model.slice(0, output), added, ...experiment.model.slice(output)];
  return treatment(experiment, "width", [{ path: "model", to: model }], {
    title: `hidden layers none → one of ${units} relu units`,
    value: units / 8,
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
