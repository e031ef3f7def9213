/** @file What an exported model says of itself, from its blueprint and its data set. */
import { type Dataset, featureCount, type Inputs } from "../data/dataset.ts";
import { inputStatistics, overall } from "../data/statistics.ts";
import type { Task } from "../experiment/types.ts";
import type { InputType, ModelCard } from "../predict/card.ts";
import { boundsOf, type Grey, inkOf } from "../predict/centre.ts";
import { type ImageInput, levelsOf } from "../predict/image.ts";
import { version } from "../util/version.ts";
import type { Blueprint } from "./programs.ts";

export interface ExportDetails {
  /** Hash of the experiment. */
  readonly experiment?: string;
  /** Metrics of the test part, or where there is none, of the validation part. */
  readonly metrics?: Readonly<Record<string, number>>;
}

interface Found extends ExportDetails {
  readonly batch: ModelCard["batch"];
  readonly probabilities: boolean;
}

export function cardOf({ settings }: Blueprint, dataset: Dataset, found: Found): ModelCard {
  return {
    producer: `evenkeel ${version}`,
    task: settings.task,
    output: settings.task === "regression" ? "values" : found.probabilities ? "probabilities" : "scores",
    labels: labelsOf(settings.task, dataset),
    input: { ...inputOf(dataset.train.inputs), names: dataset.inputNames ?? [] },
    batch: found.batch,
    data: dataset.name,
    experiment: found.experiment ?? null,
    metrics: found.metrics ?? {},
  };
}

/** What a model that was trained on `inputs` takes. */
export function inputOf(inputs: Inputs): Omit<ModelCard["input"], "names"> {
  const dtype = typeOf(inputs);
  return {
    dtype,
    features: featureCount(inputs),
    image: inputs.shape.length === 3 ? imageInput(inputs) : null,
    range: dtype === "uint8" ? [0, 255] : rangeOf(inputs),
  };
}

const typeOf = ({ data }: Inputs): InputType =>
  data instanceof Uint8Array ? "uint8" : data instanceof Float32Array ? "float32" : "float64";

function rangeOf(inputs: Inputs): [number, number] {
  const { min, max } = overall(inputStatistics(inputs));
  return [min, max];
}

function labelsOf(task: Task, { train: { targets }, classNames, targetNames }: Dataset): readonly string[] {
  const numbered = (count: number): string[] => Array.from({ length: count }, (_, i) => String(i));
  if (targets.kind === "labels") return classNames ?? numbered(targets.classes);
  // One yes-or-no column has two classes, which its name does not name.
  if (task === "binary" && targets.width === 1) return classNames ?? numbered(2);
  return targetNames?.length === targets.width ? targetNames : numbered(targets.width);
}

/** Images that are looked at, spread over the data set. */
const mostImages = 1000;
/** Part of the training images whose signs fit into the box. */
const inBox = 0.95;

/** Measured, because sets differ: MNIST's digits fill 20 of 28 pixels, the clothes of Fashion-MNIST all 28. */
function imageInput({ data, shape }: Inputs): ImageInput {
  const [count, height, width] = shape as [number, number, number];
  const step = Math.max(1, Math.floor(count / mostImages));
  const heights: number[] = [];
  const widths: number[] = [];
  let bright = 0;
  for (let i = 0; i < count; i += step) {
    const grey: Grey = {
      width,
      height,
      data: Float32Array.from(data.subarray(i * width * height, (i + 1) * width * height)),
    };
    const levels = levelsOf(grey);
    if (levels.contrast === 0) continue;
    const bounds = boundsOf(inkOf(grey, levels))!;
    heights.push(bounds.height);
    widths.push(bounds.width);
    bright += levels.bright ? 1 : 0;
  }
  const box = (sides: number[], full: number): number =>
    sides.sort((a, b) => a - b)[Math.floor(inBox * (sides.length - 1))] ?? full;
  return {
    height,
    width,
    background: bright > heights.length / 2 ? "bright" : "dark",
    boxHeight: box(heights, height),
    boxWidth: box(widths, width),
  };
}
