/** @file What is true of a run to diagnose: from the zoo by construction, from a folder of cases by its truth.json. */
import { type CauseId, causeIds } from "../../test/zoo/entry.ts";

/** `incurable`: one fault that no change of the experiment takes away: a goal out of reach, too few examples of a class. */
export type TrueVerdict = "healthy" | "single" | "joint" | "no-signal" | "incurable";

export interface Truth {
  readonly verdict: TrueVerdict;
  /** One a fault, each with every name that is right for it. */
  readonly faults: readonly (readonly CauseId[])[];
  /** The causes that a change alone repairs, where replays of others tell: what should be ranked first. */
  readonly first: readonly CauseId[];
  /** Whether some change is known to reach the goal. */
  readonly repairable: boolean;
}

/** Words of truth.json → our ids; several where a word covers what we tell apart. */
const faultTypes: Readonly<Record<string, readonly CauseId[]>> = {
  unscaled_inputs: ["unscaled-inputs"],
  unscaled_targets: ["unscaled-targets"],
  softmax_single_unit: ["softmax-single-unit"],
  missing_output_activation: ["missing-output-activation", "wrong-output-activation"],
  wrong_output_activation: ["wrong-output-activation", "output-range-mismatch", "missing-output-activation"],
  output_range_mismatch: ["output-range-mismatch", "wrong-output-activation"],
  double_softmax: ["double-softmax"],
  wrong_loss: ["wrong-loss"],
  label_encoding: ["label-encoding"],
  label_units_mismatch: ["output-units-mismatch", "label-encoding"],
  naive_softmax: ["naive-softmax"],
  naive_log: ["naive-softmax"],
  class_imbalance: ["class-imbalance"],
  redundant_features: ["redundant-features"],
  data_not_shuffled: ["data-not-shuffled"],
  not_shuffled: ["data-not-shuffled"],
  no_signal: ["no-signal"],
  missing_hidden_nonlinearity: ["missing-nonlinearity"],
  lr_too_high: ["learning-rate-too-high"],
  lr_too_low: ["learning-rate-too-low"],
  missing_mean_reduction: ["missing-mean-reduction"],
  flipped_sign: ["flipped-sign"],
  wrong_gradient: ["wrong-gradient"],
  dying_relu: ["dying-relu"],
  saturating_hidden: ["saturating-activation"],
  vanishing_gradient: ["vanishing-gradient"],
  exploding_gradient: ["exploding-gradient"],
  bad_init: ["bad-initialization"],
  epochs_too_few: ["too-few-epochs"],
  batch_too_large: ["batch-too-large"],
  batch_too_small: ["batch-too-small"],
  capacity_too_low: ["too-little-capacity"],
  dropout_too_strong: ["dropout-too-strong"],
  over_regularised: ["weight-decay-too-strong", "dropout-too-strong"],
  weight_decay_too_strong: ["weight-decay-too-strong"],
  optimizer_constants: ["optimizer-constants"],
  wrong_optimizer: ["unsuited-optimizer"],
  goal_out_of_reach: ["goal-out-of-reach"],
};

/** The same for a word that the table lacks but that is ours in their spelling. */
function causesOf(faultType: string): readonly CauseId[] {
  const known = faultTypes[faultType];
  if (known) return known;
  const same = faultType.replaceAll("_", "-");
  return (causeIds as readonly string[]).includes(same) ? [same as CauseId] : [];
}

/** A field that a replayed change sets → the causes that such a change treats. */
const treated: readonly (readonly [RegExp, readonly CauseId[]])[] = [
  [/^input_scaling/, ["unscaled-inputs"]],
  [/^target_scaling/, ["unscaled-targets"]],
  [/^target_encoding|^one_hot|^labels/, ["label-encoding", "output-units-mismatch"]],
  [/^loss(\.name)?$/, ["wrong-loss"]],
  [/^reduction|^loss\.reduction/, ["missing-mean-reduction"]],
  [/^epochs/, ["too-few-epochs"]],
  [/^batch/, ["batch-too-large", "batch-too-small"]],
  [/^layers\[\d+\]\.init/, ["bad-initialization"]],
  [/^layers\[\d+\]\.rate/, ["dropout-too-strong"]],
  [/^layers\[\d+\]\.units/, ["too-little-capacity", "output-units-mismatch"]],
  [/^layers\[\d+\]\.l2|weight_decay/, ["weight-decay-too-strong"]],
  [
    /^layers\[\d+\]\.activation/,
    [
      "softmax-single-unit",
      "missing-output-activation",
      "wrong-output-activation",
      "output-range-mismatch",
      "missing-nonlinearity",
      "dying-relu",
      "saturating-activation",
      "vanishing-gradient",
    ],
  ],
  [/^layers$/, ["output-units-mismatch", "too-little-capacity", "missing-nonlinearity"]],
  [/^optimizer/, ["learning-rate-too-high", "learning-rate-too-low", "unsuited-optimizer", "optimizer-constants"]],
];

/** The parts of truth.json that are read. */
export interface TruthFile {
  readonly fault_types: readonly string[];
  readonly replayed?: {
    readonly verdict?: string;
    readonly single_changes?: readonly { readonly patch: Readonly<Record<string, unknown>>; readonly pass: string }[];
    readonly published_or_intended_set?: { readonly pass: string } | null;
  };
}

/** "4/5" is a pass: 80% of the seeds, as the replays that wrote it count. */
const passes = (share: string): boolean => {
  const [passed, seeds] = share.split("/").map(Number);
  return passed! >= 0.8 * seeds!;
};

export function truthOf(file: TruthFile): Truth {
  const { replayed } = file;
  const faults = file.fault_types.map(causesOf).filter((names) => names.length > 0);
  const repairs = (replayed?.single_changes ?? []).filter(({ pass }) => passes(pass));
  const named = new Set(faults.flat());
  const byReplay = repairs
    .flatMap(({ patch }) => Object.keys(patch))
    .flatMap((path) => treated.find(([pattern]) => pattern.test(path))?.[1] ?? [])
    .filter((cause) => named.has(cause));
  const set = replayed?.published_or_intended_set;
  return {
    verdict: verdictOf(file, repairs.length),
    faults,
    first: byReplay.length > 0 ? byReplay : [...named],
    repairable: repairs.length > 0 || (set !== undefined && set !== null && passes(set.pass)),
  };
}

function verdictOf({ fault_types, replayed }: TruthFile, repairs: number): TrueVerdict {
  const verdict = replayed?.verdict ?? "";
  if (fault_types.includes("no_fault") || verdict.startsWith("not_reproduced")) return "healthy";
  if (verdict.startsWith("no_tried")) return fault_types.includes("no_signal") ? "no-signal" : "incurable";
  if (verdict.startsWith("needs_two")) return "joint";
  return repairs > 0 || fault_types.length === 1 ? "single" : "joint";
}

/** What the doctor may say where this is true: one change or another, as replays cannot always tell which. */
export const rightVerdicts: Readonly<Record<TrueVerdict, readonly string[]>> = {
  healthy: ["healthy"],
  single: ["identified", "tied"],
  joint: ["joint"],
  "no-signal": ["no-signal"],
  incurable: ["unexplained"],
};
