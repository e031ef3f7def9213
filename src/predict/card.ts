/** @file What an exported model says of itself in its ONNX metadata: written by the exporter, read before predicting. */
import type { Task } from "../experiment/types.ts";
import { DataError } from "../util/errors.ts";
import type { ImageInput } from "./image.ts";

export type InputType = "uint8" | "float32" | "float64";

export interface ModelCard {
  /** "evenkeel" and its version. */
  readonly producer: string;
  readonly task: Task;
  /** What the numbers of "output" are; scores are those of a classifier whose outputs are no probabilities. */
  readonly output: "probabilities" | "scores" | "values";
  /** Names of the classes, or of the output's columns. */
  readonly labels: readonly string[];
  readonly input: {
    readonly dtype: InputType;
    /** Numbers an example. */
    readonly features: number;
    readonly image: ImageInput | null;
    /** The least and the largest number of the training data. */
    readonly range: readonly [number, number];
    /** Names of the columns, where they have names. */
    readonly names: readonly string[];
  };
  /** Examples a run: any number, or 1. */
  readonly batch: "any" | "1";
  /** Name of the training data. */
  readonly data: string;
  /** Hash of the experiment. */
  readonly experiment: string | null;
  /** Metrics of the test part, or where there is none, of the validation part. */
  readonly metrics: Readonly<Record<string, number>>;
}

/** Names of the model's one input and one output, and of its batch dimension. */
export const inputTensor = "input";
export const outputTensor = "output";
export const batchDimension = "batch";

const formatVersion = "1";

/** Metadata keys in the order in which they are written. */
const keys = {
  format: "evenkeel.format",
  producer: "evenkeel.producer",
  task: "evenkeel.task",
  output: "evenkeel.output",
  labels: "evenkeel.labels",
  input: "evenkeel.input",
  dtype: "evenkeel.input.dtype",
  features: "evenkeel.input.features",
  size: "evenkeel.input.size",
  background: "evenkeel.input.background",
  box: "evenkeel.input.box",
  range: "evenkeel.input.range",
  names: "evenkeel.input.names",
  batch: "evenkeel.batch",
  data: "evenkeel.data",
  experiment: "evenkeel.experiment",
  metrics: "evenkeel.metrics",
} as const;

const describeInput = ({ image, features }: ModelCard["input"]): string => {
  if (!image) return `${features} numbers`;
  const colors = image.background === "dark" ? "white on black" : "black on white";
  return `image ${image.height}x${image.width} grey, ${colors}`;
};

export function cardMetadata(card: ModelCard): Record<string, string> {
  const { input } = card;
  const { image } = input;
  return {
    [keys.format]: formatVersion,
    [keys.producer]: card.producer,
    [keys.task]: card.task,
    [keys.output]: card.output,
    [keys.labels]: JSON.stringify(card.labels),
    [keys.input]: describeInput(input),
    [keys.dtype]: input.dtype,
    [keys.features]: String(input.features),
    ...(image && {
      [keys.size]: JSON.stringify([image.height, image.width]),
      [keys.background]: image.background,
      [keys.box]: JSON.stringify([image.boxHeight, image.boxWidth]),
    }),
    [keys.range]: JSON.stringify(input.range),
    ...(input.names.length > 0 && { [keys.names]: JSON.stringify(input.names) }),
    [keys.batch]: card.batch,
    [keys.data]: card.data,
    ...(card.experiment !== null && { [keys.experiment]: card.experiment }),
    [keys.metrics]: JSON.stringify(card.metrics),
  };
}

