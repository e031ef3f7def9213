/** @file What the causes' treatments share: the layers of a model by their role, and edits of an experiment. */
import { applyChanges } from "../../experiment/changes.ts";
import { parsePath } from "../../experiment/path.ts";
import type { ActivationName, DenseSpec, Experiment, InputScaling, TargetScaling } from "../../experiment/types.ts";
import type { Edit, Knob, Treatment } from "./_cause.ts";

/** A dense layer and what is applied to its result: its own activation, then those of activation layers after it. */
export interface Stage {
  /** Of the dense layer in experiment.model. */
  readonly index: number;
  readonly dense: DenseSpec;
  readonly activations: readonly StageActivation[];
  /** The last that is not linear, else the dense layer's own. */
  readonly activation: StageActivation;
}

interface StageActivation {
  readonly name: ActivationName;
  /** "model[2].activation". */
  readonly path: string;
}

/** Dense layers in order; the last is the output's. Empty for a model without weights. */
export function stages({ model }: Experiment): readonly Stage[] {
  const found: { index: number; dense: DenseSpec; activations: StageActivation[] }[] = [];
  for (const [index, layer] of model.entries()) {
    if (layer.type === "dropout") continue;
    if (layer.type === "dense") found.push({ index, dense: layer, activations: [] });
    found.at(-1)?.activations.push({ name: layer.activation, path: `model[${index}].activation` });
  }
  return found.map((stage) => ({
    ...stage,
    activation: stage.activations.findLast(({ name }) => name !== "linear") ?? stage.activations[0]!,
  }));
}

export const outputStage = (experiment: Experiment): Stage | null => stages(experiment).at(-1) ?? null;

export const hiddenStages = (experiment: Experiment): readonly Stage[] => stages(experiment).slice(0, -1);

/** The value at a path such as "model[2].activation"; undefined where there is none. */
function valueAt(experiment: Experiment, path: string): unknown {
  let value: unknown = experiment;
  for (const step of parsePath(path)) value = (value as Record<string | number, unknown> | null | undefined)?.[step];
  return value;
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** The edits that change anything. */
const effective = (experiment: Experiment, edits: readonly Edit[]): readonly Edit[] =>
  edits.filter(({ path, to }) => !same(valueAt(experiment, path), to));

/** A value as a title shows it: names without quotes, numbers in four digits. */
function shownValue(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return shown(value);
  if (value === undefined || value === null) return "none";
  const { name, ...rest } = value as { readonly name?: string };
  const fields = Object.entries(rest).map(([key, field]) => `${key} ${shownValue(field)}`);
  return [...(name === undefined ? [] : [name]), ...fields].join(" ");
}

/** A number in four digits: 0.01, 1.234, 12,340, 3.119e9, 3.3e-5. */
export function shown(x: number): string {
  if (!Number.isFinite(x)) return String(x);
  const size = Math.abs(x);
  if (size !== 0 && (size < 1e-4 || size >= 1e7)) return x.toExponential(3).replace(/\.?0*e\+?/, "e");
  return Number(x.toPrecision(4)).toLocaleString("en-US", { maximumFractionDigits: 20 });
}

/** "output activation softmax → sigmoid, loss …": each edit as its words and its two values. */
const titleOf = (experiment: Experiment, edits: readonly (Edit & { readonly what?: string })[]): string =>
  edits
    .map(({ path, to, what }) => `${what ?? path} ${shownValue(valueAt(experiment, path))} → ${shownValue(to)}`)
    .join(", ");

/** An edit and the words for its field, where the path does not say it. */
export type NamedEdit = Edit & { readonly what?: string };

/**
 * A treatment titled by its edits, less those that change nothing; null where none does, or where the changed
 * experiment would not be valid.
 */
export function treatment(
  experiment: Experiment,
  knob: Knob,
  named: readonly NamedEdit[],
  options: Pick<Treatment, "rebuild" | "value"> & { readonly title?: string } = {},
): Treatment | null {
  const changing = effective(experiment, named) as readonly NamedEdit[];
  if (changing.length === 0) return null;
  const edits = changing.map(({ path, to }): Edit => ({ path, to }));
  try {
    applyChanges(experiment, edits);
  } catch {
    return null;
  }
  return { title: titleOf(experiment, changing), ...options, edits, knob };
}

/** Those that are there. */
export const present = (found: readonly (Treatment | null)[]): readonly Treatment[] =>
  found.filter((entry): entry is Treatment => entry !== null);

/** Edits for the output's activation: the last that is not linear is replaced. */
export function outputActivationEdits(experiment: Experiment, to: ActivationName): readonly NamedEdit[] {
  const stage = outputStage(experiment);
  return stage === null ? [] : [{ path: stage.activation.path, to, what: "output activation" }];
}

export function outputUnitsEdits(experiment: Experiment, to: number): readonly NamedEdit[] {
  const stage = outputStage(experiment);
  return stage === null ? [] : [{ path: `model[${stage.index}].units`, to, what: "output units" }];
}

/** The same activation in every hidden layer, where it is one of `from` (all of them, if left out). */
export const hiddenActivationEdits = (
  experiment: Experiment,
  to: ActivationName,
  from?: readonly ActivationName[],
): readonly NamedEdit[] =>
  hiddenStages(experiment)
    .filter(({ activation }) => from === undefined || from.includes(activation.name))
    .map(({ activation }) => ({ path: activation.path, to, what: "hidden activation" }));

export const inputScalingEdits = (to: InputScaling): readonly NamedEdit[] => [
  { path: "data.inputScaling", to, what: "input scaling" },
];

export const targetScalingEdits = (to: TargetScaling): readonly NamedEdit[] => [
  { path: "data.targetScaling", to, what: "target scaling" },
];

/** Target numbers an example in the files: 1 for the labels of image sources. */
export function targetColumns({ data }: Experiment): number {
  if (data.source === "csv") return data.targets.length;
  if (data.source !== "inline") return 1;
  const first = data.targets[0];
  return typeof first === "object" ? first.length : 1;
}

/** Input numbers an example, where the experiment says so; null for image files. */
export function inputColumns({ data }: Experiment): number | null {
  if (data.source === "csv") return data.inputs.length;
  if (data.source === "inline") return data.inputs[0]?.length ?? null;
  return data.source === "idx" ? null : 784;
}

/** Whether the inputs are the pixels of image files, which are scaled together. */
export const isImages = ({ data }: Experiment): boolean => data.source !== "csv" && data.source !== "inline";
