/** @file What to test first, by what a log shows; and what no log of this kind can show. */
import type { Statement } from "./statements/_statement.ts";
import type { View } from "./view.ts";
import { percent, shown } from "./words.ts";

export interface Measurement {
  /** What to measure, and what each outcome means. */
  readonly what: string;
  /** The command that does it, where there is one. */
  readonly command: string | null;
}

/** What is known when a conclusion is drawn. */
export interface Shown {
  readonly view: View;
  /** By id: of the run, and of its comparison with another. */
  readonly statements: ReadonlyMap<string, Statement>;
  /** How the experiment or program is called in commands. */
  readonly subject: string;
}

export interface Conclusion {
  /** All of these were said, and none of those. */
  readonly when: readonly string[];
  readonly unless?: readonly string[];
  /** What else must hold. */
  readonly if?: (shown: Shown) => boolean;
  /** In one sentence what happened; where the statements that lead to it are not sure, it is said so. */
  readonly verdict: string;
  /** The likely first cause to test; null where nothing is wrong. */
  readonly first: string | null;
  readonly because: (shown: Shown) => readonly string[];
  /** Ids of pages, of the likeliest cause first: `explain ID` prints them. */
  readonly causes: readonly string[];
  readonly cannot: (shown: Shown) => readonly string[];
  readonly measurements: (shown: Shown) => readonly Measurement[];
}

const gradientScale: Measurement = {
  what: "The size of the gradient: take it on a batch, and on the same batch written twice. An averaged gradient stays the same, a summed one doubles. Compare it with finite differences of the cost, too: (J(w + h) − J(w − h)) / 2h.",
  command: "evenkeel gradcheck PROGRAM.ts",
};

const inputScale: Measurement = {
  what: "Smallest, largest and mean input as the network gets it. Scaled inputs lie within about ±10; 0 to 255 are raw pixels.",
  command: null,
};

const replay = ({ subject }: Shown): Measurement => ({
  what: "Replays with one change each from the same seed: which change alone repairs the run.",
  command: `evenkeel doctor ${subject}`,
});

const oneBatch: Measurement = {
  what: "Train on one batch of 20 examples only. If the cost does not go to 0, the fault is in the network, the loss or the updates; if it does, in the data or the learning rate.",
  command: null,
};

const deadNetwork: Conclusion = {
  when: ["dead-network"],
  verdict:
    "The network is dead: after updates that were far too large its output is one constant, and only the output bias still learns.",
  first: "The gradient is too large: is it divided by the number of examples (the 1/m)?",
  because: ({ statements, view }) => [
    statements.has("first-cost") && view.jump
      ? "the first cost is ordinary, so inputs and initial weights of the usual scale are likely; one update then has to be hundreds of times too large to do this"
      : "one update that kills every unit is hundreds of times too large",
    ...(statements.has("leap-at-both-rates")
      ? ["both runs died, at rates several times apart: a lower rate alone is not enough"]
      : []),
    "a missing 1/m makes every gradient larger by the number of examples; unscaled inputs and a learning rate that is far too high come next",
  ],
  causes: ["missing-mean-reduction", "unscaled-inputs", "learning-rate-too-high", "dying-relu"],
  cannot: ({ view }) => [
    "which of the three it was: gradients too large, inputs not scaled (with initial weights too small to show in the first cost) and a rate far too high end in the same curve",
    "in which layer the units died, and how many are left: the cost sees the output only",
    ...(view.statedRate === null
      ? [
          "which learning rate was set: the plateau shows the effective one of the bias, which is the set rate times updates an epoch times any factor in the gradient (--learning-rate tells me)",
        ]
      : [
          "whether the bias moves more often or further than the stated rate says: more updates an epoch and a larger gradient look the same",
        ]),
  ],
  measurements: (shown) => [...(shown.subject === "RUN" ? [replay(shown)] : [gradientScale]), inputScale],
};

/** 784-128-64-10 on scaled pixels learns at 0.5, and loses half its units at 1. */
const highRate = 1;

const deadByRate: Conclusion = {
  ...deadNetwork,
  if: ({ view }) => highestRate(view) >= highRate,
  first: "The learning rate is too high: take a tenth, and a hundredth.",
  because: ({ view }) => [
    `it is ${shown(highestRate(view))}; gradient descent on averaged gradients and scaled inputs takes 0.01 to 0.5`,
    "unscaled inputs or a summed gradient would do the same at a lower rate",
  ],
  causes: ["learning-rate-too-high", "missing-mean-reduction", "unscaled-inputs", "dying-relu"],
};