/** @throws DataError where an entry is missing or says something impossible */
export function readCard(metadata: ReadonlyMap<string, string>, file: string): ModelCard {
  const reader = new CardReader(metadata, file);
  reader.oneOf(keys.format, [formatVersion]);
  return {
    producer: reader.text(keys.producer),
    task: reader.oneOf(keys.task, ["classification", "binary", "multilabel", "regression"]),
    output: reader.oneOf(keys.output, ["probabilities", "scores", "values"]),
    labels: reader.list(keys.labels, isText),
    input: {
      dtype: reader.oneOf(keys.dtype, ["uint8", "float32", "float64"]),
      features: reader.positive(keys.features, reader.text(keys.features)),
      image: metadata.has(keys.size) ? readImageInput(reader) : null,
      range: reader.pair(keys.range),
      names: metadata.has(keys.names) ? reader.list(keys.names, isText) : [],
    },
    batch: reader.oneOf(keys.batch, ["any", "1"]),
    data: reader.text(keys.data),
    experiment: metadata.get(keys.experiment) ?? null,
    metrics: reader.numbers(keys.metrics),
  };
}

function readImageInput(reader: CardReader): ImageInput {
  const sides = (key: string): number[] => reader.pair(key).map((side) => reader.positive(key, side));
  const [height, width] = sides(keys.size) as [number, number];
  const [boxHeight, boxWidth] = sides(keys.box) as [number, number];
  if (boxHeight > height || boxWidth > width) throw reader.wrong(keys.box, "a box that is larger than the image");
  if (height * width !== Number(reader.text(keys.features))) throw reader.wrong(keys.size, `${height} × ${width}`);
  const background = reader.oneOf(keys.background, ["dark", "bright"]);
  return { height, width, background, boxHeight, boxWidth };
}

const isText = (x: unknown): x is string => typeof x === "string";
const isNumber = (x: unknown): x is number => typeof x === "number";
/** A side or a number of features beyond this is no model that was exported here. */
const mostFeatures = 2 ** 24;

/** Reads entries, or says which one is missing or wrong. */
class CardReader {
  readonly #metadata: ReadonlyMap<string, string>;
  readonly #file: string;

  constructor(metadata: ReadonlyMap<string, string>, file: string) {
    this.#metadata = metadata;
    this.#file = file;
  }

  wrong(key: string, found: string): DataError {
    return new DataError(`The model's metadata "${key}" cannot be read`, { where: this.#file, found });
  }

  text(key: string): string {
    const value = this.#metadata.get(key);
    if (value !== undefined) return value;
    const present = [...this.#metadata.keys()];
    throw new DataError(`The model does not say how to use it: its metadata "${key}" is missing`, {
      where: this.#file,
      found: present.length > 0 ? `metadata ${present.join(", ")}` : "no metadata",
      help: "predict takes models that evenkeel exported: train one, or export a run with: evenkeel export RUN",
    });
  }

  oneOf<const T extends string>(key: string, values: readonly T[]): T {
    const value = this.text(key);
    const found = values.find((each) => each === value);
    if (found === undefined) throw this.wrong(key, `"${value}", which is not ${values.join(" or ")}`);
    return found;
  }

  list<T>(key: string, isElement: (x: unknown) => x is T): T[] {
    const value = this.#json(key);
    if (!Array.isArray(value) || !value.every(isElement)) throw this.wrong(key, this.text(key));
    return value;
  }

  pair(key: string): [number, number] {
    const [first, second, ...more] = this.list(key, isNumber);
    if (first === undefined || second === undefined || more.length > 0) throw this.wrong(key, this.text(key));
    return [first, second];
  }

  positive(key: string, value: string | number): number {
    const number = Number(value);
    if (!Number.isInteger(number) || number < 1 || number > mostFeatures) throw this.wrong(key, String(value));
    return number;
  }

  numbers(key: string): Record<string, number> {
    const value = this.#json(key);
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw this.wrong(key, this.text(key));
    return Object.fromEntries(Object.entries(value).filter((entry): entry is [string, number] => isNumber(entry[1])));
  }

  #json(key: string): unknown {
    const text = this.text(key);
    try {
      return JSON.parse(text);
    } catch {
      throw this.wrong(key, text);
    }
  }
}
