/** @file Random single changes, the best of as many as there are replays: what repair tools have to beat (ICST 2023). */
import type { CauseId, Edit } from "../../../test/zoo/entry.ts";
import type { Observed } from "../observed.ts";
import { type Baseline, denseLayers, outputLayer } from "./_baseline.ts";

interface Choice {
  readonly cause: CauseId;
  readonly edits: readonly Edit[];
}

export const random: Baseline = {
  id: "random",
  title: "random changes",
  source:
    "Random search over single changes, as in Riccio, Jahangirova and Tonella's comparison of repair tools (ICST 2023, arXiv 2301.11568), with as many replays as our doctor used. The cause is the one that the best change is the usual cure of",
  diagnose: async (run, { replay, budget, random: draw }) => {
    if (run.passed) return { findings: [], edits: null };
    const choices = [...changesOf(run)];
    let best: { choice: Choice; merit: number } | null = null;
    for (let k = 0; k < budget && choices.length > 0; k++) {
      const [choice] = choices.splice(Math.floor(draw() * choices.length), 1);
      const replayed = await replay(choice!.edits);
      if (!replayed) continue;
      const merit = meritOf(replayed);
      if (best === null || merit > best.merit) best = { choice: choice!, merit };
      if (replayed.passed) break;
    }
    if (best === null || best.merit <= meritOf(run)) return { findings: [], edits: null };
    return { findings: [{ cause: best.choice.cause, rule: "best change" }], edits: best.choice.edits };
  },
};

function meritOf({ experiment: { goal }, score, diverged }: Observed): number {
  if (diverged || !Number.isFinite(score)) return Number.NEGATIVE_INFINITY;
  return goal?.atLeast === null ? -score : score;
}

/** Every knob's usual values. */
function changesOf(run: Observed): Choice[] {
  const { experiment } = run;
  const { optimizer, epochs, data, loss } = experiment;
  const dense = denseLayers(run);
  const hidden = dense.slice(0, -1);
  const output = outputLayer(run);
  const one = (cause: CauseId, path: string, ...values: readonly unknown[]): Choice[] =>
    values.map((to) => ({ cause, edits: [{ path, to }] }));
  const each = (cause: CauseId, layers: readonly number[], field: string, ...values: readonly unknown[]): Choice[] =>
    layers.length === 0
      ? []
      : values.map((to) => ({ cause, edits: layers.map((i) => ({ path: `model[${i}].${field}`, to })) }));
  const rates = (factors: readonly number[]): number[] => factors.map((f) => f * optimizer.learningRate);
  const common = [
    ...one("unscaled-inputs", "data.inputScaling", "standardize", "minmax"),
    ...one("learning-rate-too-high", "optimizer.learningRate", ...rates([0.1, 0.01, 0.001])),
    ...one("learning-rate-too-low", "optimizer.learningRate", ...rates([10, 100, 1000])),
    ...one("unsuited-optimizer", "optimizer", { name: "adam" }, { name: "rmsprop" }),
    ...one("too-few-epochs", "epochs", 3 * epochs, 10 * epochs),
    ...one("batch-too-large", "batchSize", 8),
    ...one("batch-too-small", "batchSize", 128),
    ...one("exploding-gradient", "optimizer.clipNorm", 1),
    ...one("data-not-shuffled", "data.shuffle", true),
    ...one("naive-softmax", "rewrites", "on"),
  ];
  if (run.isProgram) return [...common, ...one("wrong-gradient", "gradients", "derived")];
  const dropouts = experiment.model.flatMap((layer, i) => (layer.type === "dropout" ? [i] : []));
  return [
    ...common,
    ...one("unscaled-targets", "data.targetScaling", "standardize", "minmax"),
    ...one("label-encoding", "data.targetEncoding", data.targetEncoding === "raw" ? "one-hot" : "raw"),
    ...one("label-encoding", "data.firstLabel", 1),
    ...one("wrong-loss", "loss.name", ...lossNames.filter((name) => name !== loss.name)),
    ...one("missing-mean-reduction", "loss.reduction", "mean"),
    ...each("missing-nonlinearity", hidden, "activation", "relu", "tanh"),
    ...each("bad-initialization", dense, "init", { name: "he-normal" }, { name: "glorot-uniform" }),
    ...each("too-little-capacity", hidden, "units", 64),
    ...each("dropout-too-strong", dropouts, "rate", 0),
    ...(output
      ? each("wrong-output-activation", [output.index], "activation", "linear", "sigmoid", "softmax", "tanh")
      : []),
    ...(optimizer.name === "rmsprop" ? [] : one("weight-decay-too-strong", "optimizer.weightDecay", 0)),
  ].filter(({ edits }) =>
    edits.every(({ path, to }) => JSON.stringify(valueAt(experiment, path)) !== JSON.stringify(to)),
  );
}

const lossNames = [
  "mean-squared-error",
  "binary-cross-entropy",
  "categorical-cross-entropy",
  "sparse-categorical-cross-entropy",
  "softmax-cross-entropy",
];

const valueAt = (from: unknown, path: string): unknown =>
  path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], from);