const highestRate = ({ statedRate, learningRate }: View): number =>
  Math.max(statedRate ?? 0, ...(learningRate?.finite.slice(0, 100_000).map((i) => learningRate.y[i]!) ?? []));

const stuckFromStart: Conclusion = {
  when: ["constant-output"],
  verdict: "Nothing was learned: the cost is that of an answer that ignores the inputs.",
  first:
    "Do the updates reach the weights? The learning rate may be far too small, or units dead or saturated from the start.",
  because: ({ statements }) => [
    statements.has("frozen")
      ? "not one digit changes, so the weights do not move or their gradient is exactly 0"
      : "the cost moves by its noise only",
  ],
  causes: ["learning-rate-too-low", "bad-initialization", "dying-relu", "vanishing-gradient", "no-signal"],
  cannot: () => [
    "whether the weights move at all: a cost does not show it",
    "whether the labels can be told from the inputs",
  ],
  measurements: (shown) => [oneBatch, replay(shown)],
};

const cameToConstant: Conclusion = {
  ...stuckFromStart,
  when: ["constant-output", "leap"],
  causes: deadNetwork.causes,
  first: deadNetwork.first,
  measurements: deadNetwork.measurements,
};

const diverged: Conclusion = {
  when: ["divergence"],
  verdict: "The run diverges: the cost grows by a factor again and again, as it does at a rate that is too high.",
  first: "The learning rate is too high for this scale of inputs and gradients.",
  because: ({ statements }) => {
    const factor = statements.get("divergence")!.numbers.rateFactor!;
    return [
      `by its growth the rate must fall below ${shown(factor, 2)} of what it is; take a third of that first`,
      ...(statements.has("first-cost")
        ? ["the first cost is too large already: look at the scale of the inputs before the rate"]
        : []),
    ];
  },
  causes: ["learning-rate-too-high", "unscaled-inputs", "missing-mean-reduction", "flipped-sign"],
  cannot: () => [
    "why the limit is so low: a high rate, unscaled inputs, a summed gradient all grow alike",
    "whether the gradient has the wrong sign: going uphill grows too",
  ],
  measurements: () => [inputScale, gradientScale],
};

const wentNonFinite: Conclusion = {
  when: ["not-finite"],
  verdict: "The cost is not a number: something overflowed or was divided by zero.",
  first: "The formula of the cost: is it computed from probabilities (log of softmax) instead of logits?",
  because: ({ statements }) => [
    statements.get("not-finite")!.numbers.back === undefined
      ? "the numbers before it did not grow, so no rate shows that is too high: one example, one division or one log is enough"
      : "it was finite again afterwards, so the output's weights were never NaN: the cost's formula made it",
  ],
  causes: ["naive-softmax", "learning-rate-too-high", "unscaled-inputs", "label-encoding"],
  cannot: () => [
    "which operation made it, and from which operand",
    "whether an input or a label was not finite itself",
  ],
  measurements: () => [
    {
      what: "The first operation with a result that is not finite, with its operand and the line of the program.",
      command: "evenkeel train PROGRAM.ts",
    },
    { what: "Whether inputs and labels are finite, and labels within 0 to C − 1.", command: null },
  ],
};

const oscillates: Conclusion = {
  when: ["oscillation"],
  verdict: "The cost swings instead of settling.",
  first: "The learning rate is near the limit of what is stable: halve it.",
  because: () => ["values that alternate are updates that overshoot: 1 < ηλ < 2"],
  causes: ["learning-rate-too-high", "batch-too-small"],
  cannot: () => ["whether the values are means over epochs or single batches, whose noise is another"],
  measurements: (shown) => [replay(shown)],
};

const overfits: Conclusion = {
  when: ["overfitting"],
  verdict: "The network learns its training examples by heart.",
  first: "Stop where the validation cost is lowest, or regularise (weight decay, dropout, more data).",
  because: ({ statements }) => [
    `the validation cost is lowest at ${shown(statements.get("overfitting")!.numbers.turn!)}`,
  ],
  causes: ["overfitting"],
  cannot: () => ["whether training and validation examples come from the same source and are prepared alike"],
  measurements: () => [
    {
      what: "Accuracy on the validation part beside its cost: it often still rises after the cost has turned.",
      command: null,
    },
  ],
};

const negative: Conclusion = {
  when: ["negative-cost"],
  verdict: "The cost is below what it can be.",
  first: "The coding of the labels against the loss.",
  because: () => ["a cross-entropy of targets and probabilities in [0, 1] is never negative"],
  causes: ["label-encoding", "wrong-loss", "missing-output-activation"],
  cannot: () => ["which loss it is"],
  measurements: () => [
    {
      what: "Smallest and largest label, and smallest and largest output: both must lie in [0, 1] for a cross-entropy of probabilities.",
      command: null,
    },
  ],
};

const sameAnswer: Conclusion = {
  when: ["base-rate"],
  verdict: "The network gives the same answer for every example.",
  first: "Inputs that are not scaled, or an output layer that does not fit the loss.",
  because: () => ["an accuracy that does not change by one digit is that of one answer"],
  causes: [
    "unscaled-inputs",
    "softmax-single-unit",
    "wrong-output-activation",
    "learning-rate-too-high",
    "class-imbalance",
  ],
  cannot: () => ["whether the outputs differ a little without another class ever winning"],
  measurements: (shown) => [
    {
      what: "The network's outputs for ten examples: equal in all digits is a dead network, nearly equal one that learns too slowly or from unscaled inputs.",
      command: null,
    },
    replay(shown),
  ],
};

const stalled: Conclusion = {
  when: ["plateau"],
  unless: ["fall"],
  verdict: "The cost has stopped at a level that the numbers do not explain.",
  first: "What can be learned: a small batch that the network should fit exactly.",
  because: () => ["the level is none of the known ones, so the output is not obviously a constant"],
  causes: ["learning-rate-too-low", "too-little-capacity", "vanishing-gradient", "no-signal"],
  cannot: () => ["whether the labels allow a lower cost"],
  measurements: (shown) => [oneBatch, replay(shown)],
};

const leapt: Conclusion = {
  when: ["leap"],
  verdict: "At least one update was far too large.",
  first: "The learning rate, and the scale of inputs and gradients with it.",
  because: () => [
    "a cost that leaps to several times its first value is an update past the minimum and up the other side",
  ],
  causes: ["learning-rate-too-high", "missing-mean-reduction", "unscaled-inputs"],
  cannot: () => ["which of rate, gradient and inputs was too large: their product is what counts"],
  measurements: () => [gradientScale, inputScale],
};

const frozen: Conclusion = {
  ...stuckFromStart,
  when: ["frozen"],
  verdict: "Nothing moves: the cost is the same to its last digit.",
};

const learns: Conclusion = {
  when: ["fall"],
  verdict: "The network learns; the numbers show nothing wrong.",
  first: null,
  because: () => [],
  causes: [],
  cannot: ({ view }) => [
    ...(view.validationCost === null && view.validationAccuracy === null
      ? ["how it does on examples that it was not trained on: the log has no validation column"]
      : []),
    "whether it could be better: that takes a comparison with another run (evenkeel explain A B)",
  ],
  measurements: () => [],
};

/** A cost that fell by less than this has learned little, if it is not at its floor yet. */
const little = 0.5;

const slow: Conclusion = {
  when: ["fall"],
  if: ({ statements }) => {
    const { fallen = 1, lateFall = 0 } = statements.get("fall")!.numbers;
    return fallen < little && lateFall > 0;
  },
  verdict: "The network learns slowly: at the end of the log the cost has fallen only a little.",
  first: "The learning rate, three and ten times as high; then more epochs.",
  because: ({ statements }) => {
    const { fallen, lateFall } = statements.get("fall")!.numbers;
    return [
      `the cost fell by ${percent(fallen!, 2)} in the whole run, and by ${percent(lateFall!, 2)} in its last quarter`,
    ];
  },
  causes: ["learning-rate-too-low", "too-few-epochs", "vanishing-gradient", "bad-initialization"],
  cannot: () => ["how high the rate may be: that takes the curvature", "how low the cost can become with these data"],
  measurements: (shown) => [
    {
      what: "The size of an update against that of the weights, layer by layer: 0.1% to 3% is usual, below 0.001% hardly anything moves.",
      command: null,
    },
    replay(shown),
  ],
};

/** The gravest first. */
export const conclusions: readonly Conclusion[] = [
  deadByRate,
  deadNetwork,
  diverged,
  wentNonFinite,
  cameToConstant,
  leapt,
  negative,
  frozen,
  stuckFromStart,
  sameAnswer,
  overfits,
  oscillates,
  stalled,
  slow,
  learns,
];
